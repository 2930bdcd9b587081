import type { RowDataPacket } from "mysql2/promise";
import type { RequestParts } from "../../__tests__/functions/directory/support/proxy-event";
import { encodeCursor } from "../../functions/directory/http/cursor";
import { listName } from "../../functions/directory/http/pages";
import type { OperationId } from "../../functions/directory/http/routes";
import { personSorts, queries } from "../../functions/directory/http/schemas";
import { sortOrders } from "../../functions/directory/persistence/person-pages";
import type { Scene } from "./stage";

/** One line of the table. */
export interface BenchRequest {
  readonly name: string;
  /** What it is held against: see the targets. */
  readonly kind: "page" | "search" | "other";
  readonly operation: OperationId;
  /** The n-th request of this kind; they differ, so that no cache answers. */
  parts(n: number): RequestParts;
}

const samples = 64;

/** Every list, in every order, with every filter, at the start and in the middle; searches; one entity. */
export async function benchRequests(scene: Scene): Promise<BenchRequest[]> {
  const places = await somePlaces(scene);
  const filters = [
    ["everybody", () => ({})],
    ["by department", (n: number) => ({ departmentId: pick(places, n).departmentId })],
    ["by location", (n: number) => ({ locationId: pick(places, n).locationId })],
    [
      "by both",
      (n: number) => ({ departmentId: pick(places, n).departmentId, locationId: pick(places, n).locationId }),
    ],
  ] as const;
  const requests: BenchRequest[] = [
    {
      name: "GET /personnel/{id}",
      kind: "other",
      operation: "getPerson",
      parts: (n) => ({ id: 1 + ((n * 7919) % scene.people) }),
    },
    {
      name: "GET /departments/{id}",
      kind: "other",
      operation: "getDepartment",
      parts: (n) => ({ id: pick(places, n).departmentId }),
    },
  ];
  for (const sort of personSorts) {
    for (const [filterName, filter] of filters) {
      for (const order of ["asc", "desc"] as const) {
        const name = `/personnel ${filterName}, ${sort} ${order}`;
        const query = (n: number) => ({ ...filter(n), sort, order });
        requests.push({
          name: `${name}, first`,
          kind: "page",
          operation: "listPersonnel",
          parts: (n) => ({ query: query(n) }),
        });
        const cursors = await middleCursors(
          scene,
          Array.from({ length: samples }, (_, n) => query(n)),
        );
        const deep = (n: number) => ({ query: { ...query(n % samples), cursor: cursors[n % samples] } });
        requests.push({ name: `${name}, middle`, kind: "page", operation: "listPersonnel", parts: deep });
      }
    }
  }
  return [...requests, ...wordRequests(places), ...otherLists(places)];
}

function wordRequests(places: readonly Place[]): BenchRequest[] {
  const queriesOf = {
    "a last name": (n: number) => pick(places, n).lastName,
    "first and last name": (n: number) => `${pick(places, n).firstName} ${pick(places, n).lastName}`,
    "beginning of a name": (n: number) => pick(places, n).lastName.slice(0, 3),
    "one letter": (n: number) => pick(places, n).lastName.slice(0, 1),
    "name and job title": (n: number) => `${pick(places, n).lastName} ${pick(places, n).jobTitle}`,
    "a job title": (n: number) => pick(places, n).jobTitle,
    "an e-mail address": (n: number) => pick(places, n).email,
    nobody: (n: number) => `qqq${n}`,
  };
  return Object.entries(queriesOf).flatMap(([name, q]): BenchRequest[] => [
    { name: `/search ${name}`, kind: "search", operation: "search", parts: (n) => ({ query: { q: q(n) } }) },
    {
      name: `/personnel q = ${name}`,
      kind: "page",
      operation: "listPersonnel",
      parts: (n) => ({ query: { q: q(n) } }),
    },
    {
      name: `/personnel q = ${name}, by location`,
      kind: "page",
      operation: "listPersonnel",
      parts: (n) => ({ query: { q: q(n), locationId: pick(places, n).locationId } }),
    },
  ]);
}

function otherLists(places: readonly Place[]): BenchRequest[] {
  return [
    { name: "/all (1000 people)", kind: "page", operation: "listAll", parts: () => ({}) },
    { name: "/departments", kind: "page", operation: "listDepartments", parts: () => ({}) },
    {
      name: "/departments by location",
      kind: "page",
      operation: "listDepartments",
      parts: (n) => ({ query: { locationId: pick(places, n).locationId } }),
    },
    {
      name: "/departments/{id}/dependents",
      kind: "page",
      operation: "listDepartmentDependents",
      parts: (n) => ({ id: pick(places, n).departmentId }),
    },
    { name: "/locations", kind: "page", operation: "listLocations", parts: () => ({}) },
    {
      name: "/locations/{id}/dependents",
      kind: "page",
      operation: "listLocationDependents",
      parts: (n) => ({ id: pick(places, n).locationId }),
    },
    { name: "/health", kind: "other", operation: "getHealth", parts: () => ({}) },
  ];
}

interface Place {
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string;
  readonly email: string;
  readonly departmentId: number;
  readonly locationId: number;
}

function pick<Item>(items: readonly Item[], n: number): Item {
  return items[n % items.length] as Item;
}

/** People from all over the directory, to ask for. */
async function somePlaces({ database, people }: Scene): Promise<Place[]> {
  const connection = await database.connect();
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT first_name AS firstName, last_name AS lastName, job_title AS jobTitle, email,
       department_id AS departmentId, location_id AS locationId FROM personnel WHERE id IN (?)`,
    [Array.from({ length: samples }, (_, n) => 1 + ((n * 104_729) % people))],
  );
  await connection.end();
  return rows as Place[];
}

interface ListQuery {
  readonly departmentId?: number;
  readonly locationId?: number;
  readonly sort: (typeof personSorts)[number];
  readonly order: "asc" | "desc";
}

/** The cursors of the middles of lists, as paging there would have given them. */
async function middleCursors({ database }: Scene, list: readonly ListQuery[]): Promise<string[]> {
  const connection = await database.connect();
  const cursors = new Map<string, string>();
  for (const query of list) {
    const columns = [...new Set([...sortOrders[query.sort].columns, "id"])];
    const { departmentId, locationId } = query;
    const [column, id] = departmentId ? ["department_id", departmentId] : ["location_id", locationId];
    const where = id === undefined ? "TRUE" : `${column} = ${id}`;
    const key = JSON.stringify(query);
    if (cursors.has(key)) continue;
    const [counts] = await connection.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS n FROM personnel WHERE ${where}`,
    );
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT ${columns.join(", ")} FROM personnel WHERE ${where}
       ORDER BY ${columns.map((name) => `${name} ${query.order}`).join(", ")} LIMIT 1 OFFSET ${Math.floor(Number(counts[0]?.n) / 2)}`,
    );
    const given = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const position = columns.map((name) => rows[0]?.[name] as string | number);
    cursors.set(key, encodeCursor(listName("personnel", queries.personnel.parse(given)), position));
  }
  await connection.end();
  return list.map((query) => cursors.get(JSON.stringify(query)) ?? "");
}

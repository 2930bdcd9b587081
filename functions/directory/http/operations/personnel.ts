import { personPositionKeys } from "../../domain/directory";
import { changed, created, tagged } from "../answer";
import { exportPage } from "../csv-export";
import { parseImport } from "../csv-import";
import { expectedVersion } from "../expected-version";
import { listName, pageAnswer } from "../pages";
import { personList } from "../person-list";
import type { OperationsOf } from "./operation";

export const personnelOperations: OperationsOf<
  | "listAll"
  | "listPersonnel"
  | "createPerson"
  | "getPerson"
  | "updatePerson"
  | "deletePerson"
  | "exportPersonnel"
  | "importPersonnel"
> = {
  listAll: ({ query }, { directory }) =>
    pageAnswer(query, {
      list: listName("all", query),
      keys: personPositionKeys.lastName,
      fetch: (after) => directory.listPeople({ sort: "lastName", order: "asc", limit: query.limit, after }),
    }),

  listPersonnel: ({ query }, { directory }) => {
    const { list, keys, fetch } = personList("personnel", query, directory);
    return pageAnswer(query, {
      list,
      keys,
      fetch: (after) => fetch(query.limit, after),
      count: () => directory.countPeople(query),
    });
  },

  createPerson: async ({ body }, { directory }) => created("/personnel", await directory.createPerson(body)),

  getPerson: async ({ path }, { directory }) => tagged(await directory.getPerson(path.id)),

  updatePerson: async ({ path, headers, body }, { directory }) =>
    changed(await directory.updatePerson(path.id, body, expectedVersion({ headers, body }))),

  deletePerson: async ({ path, headers }, { directory }) => {
    await directory.deletePerson(path.id, headers["If-Match"]);
    return { changed: { id: path.id } };
  },

  exportPersonnel: ({ query, url }, { directory }) => exportPage(directory, query, url),

  importPersonnel: async ({ query, body }, { directory }) => {
    const report = await directory.importPeople(parseImport(body), query);
    return { data: report, changed: { rows: report.rows, dryRun: report.dryRun } };
  },
};

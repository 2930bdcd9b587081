import {
  type Directory,
  matchPositionKeys,
  type Order,
  type Page,
  type PersonFilter,
  type PersonSort,
  type Position,
  personPositionKeys,
} from "../domain/directory";
import type { Person } from "../domain/entities";
import { listName } from "./pages";

/** As a caller gives it; sort and order only without words. */
interface PersonListQuery extends PersonFilter {
  readonly sort?: PersonSort | undefined;
  readonly order?: Order | undefined;
}

/** A list of people to read page by page. */
export interface PersonList {
  readonly list: string;
  readonly keys: number;
  fetch(limit: number, after: Position | undefined): Promise<Page<Person>>;
}

/** The people a query asks for: those who match its words, best first, or else all in the order it wants. */
export function personList(kind: string, query: PersonListQuery, directory: Directory): PersonList {
  const { q, sort = "lastName", order = "asc", departmentId, locationId } = query;
  const place = { departmentId, locationId };
  if (q !== undefined) {
    return {
      list: listName(kind, { q, ...place }),
      keys: matchPositionKeys,
      fetch: (limit, after) => directory.findPeople({ q, ...place, limit, after }),
    };
  }
  return {
    list: listName(kind, { sort, order, ...place }),
    keys: personPositionKeys[sort],
    fetch: (limit, after) => directory.listPeople({ sort, order, ...place, limit, after }),
  };
}

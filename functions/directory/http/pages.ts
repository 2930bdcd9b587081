import type { Page, Position } from "../domain/directory";
import type { Answer } from "./answer";
import { decodeCursor, encodeCursor } from "./cursor";

interface Paging {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count?: boolean | undefined;
}

/** What a page is made from. */
export interface PageSource<Item> {
  /** What the list is of, with all that decides its order and contents: a cursor is good for this list only. */
  readonly list: string;
  /** How many keys a position in it has. */
  readonly keys: number;
  fetch(after: Position | undefined): Promise<Page<Item>>;
  count?(): Promise<number>;
}

/** One page of a list, with the next one's cursor and, if asked for, the number of all. */
export async function pageAnswer<Item>(paging: Paging, source: PageSource<Item>): Promise<Answer> {
  const page = await source.fetch(startOf(source, paging.cursor));
  const total = paging.count && source.count ? await source.count() : undefined;
  return {
    data: page.items,
    meta: {
      count: page.items.length,
      ...(page.next === undefined ? {} : { nextCursor: encodeCursor(source.list, page.next) }),
      ...(total === undefined ? {} : { total }),
    },
  };
}

/** @throws ApiError 400 for a cursor that isn't of this list */
export function startOf(
  { list, keys }: Pick<PageSource<unknown>, "list" | "keys">,
  cursor: string | undefined,
): Position | undefined {
  return cursor === undefined ? undefined : decodeCursor(list, keys, cursor);
}

/** Names a list by what decides its order and contents. */
export function listName(kind: string, parameters: Readonly<Record<string, unknown>>): string {
  const { limit: _limit, cursor: _cursor, count: _count, ...decisive } = parameters;
  const given = Object.entries(decisive).filter(([, value]) => value !== undefined);
  return `${kind}?${JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}

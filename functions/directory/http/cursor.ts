import { createHash } from "node:crypto";
import * as z from "zod";
import type { Position } from "../domain/directory";
import { malformed } from "./api-error";
import { maxId, maxLengths } from "./schemas";

/**
 * A cursor is the position's JSON and a checksum over it and the list it belongs to. The checksum is no secret: a
 * position reveals and permits nothing that the list doesn't. It turns an altered cursor, or one of another list,
 * into a clear error instead of an odd page.
 */
export function encodeCursor(list: string, position: Position): string {
  const text = Buffer.from(JSON.stringify(position)).toString("base64url");
  return `${text}.${checksum(list, text)}`;
}

const textKeys = z.array(z.string().max(maxLengths.email));
const idKey = z.int().min(1).max(maxId);

/**
 * @param list what the list is of, its filters and its order: the same text as at encoding
 * @param keys how many keys a position in this list has
 * @throws ApiError 400 for whatever `encodeCursor` didn't make for this list
 */
export function decodeCursor(list: string, keys: number, cursor: string): Position {
  const [text = "", sum, ...rest] = cursor.split(".");
  if (rest.length > 0 || sum !== checksum(list, text)) throw forged();
  const position = parse(text);
  // The checksum can be computed by anybody, so what it covers is checked all the same.
  if (!Array.isArray(position) || position.length !== keys) throw forged();
  if (!textKeys.safeParse(position.slice(0, -1)).success || !idKey.safeParse(position.at(-1)).success)
    throw forged();
  return position;
}

function checksum(list: string, text: string): string {
  return createHash("sha256").update(`${list}\n${text}`).digest("base64url").slice(0, 16);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function forged() {
  return malformed([
    {
      in: "query",
      path: "cursor",
      message: "isn't a cursor of this list: take it from the page before, with the same parameters",
    },
  ]);
}

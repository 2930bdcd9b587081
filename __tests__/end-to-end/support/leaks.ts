import { gunzipSync } from "node:zlib";
import { unzipSync } from "fflate";

/** Something to be searched, and what it is called in a report. */
export interface Exhibit {
  readonly name: string;
  readonly content: Buffer;
}

/** Where a secret was found. Never the secret: a report is a log too. */
export interface Leak {
  readonly exhibit: string;
  /** How it was written there, e.g. `base64`. */
  readonly spelling: string;
}

/**
 * Looks for secrets in whatever spelling they may have got into a file.
 *
 * @throws Error for a secret that is so short that it is found everywhere
 */
export function findLeaks(exhibits: Iterable<Exhibit>, secrets: readonly string[]): Leak[] {
  for (const secret of secrets) {
    if (secret.length < 8) throw new Error(`a secret of ${secret.length} characters proves nothing`);
  }
  const spellings = secrets.flatMap(spellingsOf);
  const leaks = new Map<string, Leak>();
  for (const exhibit of exhibits) {
    for (const { name, content } of unpacked(exhibit)) {
      for (const { spelling, bytes } of spellings) {
        if (content.includes(bytes)) leaks.set(`${name} ${spelling}`, { exhibit: name, spelling });
      }
    }
  }
  return [...leaks.values()];
}

interface Spelling {
  readonly spelling: string;
  readonly bytes: Buffer;
}

function spellingsOf(secret: string): Spelling[] {
  const json = (text: string) => JSON.stringify(text).slice(1, -1);
  const spellings: [string, string][] = [
    ["plain", secret],
    ["JSON", json(secret)],
    // A JSON document within a JSON document, as a policy in a state.
    ["JSON twice", json(json(secret))],
    // As Go and Terraform write JSON: <, > and & as escapes.
    ["JSON for HTML", json(secret).replace(/[<>&]/g, (character) => `\\u00${hex(character)}`)],
    ["URL", encodeURIComponent(secret)],
    ["form", new URLSearchParams({ "": secret }).toString().slice(1)],
    ["hexadecimal", hex(secret)],
    ...[0, 1, 2].flatMap((offset): [string, string][] => [
      ["base64", base64Within(secret, offset, "base64")],
      ["base64url", base64Within(secret, offset, "base64url")],
    ]),
  ];
  return spellings.map(([spelling, text]) => ({ spelling, bytes: Buffer.from(text) }));
}

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}

/**
 * The characters that a text has in the base64 of a longer one, whatever stands around it: those that hold bits of its
 * neighbours are left out.
 *
 * @param offset how many bytes stand before it, modulo 3
 */
function base64Within(text: string, offset: number, encoding: "base64" | "base64url"): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  const first = Math.ceil((offset * 8) / 6);
  const end = Math.floor((bytes.length * 8) / 6);
  return bytes.toString(encoding).slice(first, end);
}

/** The exhibit and, of an archive (a plan of Terraform's is a zip) or a compressed file, what is in it. */
function unpacked(exhibit: Exhibit): Exhibit[] {
  return [exhibit, ...contentsOf(exhibit).flatMap(unpacked)];
}

function contentsOf({ name, content }: Exhibit): Exhibit[] {
  if (content.subarray(0, 4).equals(zipMagic)) {
    return Object.entries(unzipSync(content)).map(([entry, bytes]) => ({
      name: `${name}!${entry}`,
      content: Buffer.from(bytes),
    }));
  }
  if (content.subarray(0, 3).equals(gzipMagic)) return [{ name: `${name}!`, content: gunzipSync(content) }];
  return [];
}

const zipMagic = Buffer.from("PK\x03\x04");
const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08]);

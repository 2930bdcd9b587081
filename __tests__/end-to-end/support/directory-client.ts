import { expect } from "vitest";
import { type OperationId, routes } from "../../../functions/directory/http/routes";
import { checkAgainstContract } from "../../functions/directory/support/contract";
import type { RequestParts } from "../../functions/directory/support/proxy-event";
import type { Exhibit } from "./leaks";

/** An answer that came over HTTP, held against the contract already. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what each test says
  readonly data: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly meta: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly error: any;
}

/** What is said in a request: as in the tests of the function, but it travels. */
export type HttpRequestParts = Omit<RequestParts, "claims">;

/** Of the transport and of API Gateway itself: no contract names them. */
const gatewayHeaders =
  /^(connection|content-encoding|content-length|date|keep-alive|server|transfer-encoding|x-amz(n|-apigw)-.*)$/;

/** Calls the deployed API, and holds every answer against its OpenAPI document. */
export class DirectoryClient {
  /** The operations that have succeeded. */
  readonly succeeded = new Set<OperationId>();
  /** Everything that was answered. */
  readonly exhibits: Exhibit[] = [];

  constructor(
    private readonly apiUrl: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /**
   * Sends a request. One that the gateway's throttle refused is sent again: it reached nobody.
   * @throws Error for an answer that isn't within the contract
   */
  async call(id: OperationId, parts: HttpRequestParts = {}): Promise<HttpAnswer> {
    for (;;) {
      const answer = await this.#send(id, parts);
      if (answer.status !== 429) return answer;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Sends a request that must succeed. */
  async ok(id: OperationId, parts: HttpRequestParts = {}): Promise<HttpAnswer> {
    const answer = await this.call(id, parts);
    expect(answer.error, `${id} ${answer.status}`).toBeUndefined();
    return answer;
  }

  /** A path as it is, whatever the contract has there. */
  raw(path: string, request: RequestInit): Promise<Response> {
    return fetch(this.apiUrl + path, request);
  }

  async #send(id: OperationId, { query, headers, body, id: entity }: HttpRequestParts): Promise<HttpAnswer> {
    const { method, path } = routes[id];
    const url = new URL(this.apiUrl + path.replace("{id}", String(entity ?? 1)));
    for (const [name, value] of Object.entries(query ?? {})) {
      for (const each of [value].flat()) if (each !== undefined) url.searchParams.append(name, String(each));
    }
    const answer = await fetch(url, {
      method,
      headers: { ...contentType(body), ...this.headers, ...headers },
      ...(body === undefined ? {} : { body: encoded(body) }),
    });
    return this.#checked(id, answer, await answer.text());
  }

  #checked(id: OperationId, { status, headers, ok }: Response, text: string): HttpAnswer {
    checkAgainstContract(id, { statusCode: status, headers: contractHeaders(headers), body: text });
    if (ok) this.succeeded.add(id);
    this.exhibits.push({
      name: `answer ${this.exhibits.length} (${id} ${status})`,
      content: Buffer.from(JSON.stringify([...headers]) + text),
    });
    const isJson = text !== "" && headers.get("Content-Type")?.startsWith("application/json");
    const { data, meta, error } = isJson ? JSON.parse(text) : {};
    return { status, headers, text, data, meta, error };
  }
}

function contentType(body: unknown): Record<string, string> {
  return typeof body === "object" && !Buffer.isBuffer(body) ? { "Content-Type": "application/json" } : {};
}

function encoded(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (Buffer.isBuffer(body)) return new Uint8Array(body);
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** By the names that the contract has, which HTTP and fetch write in small letters. */
function contractHeaders(headers: Headers): Record<string, string> {
  const ours = [...headers].filter(([name]) => !gatewayHeaders.test(name));
  return Object.fromEntries(ours.map(([name, value]) => [usualCase(name), value]));
}

function usualCase(name: string): string {
  return name === "etag" ? "ETag" : name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

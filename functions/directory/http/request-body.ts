import { gunzipSync } from "node:zlib";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { ApiError, malformed } from "./api-error";
import { maxCsvBytes, maxJsonBytes, type Route } from "./routes";

/**
 * The body as text or parsed JSON, not yet checked against its schema.
 * @throws ApiError 400, 413 or 415
 */
export function readBody(
  body: NonNullable<Route["body"]>,
  event: Pick<APIGatewayProxyEvent, "body" | "isBase64Encoded">,
  headers: ReadonlyMap<string, string>,
): unknown {
  requireContentType(headers.get("content-type"), body.contentType);
  if (body.contentType === "text/csv")
    return decode(unzip(bytesOf(event, maxCsvBytes), headers, event.isBase64Encoded));
  return parseJson(decode(bytesOf(event, maxJsonBytes)));
}

function requireContentType(given: string | undefined, wanted: string): void {
  const [type = "", ...parameters] = (given ?? "").toLowerCase().split(";");
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith("charset="));
  const isUtf8 = charset === undefined || /^charset="?utf-8"?$/.test(charset);
  if (type.trim() === wanted && isUtf8) return;
  throw new ApiError(
    415,
    "unsupported_media_type",
    `the body must be ${wanted} in UTF-8: say so in Content-Type`,
  );
}

function bytesOf(
  { body, isBase64Encoded }: Pick<APIGatewayProxyEvent, "body" | "isBase64Encoded">,
  limit: number,
) {
  if (!body) throw malformed([{ in: "body", path: "", message: "is missing" }]);
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > limit) throw tooLarge(limit);
  return bytes;
}

function tooLarge(limit: number): ApiError {
  return new ApiError(413, "body_too_large", `the body has more than the ${limit} bytes allowed`);
}

function unzip(bytes: Buffer, headers: ReadonlyMap<string, string>, isBinary: boolean): Buffer {
  const encoding = (headers.get("content-encoding") ?? "identity").toLowerCase();
  if (encoding === "identity") return bytes;
  if (encoding !== "gzip") {
    throw new ApiError(415, "unsupported_content_encoding", "the only Content-Encoding taken is gzip");
  }
  // Compressed bytes that came as text have been through UTF-8 and are lost.
  if (!isBinary) throw notGzip();
  try {
    return gunzipSync(bytes, { maxOutputLength: maxCsvBytes });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
      ? tooLarge(maxCsvBytes)
      : notGzip();
  }
}

function notGzip(): ApiError {
  return malformed([{ in: "body", path: "", message: "isn't gzip, although Content-Encoding says so" }]);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformed([{ in: "body", path: "", message: "isn't UTF-8" }]);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed([{ in: "body", path: "", message: "isn't JSON" }]);
  }
}

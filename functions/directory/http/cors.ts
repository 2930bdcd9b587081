/** The headers that a page's script may send. The infrastructure's preflight answers use the same. */
export const corsAllowedHeaders = ["Authorization", "Content-Encoding", "Content-Type", "If-Match"] as const;

/** The headers of answers that a page's script may read. */
export const corsExposedHeaders = [
  "Content-Disposition",
  "ETag",
  "Link",
  "Location",
  "Retry-After",
  "X-Next-Cursor",
] as const;

/**
 * The CORS headers of an answer, error or not. An allowed origin is echoed; any other gets none, so that the browser
 * keeps the answer from its page. `Vary` is always there: a cache must not hand one origin's answer to another.
 */
export function corsHeaders(origin: string | undefined, allowed: readonly string[]): Record<string, string> {
  if (origin === undefined || !allowed.includes(origin)) return { Vary: "Origin" };
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": corsExposedHeaders.join(", "),
    Vary: "Origin",
  };
}

/** The parsed address, or undefined where the URL constructor would throw. (`URL.parse` came only with Node 22.) */
export function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

import { Lazy, StringConcat, Tokenization } from "cdktf";

/**
 * A long text with references in it, as a value that cdktf fills in quickly.
 *
 * In a plain string, cdktf takes every `}` for the possible end of an expression and searches the text up to its end
 * for where the next one starts: time grows with the square of the length, some 60 ms for an OpenAPI document of 90 KB.
 * What Terraform gets is the same to the byte.
 */
export function longText(text: string): string {
  return Lazy.stringValue({
    produce: (context) => Tokenization.reverseString(text).mapTokens(context).join(new StringConcat()),
  });
}

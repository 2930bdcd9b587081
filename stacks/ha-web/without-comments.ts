const hash = /^\s*#(?!!)/;
const semicolon = /^\s*;/;

/** How a line begins that is a comment and nothing else, by the file's ending. The scripts' first line, `#!`, is none. */
const commentLines: Readonly<Record<string, RegExp>> = {
  sh: hash,
  service: hash,
  timer: hash,
  path: hash,
  conf: /^\s*[#;]/,
  ini: semicolon,
  php: /^\s*(\/\/|\/\*\*|\*)/,
};

/**
 * A file as the instances get it: without the lines that are comments. EC2 takes 16 KB of compressed user data; what is said
 * about the boot is said to readers of its source.
 *
 * @param name whose ending tells the language
 * @throws Error for an ending that it doesn't know
 */
export function withoutComments(name: string, text: string): string {
  const ending = name.slice(name.lastIndexOf(".") + 1);
  const comment = commentLines[ending];
  if (!comment)
    throw new Error(`${name}: how does a comment begin in .${ending}? Say so in without-comments.ts`);
  return text
    .split("\n")
    .filter((line) => !comment.test(line))
    .join("\n");
}

/** One file that an instance has when it has started, owned by root. */
export interface CloudConfigFile {
  /** Where it lies on the instance. */
  readonly path: string;
  /** Octal, as `0644`. */
  readonly permissions: string;
  readonly content:
    | { /** Name of a file in the stack's folder, read when Terraform plans. */ readonly file: string }
    | { /** Values that may be known at apply only. */ readonly json: Readonly<Record<string, string>> };
}

export interface CloudConfig {
  readonly files: readonly CloudConfigFile[];
  /** Run once, at the first boot, after the files are there: each a program with its arguments, by no shell. */
  readonly commands: readonly (readonly string[])[];
}

/**
 * User data that makes cloud-init write files and run commands, as a Terraform expression: base64 of gzip.
 *
 * Terraform does all the quoting (`jsonencode`; JSON is YAML): no value is ever put into shell text, so a quotation mark
 * in one can't change what is run.
 */
export function cloudConfig({ files, commands }: CloudConfig): string {
  const document = object({
    write_files: list(
      files.map(({ path, permissions, content }) =>
        object({
          path: literal(path),
          owner: literal("root:root"),
          permissions: literal(permissions),
          content: "file" in content ? `file("\${path.module}/${content.file}")` : jsonOf(content.json),
        }),
      ),
    ),
    runcmd: list(commands.map((command) => list(command.map(literal)))),
  });
  return `\${base64gzip("#cloud-config\\n\${jsonencode(${document})}\\n")}`;
}

function jsonOf(values: Readonly<Record<string, string>>): string {
  const members = Object.entries(values).map(([name, value]) => [name, literal(value)]);
  return `jsonencode(${object(Object.fromEntries(members))})`;
}

function object(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, expression]) => `${JSON.stringify(name)} = ${expression}`)
    .join(", ")}}`;
}

function list(expressions: readonly string[]): string {
  return `[${expressions.join(", ")}]`;
}

/**
 * A text in Terraform's syntax, whose quoting is JSON's. What begins an expression there is written by its number, which
 * makes it plain text; cdktf's tokens stay, since they become references.
 */
function literal(text: string): string {
  return JSON.stringify(text)
    .replaceAll(/\$(?=\{)(?!\{TfToken\[)/g, "\\u0024")
    .replaceAll(/%(?=\{)/g, "\\u0025");
}

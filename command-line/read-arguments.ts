import { type ParseArgsConfig, parseArgs } from "node:util";
import { CommandError } from "./command-error";

type Options = NonNullable<ParseArgsConfig["options"]>;

const help = { help: { type: "boolean", short: "h" } } as const;

/** What stands after a command's name. */
export type Arguments<Known extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: Known & typeof help }>
>;

/**
 * Reads what stands after a command's name.
 *
 * @param usage ends the message of an error
 * @param options those it knows besides `--help`
 * @returns undefined when only the usage is asked for
 * @throws CommandError naming what isn't understood
 */
export function readArguments<const Known extends Options>(
  args: readonly string[],
  usage: string,
  options: Known,
): Arguments<Known> | undefined {
  const asked = parse(args, usage, { ...options, ...help });
  return "help" in asked.values && asked.values.help ? undefined : asked;
}

function parse<const Known extends Options>(args: readonly string[], usage: string, options: Known) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/**
 * The one system, or `all`, that a command is asked for.
 *
 * @throws CommandError when there is none or more than one
 */
export function oneSystem(positionals: readonly string[], usage: string): string {
  const [system, ...more] = positionals;
  if (system !== undefined && more.length === 0) return system;
  throw new CommandError(`name one system, or all; given: ${positionals.join(" ") || "nothing"}\n\n${usage}`);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { callersContext, contextVariable } from "./callers-context";
import { deepMerge, isJsonObject, type JsonObject } from "./deep-merge";
import { SettingsError } from "./settings-problem";

/**
 * The context that the settings are made of: `context` in the folder's cdktf.json, with the JSON object in
 * CDKTF_CONTEXT_JSON laid over it (objects merge, everything else is replaced). Either may be absent.
 *
 * The one place in the infrastructure code that reads files and environment for settings.
 *
 * @throws SettingsError if one of them is no JSON object
 */
export function readContext(folder: string = process.cwd()): Record<string, unknown> {
  const fileContext = readFileContext(join(folder, "cdktf.json"));
  const text = callersContext(fileContext !== undefined);
  const override = text ? parseObject(contextVariable, text) : {};
  return deepMerge(fileContext ?? {}, override);
}

/** Undefined when the file, or its `context`, isn't there. */
function readFileContext(file: string): JsonObject | undefined {
  const text = readIfPresent(file);
  const context = text === undefined ? undefined : parseObject("cdktf.json", text).context;
  if (context === undefined) return undefined;
  if (!isJsonObject(context)) throw notAnObject("cdktf.json: context", context);
  return context;
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parseObject(source: string, text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SettingsError([
      { key: source, allowed: "a JSON object", hint: error instanceof Error ? error.message : String(error) },
    ]);
  }
  if (!isJsonObject(value)) throw notAnObject(source, value);
  return value;
}

function notAnObject(source: string, given: unknown): SettingsError {
  return new SettingsError([
    { key: source, given, allowed: "a JSON object", hint: 'write for example {"preset": "prod"}' },
  ]);
}

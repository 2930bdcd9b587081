import * as z from "zod";
import { presetSettings } from "./presets";
import { allowedValues, type SettingDoc, settingDocs } from "./setting-doc";
import { settingsSchema } from "./settings-schema";

const introduction = `# Settings

<!-- Generated from config/settings-schema.ts, the systems' schemas beside it and config/presets.ts. Don't edit. -->

Settings stand in \`cdktf.json\` under \`context\`; the environment variable \`CDKTF_CONTEXT_JSON\` overrides them for one
run. \`preset\` chooses the table of defaults, and everything else overrides single values of it: objects are merged,
lists are replaced as a whole.

\`\`\`json
{ "context": { "preset": "prod", "region": "eu-central-1", "directory": { "database": { "instanceClass": "db.m7g.xlarge" } } } }
\`\`\`

\`\`\`sh
CDKTF_CONTEXT_JSON='{"directory": {"egress": "endpoints"}}' npm run synth
\`\`\`

All settings are checked together before anything is written. Prices are rough list prices of us-east-1 in US dollars.

Under \`npx cdktf\` the variable works on Linux; on other systems only while \`cdktf.json\` has no \`context\`, since
cdktf-cli 0.21 then overwrites the variable (a warning says so).
`;

/** docs/settings.md: every setting with its allowed values, defaults, meaning, unit and cost. */
export function settingsReference(): string {
  const sections = sectionsOf(settingsSchema, []).map(renderSection);
  return [introduction, ...sections].join("\n");
}

interface Row {
  readonly path: readonly string[];
  readonly schema: z.core.$ZodType;
  readonly doc: SettingDoc;
}

interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** One section an object, in the schema's order; documented objects (domain) are a row first, then a section. */
function sectionsOf(schema: z.ZodObject, path: readonly string[]): Section[] {
  const entries = Object.entries(schema.shape).map(([name, child]) => ({
    path: [...path, name],
    schema: child,
  }));
  const rows = entries.flatMap((entry) => {
    const doc = settingDocs.get(entry.schema as z.ZodType);
    return doc === undefined ? [] : [{ ...entry, doc }];
  });
  const nested = entries.flatMap((entry) => {
    const object = objectWithDocumentedKeys(entry.schema);
    return object === undefined ? [] : sectionsOf(object, entry.path);
  });
  return [{ title: path.length === 0 ? "General" : path.join("."), rows }, ...nested];
}

function objectWithDocumentedKeys(schema: z.core.$ZodType): z.ZodObject | undefined {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return objectWithDocumentedKeys(schema.unwrap());
  if (!(schema instanceof z.ZodObject)) return undefined;
  const isDocumented = (child: z.core.$ZodType) =>
    settingDocs.has(child as z.ZodType) || objectWithDocumentedKeys(child) !== undefined;
  return Object.values(schema.shape).some(isDocumented) ? schema : undefined;
}

function renderSection({ title, rows }: Section): string {
  return [
    `## ${title}`,
    "",
    "| Key | Allowed | dev | prod | Meaning |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(renderRow),
    "",
  ].join("\n");
}

function renderRow({ path, schema, doc }: Row): string {
  const cells = [
    `\`${path.join(".")}\``,
    allowedValues(schema),
    renderDefault(valueAt(presetSettings.dev, path), doc),
    renderDefault(valueAt(presetSettings.prod, path), doc),
    [doc.meaning, doc.unit && `Unit: ${doc.unit}.`, doc.cost && `Cost: ${doc.cost}.`]
      .filter(Boolean)
      .join(" "),
  ];
  return `| ${cells.map(escapeCell).join(" | ")} |`;
}

/** Code spans show `<` as it is; elsewhere it would start HTML. A bar ends a cell even in code. */
function escapeCell(cell: string): string {
  const parts = cell.replaceAll("|", "\\|").split("`");
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part)).join("`");
}

/** What the preset says; where it says nothing, what holds instead. */
function renderDefault(value: unknown, { otherwise }: SettingDoc): string {
  return value === undefined ? (otherwise ?? "none") : `\`${JSON.stringify(value)}\``;
}

function valueAt(settings: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    settings,
  );
}

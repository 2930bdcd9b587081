import { join } from "node:path";
import { cdktfProgram } from "../../emulate/cdktf-program";
import { awsCdkContenders } from "./aws-cdk";
import type { Contender, Contenders } from "./contender";
import type { Growth } from "./grown-systems";
import { ProjectCopy } from "./project-copy";

/** `plainly` is esbuild as it comes; `as the app` is what `npm run synth` makes of ours. */
export type BundleManner = "as the app" | "plainly" | "without packages";

/** Turns a TypeScript file of the project into one that Node.js runs. */
export type Bundle = (entryPoint: string, outfile: string, manner: BundleManner) => Promise<void>;

export interface ContendersOptions {
  /** The project's folder, built. */
  readonly root: string;
  /** Made if need be; below the project's, where Node.js finds the packages of what isn't bundled. */
  readonly folder: string;
  /** The built app's file, relative to the project's folder. */
  readonly app: string;
  readonly bundle: Bundle;
  readonly isBrief: boolean;
  readonly onProgress: (line: string) => void;
}

/** What a developer changes most: a layer. */
const editedFile = "stacks/directory/networking.ts";

export const growths: readonly Growth[] = [
  { resources: 100, stacks: 4 },
  { resources: 1_000, stacks: 4 },
  { resources: 5_000, stacks: 4 },
  { resources: 1_000, stacks: 5 },
  { resources: 1_000, stacks: 20 },
  { resources: 1_000, stacks: 50 },
];

export const growthId = ({ resources, stacks }: Growth) => `growth-${resources}-${stacks}`;

/** Builds all that is to run. */
export async function makeContenders(options: ContendersOptions): Promise<Contenders> {
  const awsCdk = await awsCdkContenders(options);
  const floors = await floorContenders(options);
  return {
    present: [...floors, ...ownContenders(options), ...awsCdk.present, ...(await growthContenders(options))],
    missing: awsCdk.missing,
  };
}

async function floorContenders({ folder, bundle }: ContendersOptions): Promise<Contender[]> {
  const smallest = async (id: string, name: string, manner: BundleManner): Promise<Contender> => {
    const program = join(folder, `${id}.cjs`);
    const outdir = join(folder, "out", id);
    await bundle("bench/synth/smallest.ts", program, manner);
    return {
      id,
      name: `smallest cdktf program (one VPC), ${name}`,
      args: [program],
      folder,
      environment: { CDKTF_OUTDIR: outdir },
      proof: join(outdir, "stacks/smallest/cdk.tf.json"),
    };
  };
  return [
    { id: "empty", name: "an empty Node.js: node -e 0", args: ["-e", "0"], folder },
    await smallest("smallest", "freed as the app is", "as the app"),
    await smallest("smallest-plain", "one bundle", "plainly"),
    await smallest("smallest-unbundled", "not bundled", "without packages"),
  ];
}

function ownContenders({ root, folder, app }: ContendersOptions): Contender[] {
  const built = new ProjectCopy(root, join(folder, "project"));
  const edited = new ProjectCopy(root, join(folder, "edited-project"));
  const contender = (copy: ProjectCopy, id: string, name: string, args: readonly string[]): Contender => ({
    id,
    name,
    args,
    folder: copy.folder,
    proof: join(copy.folder, "cdktf.out/stacks/directory-api/cdk.tf.json"),
  });
  const others = { startsOthers: true };
  return [
    contender(built, "app", "the app, built", [app]),
    { ...contender(built, "synth", "npm run synth, nothing changed", ["scripts/synth.mjs"]), ...others },
    {
      ...contender(edited, "edited", "npm run synth after one edit", ["scripts/synth.mjs"]),
      ...others,
      before: edited.edits(editedFile),
    },
    {
      ...contender(built, "cli", "npx cdktf synth, nothing changed", [cdktfProgram(root), "synth"]),
      ...others,
    },
  ];
}

async function growthContenders({ folder, bundle }: ContendersOptions): Promise<Contender[]> {
  const program = join(folder, "growth.cjs");
  await bundle("bench/synth/growth.ts", program, "as the app");
  return growths.map((growth) => {
    const outdir = join(folder, "out", growthId(growth));
    return {
      id: growthId(growth),
      name: `${growth.resources.toLocaleString("en")} resources in ${growth.stacks} stacks`,
      args: [program, String(growth.resources), String(growth.stacks)],
      folder,
      environment: { CDKTF_OUTDIR: outdir },
      proof: join(outdir, "manifest.json"),
    };
  });
}

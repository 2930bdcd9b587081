import { chmodSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Where one run keeps what it makes. Plans hold sensitive values in clear, so nobody else may look in. */
export interface PlanFolder {
  readonly path: string;
  /** A synth of its own, so that the project's output holds no override that a later apply might find. */
  readonly outdir: string;
  /** Synthetic states, `<stack>.tfstate`. */
  readonly states: string;
  /** Plans, `<stack>.json` and, where one may be applied, `<stack>.tfplan`. */
  readonly plans: string;
  /** What was planned, for programs: see `PlanSummary`. */
  readonly summary: string;
}

/** The folder of a run's results; whatever it was called before. */
export function planFolder(path: string): PlanFolder {
  return {
    path,
    outdir: join(path, "cdktf.out"),
    states: join(path, "states"),
    plans: join(path, "plans"),
    summary: join(path, "summary.json"),
  };
}

/** Makes a folder that only its owner may enter. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o700);
}

/** An empty folder for a run that is being prepared. The results of the last one stay until this one takes their place. */
export function prepareFolder(root: string): PlanFolder {
  makePrivateFolder(root);
  const draft = planFolder(join(root, `.draft-${process.pid}`));
  rmSync(draft.path, { recursive: true, force: true });
  for (const folder of [draft.path, draft.outdir, draft.states, draft.plans]) makePrivateFolder(folder);
  return draft;
}

/** Puts a prepared folder in the place of the last run's. */
export function takePlace(draft: PlanFolder, path: string): PlanFolder {
  makePrivateFolder(join(path, ".."));
  rmSync(path, { recursive: true, force: true });
  renameSync(draft.path, path);
  return planFolder(path);
}

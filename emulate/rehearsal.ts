import type { Preset, SystemName } from "../config/settings";
import { type CheckResult, runCheck } from "./check";
import { type AccountInventory, checkAccountAsBefore, takeInventory } from "./checks/account-as-before";
import { checkChangedSetting } from "./checks/changed-setting";
import { checkHeldLock } from "./checks/held-lock";
import { checkKilledApply } from "./checks/killed-apply";
import { checkLivePlan } from "./checks/live-plan";
import { checkNothingLeft } from "./checks/nothing-left";
import { checkSecondPlan } from "./checks/second-plan";
import { type Context, withChange } from "./context";
import type { DeployedSystem } from "./deployed-system";
import type { EmulatedDeployment } from "./emulated-deployment";
import { farewells } from "./farewells";
import { settingChanges } from "./setting-changes";
import { StackProgress } from "./stack-progress";
import { makeStateBucket, removeStateBucket, withStatesInBucket } from "./state-bucket";

/** Something to be done or proven; says what it saw, or throws. */
interface Step {
  readonly name: string;
  readonly work: () => Promise<string>;
  /** Whether nothing after it makes sense when it fails. */
  readonly isFoundation?: boolean;
}

export interface RehearsalOptions {
  readonly name: SystemName;
  readonly preset: Preset;
  /** Without changes and mishaps. */
  readonly isBrief: boolean;
  /** An account where nothing has been done yet. */
  readonly deployment: EmulatedDeployment;
  /** Tells whoever waits what is going on. */
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What a rehearsal starts from, before anything is configured. */
export function firstContext(name: SystemName, preset: Preset): Context {
  return { preset, systems: [name] };
}

/**
 * A system's life in an account of its own: from nothing to running, through changes and mishaps, to gone.
 *
 * @throws the signal's reason when it is aborted; whatever else goes wrong is among the results
 */
export async function rehearse(options: RehearsalOptions): Promise<CheckResult[]> {
  const { name, preset, deployment, say, signal } = options;
  const system = `${name} ${preset}`;
  const before = await takeInventory(deployment);
  const results: CheckResult[] = [];
  let isFounded = true;
  for (const step of stepsOf(options, before)) {
    if (!isFounded) {
      results.push({ system, check: step.name, outcome: "not run", saw: "", seconds: 0 });
      continue;
    }
    say(`${step.name} …`);
    const result = await runCheck(system, step.name, step.work);
    signal.throwIfAborted();
    say(`${step.name}: ${result.outcome} (${Math.round(result.seconds)} s)`);
    results.push(result);
    isFounded = result.outcome === "passed" || step.isFoundation !== true;
  }
  return results;
}

function stepsOf(
  { name, preset, isBrief, deployment, say }: RehearsalOptions,
  before: AccountInventory,
): Step[] {
  const preliminary = firstContext(name, preset);
  const context = withStatesInBucket(preliminary);
  const system: DeployedSystem = { name, deployment, say };
  const changes = isBrief ? [] : settingChanges[name][preset];
  const contexts: Context[] = [];
  // Each change on top of the former ones.
  for (const change of changes) contexts.push(withChange(contexts.at(-1) ?? context, change.context));
  const changed = contexts.at(-1) ?? context;
  return [
    {
      name: "the state bucket is made, and holds its own state",
      isFoundation: true,
      work: () => makeStateBucket(deployment, preliminary),
    },
    { name: "cdktf deploys it from nothing", isFoundation: true, work: () => deploy(system) },
    { name: "a second plan shows no change", work: () => checkSecondPlan(system) },
    { name: "npm run plan --live agrees", work: () => checkLivePlan(system) },
    ...changes.map((change, index) => ({
      name: `changed: ${change.name}`,
      work: () => checkChangedSetting(system, change, contexts[index] ?? context),
    })),
    ...(isBrief ? [] : mishaps(system, changed)),
    { name: "cdktf destroys it", isFoundation: true, work: () => destroy(system, preset, changed) },
    {
      name: "nothing of it is left",
      work: () => checkNothingLeft(system, farewells[name][preset].stays),
    },
    { name: "the state bucket goes", work: () => removeStateBucket(deployment, preliminary) },
    {
      name: "the account is as before",
      work: () => checkAccountAsBefore(deployment, before, farewells[name][preset].stays),
    },
  ];
}

function mishaps(system: DeployedSystem, context: Context): Step[] {
  return [
    { name: "a second apply is refused", work: () => checkHeldLock(system, context) },
    { name: "a killed apply is resumed", work: () => checkKilledApply(system, context) },
  ];
}

async function deploy({ name, deployment, say }: DeployedSystem): Promise<string> {
  const progress = new StackProgress(say);
  await deployment.deploy([`${name}-*`], (line) => progress.read(line));
  return progress.summary();
}

/** As the docs of each system say it. */
async function destroy(system: DeployedSystem, preset: Preset, context: Context): Promise<string> {
  const { name, deployment, say } = system;
  const { unguard, forget } = farewells[name][preset];
  if (unguard !== undefined) {
    say("switching the deletion protection off");
    await deployment.configure(withChange(context, unguard));
    await deploy(system);
  }
  for (const [stack, address] of forget) {
    await deployment.terraform(stack, ["state", "rm", address]);
  }
  const progress = new StackProgress(say);
  await deployment.destroy([`${name}-*`], (line) => progress.read(line));
  return progress.summary();
}

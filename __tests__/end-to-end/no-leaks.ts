import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runTerraform, terraformEnvironment } from "../../scripts/terraform.mjs";
import { AccountFaults } from "./support/account-faults";
import type { DirectoryClient } from "./support/directory-client";
import { type Exhibit, findLeaks } from "./support/leaks";
import type { RunningDemo } from "./support/running-demo";

/** A demo whose account's secrets are looked for. */
export interface Searched {
  readonly name: string;
  readonly demo: () => RunningDemo;
  /** Whose answers are looked through as well. */
  readonly clients: () => readonly DirectoryClient[];
  /** How many values there must have been: two a secret and rotation, as stored and the password alone. */
  readonly leastSecrets: number;
}

/** No secret value that exists in the account stands in a state, a plan, a log, an output or an answer of the run. */
export function noLeaks({ name: what, demo, clients, leastSecrets }: Searched): void {
  describe(`what ${what} has written`, () => {
    const faults = () => new AccountFaults(demo());
    let secrets: string[];
    let exhibits: Exhibit[];

    beforeAll(async () => {
      await makePlans(demo());
      secrets = await faults().secrets();
      exhibits = [
        { name: "what the demo printed", content: Buffer.from(demo().process.printed) },
        ...filesIn(demo().folder),
        ...filesIn(await faults().databaseFolder()).filter(({ name }) => /\.(log|err)$/.test(name)),
        ...(await faults().logs()).map(({ name, text }) => ({ name, content: Buffer.from(text) })),
        ...clients().flatMap((client) => client.exhibits),
      ];
    });

    it("is all there: states, plans, outputs and logs", () => {
      const names = exhibits.map(({ name }) => name);
      for (const layer of ["networking", "data", "compute", "api"]) {
        for (const file of ["tfstate", "tfplan", "plan.json", "outputs.json"]) {
          expect(names.filter((name) => name.endsWith(`directory-${layer}.${file}`))).toHaveLength(1);
        }
      }
      for (const group of [
        "/aws/apigateway/directory-dev",
        "/aws/lambda/directory-dev-api",
        "/aws/lambda/directory-dev-migration",
      ]) {
        expect(exhibits.find(({ name }) => name === group)?.content.length, group).toBeGreaterThan(0);
      }
    });

    it("holds no secret in any spelling", () => {
      expect(secrets.length).toBeGreaterThanOrEqual(leastSecrets);
      expect(findLeaks(exhibits, secrets)).toEqual([]);
    });

    it("would have been caught: a secret that is put into a state is found", () => {
      const file = join(demo().folder, "state", "planted.tfstate");
      const secret = Buffer.from(secrets[0] ?? "").toString("base64");
      writeFileSync(file, JSON.stringify({ outputs: { planted: { value: secret } } }));
      try {
        const leaks = findLeaks(filesIn(demo().folder), secrets);
        expect(new Set(leaks.map(({ exhibit }) => exhibit))).toEqual(new Set([file]));
      } finally {
        rmSync(file);
      }
    });
  });
}

const layers = ["networking", "data", "compute", "api"];

/** Plans that hold all that Terraform knows: what is there, what would change and what a destroy would remove. */
async function makePlans({ folder, endpoint, region }: RunningDemo): Promise<void> {
  const environment = {
    ...terraformEnvironment(),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "emulated",
    AWS_SECRET_ACCESS_KEY: "emulated",
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  for (const layer of layers) {
    const stack = `directory-${layer}`;
    const place = join(folder, "cdktf.out/stacks", stack);
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await runTerraform(place, args, { environment });
      expect(code, stderr).toBe(0);
      return stdout;
    };
    const plan = join(folder, `${stack}.tfplan`);
    await run("plan", "-destroy", "-input=false", "-no-color", `-out=${plan}`);
    writeFileSync(join(folder, `${stack}.plan.json`), await run("show", "-json", "-no-color", plan));
    writeFileSync(join(folder, `${stack}.outputs.json`), await run("output", "-json", "-no-color"));
  }
}

/** All files below a folder, but for providers, which are programs of others'. Links lead out of it. */
function filesIn(folder: string): Exhibit[] {
  return readdirSync(folder).flatMap((name): Exhibit[] => {
    const path = join(folder, name);
    const status = lstatSync(path);
    if (status.isDirectory()) return name === "providers" ? [] : filesIn(path);
    return status.isFile() ? [{ name: path, content: readFileSync(path) }] : [];
  });
}

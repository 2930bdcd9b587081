import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemNames } from "../../config/settings";
import {
  type Json,
  type Synthesized,
  synthesized,
  synthesizeInto,
  variantNames,
  variants,
} from "../support/synthesized";

const producersOf: Record<string, string[]> = {
  bootstrap: [],
  "directory-networking": [],
  "directory-data": ["directory-networking"],
  "directory-compute": ["directory-networking"],
  "directory-api": ["directory-networking", "directory-data", "directory-compute"],
  "ha-web-networking": [],
  "ha-web-data": ["ha-web-networking"],
  "ha-web-compute": ["ha-web-networking", "ha-web-data"],
};

/** Every `${data.terraform_remote_state.<stack>.outputs.<name>}` in a text. */
function reads(text: string): { producer: string; output: string }[] {
  return [...text.matchAll(/data\.terraform_remote_state\.(\w+)\.outputs\.(\w+)/g)].map(
    ([, producer, output]) => ({
      producer: (producer ?? "").replaceAll("_", "-"),
      output: output ?? "",
    }),
  );
}

/** Every allowing statement of every policy of every stack. */
function allowances(run: Synthesized): { Action: string[]; Resource?: string[] }[] {
  return run.stacks
    .flatMap((stack) => stack.resources)
    .flatMap(({ args }) => [args.policy, args.assume_role_policy])
    .filter((policy) => policy !== undefined)
    .flatMap((policy) => JSON.parse(policy).Statement ?? [])
    .filter(({ Effect }) => Effect === "Allow");
}

describe.each(variantNames)("the layers of %s", (variant) => {
  const run = synthesized(variant);

  it("are one Terraform root each, and depend on what they read", () => {
    expect(
      Object.fromEntries(
        Object.values<Json>(run.manifest.stacks).map(({ name, dependencies }) => [name, dependencies]),
      ),
    ).toEqual(producersOf);
    for (const stack of run.stacks) {
      const readers = Object.keys(stack.json.data?.terraform_remote_state ?? {}).map((id) =>
        id.replaceAll("_", "-"),
      );
      expect(readers.sort()).toEqual([...(producersOf[stack.name] ?? [])].sort());
    }
  });

  it("read outputs that their producers publish, and nothing else of other layers", () => {
    for (const stack of run.stacks) {
      for (const { producer, output } of reads(stack.text)) {
        expect(Object.keys(run.stack(producer).outputs), `${stack.name} reads ${output}`).toContain(output);
      }
      // No AWS data source anywhere: a plan of the first layer needs no account (C4).
      expect(Object.keys(stack.json.data ?? {}).filter((type) => type !== "terraform_remote_state")).toEqual(
        [],
      );
    }
  });

  it("publish named, described outputs, none secret and none of cdktf's implicit ones", () => {
    for (const stack of run.stacks) {
      for (const [name, output] of Object.entries(stack.outputs)) {
        expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
        expect(name).not.toContain("cross_stack");
        expect(output.description).toMatch(/^[A-Z].{15,}\.$/);
        // A sensitive flag is lost across a remote state: what would need it must not be an output.
        expect(output.sensitive).toBeUndefined();
        expect(name).not.toMatch(/password|secret(?!_arn)|token/);
      }
    }
  });

  it("keep no secret value: no password argument, no generated secret", () => {
    const suspicious =
      /"(?:password|password_wo|master_password|secret_string|secret_string_wo|secret_binary|client_secret)":/;
    for (const stack of run.stacks) expect(stack.text).not.toMatch(suspicious);
  });

  it("say of each resource where in the code it comes from, and nothing twice", () => {
    for (const stack of run.stacks) {
      for (const { address, args } of stack.resources) {
        const path = args["//"].metadata.path.split("/").filter((id: string) => id !== "Default");
        expect(args["//"].metadata, address).toEqual({ path: args["//"].metadata.path });
        expect(address.split(".")[1]).toBe(path.slice(1).join("_").replaceAll("-", "_"));
      }
    }
  });

  it("hold no unresolved token", () => {
    for (const stack of run.stacks) expect(stack.text).not.toContain("TfToken[");
  });

  it("use the AWS provider alone, at the version that the checks run against", () => {
    for (const stack of run.stacks) {
      expect(stack.json.terraform.required_providers).toEqual({ aws: { source: "aws", version: "5.100.0" } });
      expect(stack.json.terraform.required_version).toBe(">= 1.11");
      expect(Object.keys(stack.json.provider)).toEqual(["aws"]);
    }
  });

  it("tag everything by default (C6)", () => {
    const { environment, region, tags } = run.settings;
    for (const stack of run.stacks) {
      const [provider] = stack.json.provider.aws;
      expect(provider.region).toBe(region);
      const [, system, layer] = /^(?:(.+)-)?(.+)$/.exec(stack.name) ?? [];
      expect(provider.default_tags).toEqual([
        {
          tags: {
            ...tags,
            System: system ?? stack.name,
            Environment: stack.name === "bootstrap" ? "shared" : environment,
            Layer: layer,
            ManagedBy: "terraform",
            Repository: "strata",
          },
        },
      ]);
    }
  });

  it("allow nothing on everything (C7)", () => {
    for (const { Action, Resource } of allowances(run)) {
      expect(Action).not.toContain("*");
      // All actions of a service are one short of everything: never on every resource.
      if (Action.some((action) => action.endsWith(":*"))) expect(Resource).not.toContain("*");
    }
  });

  it.each([
    ["directory-networking", run.settings.directory.ingressCidrs],
    ["ha-web-networking", run.settings.haWeb.ingressCidrs],
  ])("open nothing of %s to the world but the load balancer's two ports", (name, ingressCidrs) => {
    const open = run
      .stack(name)
      .all("aws_vpc_security_group_ingress_rule")
      .filter(({ args }) => args.cidr_ipv4 === "0.0.0.0/0" || args.cidr_ipv6 === "::/0")
      .map(({ args }) => `${args.security_group_id} ${args.from_port}`);
    expect(open.sort()).toEqual(
      ingressCidrs.includes("0.0.0.0/0")
        ? ["${aws_security_group.alb.id} 443", "${aws_security_group.alb.id} 80"]
        : [],
    );
  });

  it("have security group rules in the networking layers alone, where reviewers look for them", () => {
    const elsewhere = run.stacks
      .filter(({ name }) => !name.endsWith("-networking"))
      .flatMap(({ resources }) => resources)
      .filter(({ type }) => type.includes("security_group"));
    expect(elsewhere).toEqual([]);
  });
});

describe("the state backend (C3)", () => {
  it("is a local file by default, relative, one a layer and environment", () => {
    for (const stack of synthesized("prod").stacks) {
      const environment = stack.name === "bootstrap" ? "shared" : "prod";
      expect(stack.json.terraform.backend).toEqual({
        local: { path: `../../../state/${environment}/${stack.name}.tfstate` },
      });
    }
    expect(
      synthesized("prod").stack("directory-data").json.data.terraform_remote_state.directory_networking,
    ).toMatchObject({
      backend: "local",
      config: { path: "../../../state/prod/directory-networking.tfstate" },
    });
  });

  it("is an encrypted, locked object in S3 when configured, and the readers follow it", () => {
    const object = (stack: string) => ({
      bucket: "acme-terraform-states",
      key: `strata/${stack === "bootstrap" ? "shared" : "full"}/${stack}.tfstate`,
      region: "eu-central-1",
    });
    for (const stack of synthesized("full").stacks) {
      expect(stack.json.terraform.backend).toEqual({
        s3: { ...object(stack.name), encrypt: true, use_lockfile: true },
      });
      for (const [id, reader] of Object.entries<Json>(stack.json.data?.terraform_remote_state ?? {})) {
        expect(reader).toMatchObject({ backend: "s3", config: object(id.replaceAll("_", "-")) });
      }
    }
  });

  it("is encrypted with the key given", () => {
    const kmsKeyId = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
    const { stacks } = synthesizeInto({ backend: { type: "s3", bucket: "acme-terraform-states", kmsKeyId } });
    for (const stack of stacks) expect(stack.json.terraform.backend.s3.kms_key_id).toBe(kmsKeyId);
  });
});

describe("a synth", () => {
  it("writes the same bytes wherever it is put, twice", () => {
    const files = (outdir: string) =>
      [
        "manifest.json",
        ...Object.keys(producersOf).map((name) => `stacks/${name}/cdk.tf.json`),
        "stacks/directory-api/openapi.json",
        "stacks/ha-web-compute/boot.sh",
      ].map((path) => readFileSync(join(outdir, path), "utf8"));
    expect(files(synthesizeInto({}).outdir)).toEqual(files(synthesizeInto({}).outdir));
  });
});

describe.each(systemNames)("%s", (system) => {
  it.each(variantNames)("in %s is the same whether it is built alone or with the others", (variant) => {
    const alone = synthesizeInto({ ...variants[variant], systems: [system] }).stacks;
    const together = synthesized(variant).stacks.filter(({ name }) =>
      alone.some((stack) => stack.name === name),
    );
    expect(alone.map(({ name, text }) => [name, text])).toEqual(
      together.map(({ name, text }) => [name, text]),
    );
    expect(alone.length).toBeGreaterThan(3);
  });
});

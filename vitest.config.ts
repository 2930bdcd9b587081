import { defineConfig } from "vitest/config";
import { EditedFirst } from "./__tests__/support/edited-first";
import { SlowestReporter } from "./__tests__/support/slowest-reporter";

/** Tests that start nothing heavier than a short program: seconds for all of them, and the ones to watch. */
const quick = [
  "__tests__/{command-line,config,critical-path,docs,modules,plan,reach,stacks}/**/*.test.ts",
  "__tests__/emulate/{not-applied,setting-changes}.test.ts",
  "__tests__/functions/directory/{domain,http}/**/*.test.ts",
];

/** Of both kinds of tests. */
const every = {
  // Long enough for a real `terraform init && validate` on a busy machine.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  maxConcurrency: 2,
  // A notice of the SDK's about the Node that the tests run on; it would stand among the results of every file.
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
};

export default defineConfig({
  test: {
    globalSetup: ["__tests__/support/build-packages.ts", "__tests__/support/run-folder.ts"],
    sequence: { sequencer: EditedFirst },
    slowTestThreshold: 5_000,
    reporters: [new SlowestReporter(), "default"],
    projects: [
      {
        test: {
          ...every,
          name: "quick",
          include: quick,
          // Two cores is the machine we promise to be quick on.
          maxWorkers: 2,
          // A process runs file after file, so it loads cdktf and makes each synth once. No process outlives a run: what
          // is watched is never stale.
          isolate: false,
          restoreMocks: true,
          unstubEnvs: true,
        },
      },
      {
        test: {
          ...every,
          name: "real",
          include: ["__tests__/**/*.test.ts"],
          exclude: quick,
          // One more than cores: they wait a third of their time, for time-outs and for servers. Memory isn't the limit:
          // 0.6 GB a process and as much a Terraform provider.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

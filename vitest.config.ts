import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["__tests__/**/*.test.ts"],
    globalSetup: ["__tests__/support/build-packages.ts"],
    // Long enough for a real `terraform init && validate` on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores is the machine we promise to be quick on; a Terraform provider takes half a gigabyte.
    maxWorkers: 2,
    maxConcurrency: 2,
    slowTestThreshold: 5_000,
    // A notice of the SDK's about the Node that the tests run on; it would stand among the results of every file.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});

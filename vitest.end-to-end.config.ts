import { defineConfig } from "vitest/config";

/** `npm run test:e2e`: apart from the tests, for it takes minutes and more than Node.js. */
export default defineConfig({
  test: {
    include: ["__tests__/end-to-end/**/*.e2e.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});

import { defineConfig } from "vitest/config";

/** `npm run test:boot`: apart from the tests, for each boots machines of its own, with Apache, PHP and a database. */
export default defineConfig({
  test: {
    include: ["__tests__/instances/**/*.boot.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});

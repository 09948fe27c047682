import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["__tests__/**/*.test.ts"],
    // Much of the time goes to processes that the tests wait for: Terraform and the simulator's functions.
    maxWorkers: "100%",
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});

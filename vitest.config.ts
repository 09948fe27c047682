import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import SlowestFirst from "./__tests__/support/slowest-first.ts";

/** Shell scripts are imported as their text, as in the functions' bundles. */
const shellScriptsAsText: Plugin = {
  name: "shell-scripts-as-text",
  transform: (code, id) => (id.endsWith(".sh") ? `export default ${JSON.stringify(code)};` : undefined),
};

/**
 * `npm test` runs every test; `npm run test:long` (mode `long`) tries many more random cases and sizes of the same properties, see
 * __tests__/support/length.ts.
 */
export default defineConfig(({ mode }) => ({
  plugins: [shellScriptsAsText],
  test: {
    include: ["__tests__/**/*.test.ts"],
    // Its tests run in a copy of the project to which the module is added.
    exclude: ["**/node_modules/**", "__tests__/fixture-module/**"],
    // The modules and their zips, made from the sources once for all tests.
    globalSetup: ["__tests__/support/synth.ts"],
    reporters: [
      "default",
      ...(process.env["GITHUB_ACTIONS"] === "true" ? ["github-actions"] : []),
      "./__tests__/support/skipped-reporter.ts",
    ],
    env: {
      TEST_LONG: mode === "long" ? "1" : "0",
      // The SDK says in each process on Node.js 20 what its later versions want; the functions run on what their module names.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    // Much of the time goes to processes that the tests wait for: Terraform and the simulator's functions.
    maxWorkers: "100%",
    sequence: { sequencer: SlowestFirst },
    // A worker keeps what it has loaded, CDKTF and the SDK above all, for the next file: no test changes what it shares with others, a module or the process.
    isolate: false,
    testTimeout: mode === "long" ? 3_600_000 : 120_000,
    hookTimeout: 300_000,
  },
}));

import { build as bundle, type Plugin } from "esbuild";
import { readFile } from "node:fs/promises";

/**
 * The SDK's generated schemas are arrays and objects at the top of a module, with computed keys, so esbuild has to take them for
 * code with effects and keeps those of every operation. Marked as pure, the unused ones go: about two thirds of a client.
 */
const dropUnusedSchemas: Plugin = {
  name: "drop-unused-sdk-schemas",
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return {
        contents: source.replace(
          /^((?:export )?(?:var|const) [\w$]+ = )(\[[\s\S]*?\]);$/gm,
          "$1/* @__PURE__ */ (() => $2)();",
        ),
        loader: "js",
      };
    });
  },
};

/**
 * Bundles a handler with everything it imports into one file for Node.js 20 and later.
 *
 * @param entry the handler's file, from the project's folder: `lambdas/ami-copier/initiator.ts`
 * @param projectFolder the project's folder
 * @returns the bundle, the same bytes wherever the project lies
 */
export async function bundleHandler(entry: string, projectFolder: string): Promise<Uint8Array> {
  const { outputFiles } = await bundle({
    absWorkingDir: projectFolder,
    entryPoints: [entry],
    outfile: "index.js",
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
    // The ES module builds, which can be cut down to what is used; without this, esbuild takes the CommonJS ones for Node.js.
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    logLevel: "error",
    plugins: [dropUnusedSchemas],
  });
  const [output] = outputFiles;
  if (output === undefined) {
    throw new Error(`esbuild gave no bundle for ${entry}`);
  }
  return output.contents;
}

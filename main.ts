import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { synthesizeDeployments } from "./generator/deployment.ts";
import { amiBuilder } from "./stacks/ami-builder/index.ts";
import { amiCopier } from "./stacks/ami-copier/index.ts";
import type { Module } from "./stacks/shared/module.ts";

/** Every module of this project. `npm run synth` writes each to its folder in dist-module/. */
export const modules: readonly Module[] = [amiCopier, amiBuilder];

// `npx cdktf synth`, `diff` and `deploy` run this file.
if (realpathSync(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  await synthesizeDeployments(modules, import.meta.dirname);
}

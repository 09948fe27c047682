import { App } from "cdktf";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDeploymentStack, type Module } from "../stacks/shared/module.ts";
import { packFunctions } from "./render.ts";

/**
 * Synthesizes the modules as stacks that `cdktf diff` and `cdktf deploy` take. Their zips are made anew from the sources and lie beside the
 * stacks, which CDKTF puts into `<outdir>/stacks/<name>/`.
 *
 * @param modules the modules
 * @param projectFolder the project's folder
 */
export async function synthesizeDeployments(modules: readonly Module[], projectFolder: string): Promise<void> {
  const app = new App();
  for (const module of modules) {
    const stack = createDeploymentStack(app, module, `../../lambdas/${module.name}`);
    const folder = join(app.outdir, "lambdas", module.name);
    await mkdir(folder, { recursive: true });
    for (const [name, zip] of await packFunctions(stack, projectFolder)) {
      await writeFile(join(folder, `${name}.zip`), zip);
    }
  }
  app.synth();
}

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { outputFolder } from "../../generator/paths.ts";
import { render } from "../../generator/render.ts";
import { modules } from "../../main.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the modules as a synth writes them now, with zips of the handlers as they are now: what `dist-module/` would be. */
    readonly distFolder: string;
  }
}

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Synthesizes the modules once for each test run, into a temporary folder: so that an edited handler is what the tests run, not the zip
 * that is committed. Nothing is written into the project.
 *
 * @returns what removes the folder again
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "modules-"));
  const write = async () => {
    for (const [path, content] of await render(modules, projectFolder)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  };
  await write();
  // In watch mode handlers are bundled anew; edited stacks want a new start.
  project.onTestsRerun(write);
  project.provide("distFolder", join(folder, outputFolder));
  return () => rm(folder, { recursive: true, force: true });
}

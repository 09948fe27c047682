import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { outputFolder } from "./paths.ts";
import type { Files } from "./render.ts";

/** What is left in a module's folder when somebody runs Terraform there: what git ignores too. */
const ignored = /(^|\/)(\.terraform\/|\.terraform\.lock\.hcl$|\.DS_Store$|[^/]*\.(tfstate.*|tfvars|log)$)/;

/**
 * Reads what is committed: everything in the output folder, and the files beyond it that are generated too.
 *
 * @param projectFolder the project's folder
 * @param rendered what a synth gives, for the names of the files beyond the output folder
 */
export async function readCommitted(projectFolder: string, rendered: Files): Promise<Files> {
  const inside = await listFiles(projectFolder);
  const outside = [...rendered.keys()].filter((path) => !path.startsWith(`${outputFolder}/`));
  const entries = await Promise.all(
    [...inside, ...outside].map(async (path) => [path, await readFile(join(projectFolder, path))] as const),
  );
  return new Map(entries);
}

/**
 * Writes what a synth gives, and removes from the output folder what is no longer part of it.
 *
 * @param projectFolder the project's folder
 * @param rendered contents by path
 */
export async function writeRendered(projectFolder: string, rendered: Files): Promise<void> {
  for (const path of await listFiles(projectFolder)) {
    if (!rendered.has(path)) {
      await rm(join(projectFolder, path));
    }
  }
  for (const [path, content] of rendered) {
    const target = join(projectFolder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

async function listFiles(projectFolder: string): Promise<readonly string[]> {
  const folder = join(projectFolder, outputFolder);
  if (!existsSync(folder)) {
    return [];
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(projectFolder.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((path) => !ignored.test(path));
}

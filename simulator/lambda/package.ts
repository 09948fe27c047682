import { build } from "esbuild";
import { unzipSync } from "fflate";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const runtimeSource = fileURLToPath(new URL("runtime.ts", import.meta.url));

/**
 * Makes the runtime a file that a bare Node.js process can load.
 *
 * @param folder where it is put
 * @returns its path
 */
export async function buildRuntime(folder: string): Promise<string> {
  const file = join(folder, "runtime.cjs");
  const { outputFiles } = await build({
    entryPoints: [runtimeSource],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // esbuild has a process of its own, which would write it into the folder that this one has removed when it is ended meanwhile.
    write: false,
  });
  await writeFile(file, outputFiles[0]?.contents ?? "");
  return file;
}

/**
 * Unpacks a function's zip.
 *
 * @param zip path of the zip
 * @param folder where its files are put
 */
export async function unpack(zip: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(unzipSync(await readFile(zip)))) {
    await writeFile(join(folder, name), content);
  }
}

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/**
 * The licences of what a bundle holds of other people's work, as those licences ask for: each package with its version, each text once.
 *
 * @param inputs paths of the bundle's source files, relative to the project's folder
 * @param projectFolder the project's folder
 * @throws Error when a package has no licence text
 */
export async function thirdPartyNotices(inputs: readonly string[], projectFolder: string): Promise<string> {
  const folders = new Set(
    inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []),
  );
  const packages = await Promise.all([...folders].map((folder) => readPackage(join(projectFolder, folder))));
  const byText = new Map<string, Set<string>>();
  for (const { name, version, license, text } of packages) {
    const covered = byText.get(text) ?? new Set<string>();
    byText.set(text, covered.add(`${name} ${version} (${license})`));
  }
  const sections = [...byText].map(([text, covered]) => `${[...covered].sort().join("\n")}\n\n${text}\n`);
  return `This file holds parts of the following packages.\n\n${sections.sort().join(`\n${"-".repeat(80)}\n\n`)}`;
}

async function readPackage(folder: string): Promise<Package> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Package;
  const file = (await readdir(folder)).sort().find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (file === undefined) {
    throw new Error(`The package ${name} has no licence file, so it cannot be put into a zip.`);
  }
  const text = await readFile(join(folder, file), "utf8");
  return { name, version, license, text: text.replaceAll("\r\n", "\n").trim() };
}

import type { TerraformStack } from "cdktf";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Module } from "../../stacks/shared/module.ts";
import { modulePath } from "../paths.ts";
import { publishedExample } from "./example.ts";
import { table } from "./markdown.ts";
import { moduleReadme, moduleSource } from "./module-readme.ts";
import { fillSections, moduleSections } from "./sections.ts";

/** A module with the stack it makes. */
export interface SynthesizedModule {
  readonly module: Module;
  readonly stack: TerraformStack;
}

/**
 * Renders the documents: the table of modules in the project's README, the generated parts of each `docs/<module>.md`, and each
 * module's own README with the example `examples/<module>/basic`.
 *
 * @param modules the modules
 * @param projectFolder the project's folder, where documents and examples are read
 * @returns texts by path, relative to the project's folder
 * @throws Error that names the document or example that is missing, or lacks a marker
 */
export async function renderDocuments(
  modules: readonly SynthesizedModule[],
  projectFolder: string,
): Promise<ReadonlyMap<string, string>> {
  const read = (path: string) => readFile(join(projectFolder, path), "utf8");
  const { version } = JSON.parse(await read("package.json")) as { version: string };
  const documents = new Map<string, string>();
  for (const { module, stack } of modules) {
    const sections = moduleSections(module, stack);
    const document = `docs/${module.name}.md`;
    const example = `examples/${module.name}/basic/main.tf`;
    for (const path of [document, example]) {
      if (!existsSync(join(projectFolder, path))) {
        throw new Error(missing(path, module, Object.keys(sections)));
      }
    }
    const published = publishedExample(example, await read(example), moduleSource(module, version));
    documents.set(`${modulePath(module)}/README.md`, moduleReadme(module, sections, published));
    documents.set(document, fillSections(document, await read(document), sections));
  }
  const MODULES = modulesTable(modules.map(({ module }) => module));
  return documents.set("README.md", fillSections("README.md", await read("README.md"), { MODULES }));
}

function missing(path: string, module: Module, sections: readonly string[]): string {
  const markers = sections.map((name) => `<!-- BEGIN ${name} -->\n<!-- END ${name} -->`).join("\n");
  return path.endsWith(".md")
    ? `${path}, the document of ${module.name}, is missing. Write it, with these markers on lines of their own:\n${markers}`
    : `${path} is missing: the example that stands in the README of ${module.name}.`;
}

function modulesTable(modules: readonly Module[]): string {
  return table(
    ["Module", "What it does", "State", "Folder", "Examples"],
    modules.map((module) => [
      `[${module.name}](docs/${module.name}.md)`,
      module.description,
      module.state,
      `[${modulePath(module)}](${modulePath(module)})`,
      `[examples/${module.name}](examples/${module.name})`,
    ]),
  );
}

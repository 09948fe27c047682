import { App, type TerraformStack } from "cdktf";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModuleStack, type Module } from "../stacks/shared/module.ts";
import { NodeFunction } from "../stacks/shared/function.ts";
import { bundleHandler } from "./bundle.ts";
import { renderDocuments, type SynthesizedModule } from "./documents/documents.ts";
import { jsonSchema } from "./documents/schema.ts";
import { checkFiles } from "./hcl/check-files.ts";
import { writeFiles } from "./hcl/files.ts";
import { thirdPartyNotices } from "./notices.ts";
import { modulePath } from "./paths.ts";
import { packZip } from "./zip.ts";

/** Contents by path, relative to the project's folder, with `/` between folders. */
export type Files = ReadonlyMap<string, Uint8Array>;

const text = new TextEncoder();

/**
 * Renders everything that is generated and committed: each module's HCL, zips, schemas and README, and the generated parts of the documents.
 * Nothing is written.
 *
 * @param modules the modules
 * @param projectFolder the project's folder
 */
export async function render(modules: readonly Module[], projectFolder: string): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  // CDKTF creates its output folder at once; this one stays empty and is not the project's.
  const outdir = await mkdtemp(join(tmpdir(), "synth-"));
  const app = new App({ outdir });
  await rm(outdir, { recursive: true });
  const synthesized: SynthesizedModule[] = [];
  for (const module of modules) {
    const stack = createModuleStack(app, module);
    const folder = modulePath(module);
    // esbuild works in a process of its own, while this one writes.
    const [zips, hcl] = await Promise.all([packFunctions(stack, projectFolder), writeModule(stack, module)]);
    for (const [name, content] of hcl) {
      files.set(`${folder}/${name}`, text.encode(content));
    }
    for (const [name, zip] of zips) {
      files.set(`${folder}/lambdas/${name}.zip`, zip);
    }
    for (const { file, title, schema } of module.schemas ?? []) {
      files.set(`${folder}/${file}`, text.encode(`${JSON.stringify(jsonSchema(schema, title), null, 2)}\n`));
    }
    synthesized.push({ module, stack });
  }
  for (const [path, document] of await renderDocuments(synthesized, projectFolder)) {
    files.set(path, text.encode(document));
  }
  return files;
}

/** The module's HCL, read back and compared with its definitions. */
async function writeModule(stack: TerraformStack, { name, variables }: Module): Promise<ReadonlyMap<string, string>> {
  const hcl = await writeFiles(stack, `Generated from TypeScript (stacks/${name}); change it there.`);
  await checkFiles(hcl, variables);
  return hcl;
}

/**
 * Bundles and packs every function of a stack.
 *
 * @returns zips by name, without their ending
 * @throws Error when two functions would have the same zip
 */
export async function packFunctions(
  stack: TerraformStack,
  projectFolder: string,
): Promise<readonly (readonly [name: string, zip: Uint8Array])[]> {
  const functions = stack.node.findAll().filter((node) => node instanceof NodeFunction);
  const names = functions.map(({ bundle }) => bundle.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Error(
      `Two functions of ${stack.node.id} have handlers named ${twice}.ts; their zips need different names.`,
    );
  }
  return Promise.all(
    functions.map(async ({ bundle: { entry, name } }) => {
      const { code, inputs } = await bundleHandler(entry, projectFolder);
      const notices = await thirdPartyNotices(inputs, projectFolder);
      return [name, packZip({ "index.js": code, "THIRD-PARTY-NOTICES.txt": text.encode(notices) })] as const;
    }),
  );
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  readTemplates,
  type ReadTemplates,
  type TemplateContext,
} from "../../../../lambdas/ami-builder/template/read.ts";
import { hygieneItems, type Template } from "../../../../lambdas/ami-builder/template/template.ts";
import { encodingFunctions } from "../../../../simulator/terraform/functions/encodings.ts";

/** The module with its defaults. */
export const context: TemplateContext = {
  region: "us-east-1",
  build_timeout_hours: 8,
  base_owner_ids: ["amazon", "099720109477", "136693071363"],
  defaults: {
    instance_types: { x86_64: ["t3.medium"], arm64: ["t4g.medium"] },
    volume_size_gb: null,
    spot: false,
    hygiene: hygieneItems,
    max_image_age_days: 30,
  },
};

/** What Terraform makes of YAML. */
export function decode(yaml: string): unknown {
  return encodingFunctions["yamldecode"]?.call(yaml);
}

/** Templates by key, each as YAML. */
export function read(files: Readonly<Record<string, string>>, given = context): ReadTemplates {
  return readTemplates(Object.fromEntries(Object.entries(files).map(([key, yaml]) => [key, decode(yaml)])), given);
}

/** A template that has to be right. */
export function readOne(yaml: string, given = context): Template {
  const { templates, wrong } = read({ one: yaml }, given);
  const template = templates.get("one");
  if (template === undefined) throw new Error([...wrong.values()].join("\n"));
  return template;
}

/** What is wrong with a template; empty when nothing is. */
export function wrongOf(yaml: string, given = context): string {
  return read({ one: yaml }, given).wrong.get("one") ?? "";
}

/** The least template, and more fields. */
export function small(more = "", base = "  source: ubuntu-24.04-lts"): string {
  return `name: Small\nbase_ami:\n${base}\n${more}`;
}

/** The templates of an example, by key. */
export function exampleTemplates(example: string): Readonly<Record<string, string>> {
  const folder = join(import.meta.dirname, "../../../../examples/ami-builder", example, "templates");
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file.replace(/\.yml$/, ""), readFileSync(join(folder, file), "utf8")]),
  );
}

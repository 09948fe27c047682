import { parse } from "@cdktf/hcl2json";
import { meaning, withoutList } from "./expressions.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Parses a module's files with HashiCorp's parser, as one configuration.
 *
 * @param files texts by file name
 */
export async function parseModule(files: ReadonlyMap<string, string>): Promise<Json> {
  const merged: Record<string, unknown> = {};
  for (const [name, text] of files) {
    merge(merged, (await parse(name, text)) as Json);
  }
  return merged;
}

/**
 * Brings Terraform's JSON and what the parser makes of HCL to one form. They say the same in two ways:
 * - what is a name (a variable's type, depends_on, ignore_changes, a dynamic block's iterator) is a text in JSON and an expression in HCL;
 * - between the attributes of an object type stands a comma or a line break;
 * - an object is one interpolation in JSON, where the stack has it as an expression, and always an object from the parser; so is a list;
 * - a block is an object or a list of objects in JSON, and always a list from the parser;
 * - `//` holds CDKTF's notes, which a module must not have.
 * Nothing else is left out.
 */
export async function normalize(value: unknown, name = ""): Promise<unknown> {
  if (typeof value === "string") {
    return names.has(name) ? value.replace(/^\$\{(.*)\}$/s, "$1").replace(/[\s,]+/g, " ") : meaning(value);
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await normalize(item, name));
    return withoutList(items);
  }
  if (isRecord(value)) {
    const normalized: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      // An input that has to be given has no default, but says that it must not be null.
      const isType = key === "type" && "description" in value && ("default" in value || "nullable" in value);
      if (key !== "//") normalized[key] = await normalize(inner, isType ? "variable type" : key);
    }
    return normalized;
  }
  return value;
}

const names: ReadonlySet<string> = new Set([
  "variable type",
  "depends_on",
  "ignore_changes",
  "replace_triggered_by",
  "iterator",
]);

function merge(target: Record<string, unknown>, source: Json): void {
  for (const [key, value] of Object.entries(source)) {
    const known = target[key];
    if (key === "locals" && Array.isArray(known) && Array.isArray(value)) {
      // Each file has a block of its own.
      target[key] = [{ ...(known[0] as Json), ...(value[0] as Json) }];
    } else if (isRecord(known) && isRecord(value)) {
      const copy = { ...known };
      merge(copy, value);
      target[key] = copy;
    } else if (known === undefined) {
      target[key] = value;
    } else {
      throw new Error(`${key} is declared twice`);
    }
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { parse } from "@cdktf/hcl2json";
import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../stacks/shared/hcl-value.ts";
import type { VariableDefinition } from "../../variables/variable.ts";

/**
 * Parses the written files with HashiCorp's own parser and compares every variable with its definition: what was written is what was
 * meant, whatever lies between.
 *
 * @param files texts by file name
 * @param definitions the module's inputs
 * @throws Error that names the file, or the input and what of it differs
 */
export async function checkFiles(
  files: ReadonlyMap<string, string>,
  definitions: readonly VariableDefinition[],
): Promise<void> {
  const variables = new Map<string, unknown>();
  for (const [name, text] of files) {
    const { variable } = (await parseFile(name, text)) as { readonly variable?: Readonly<Record<string, unknown>> };
    for (const [input, blocks] of Object.entries(variable ?? {})) {
      variables.set(input, Array.isArray(blocks) ? blocks[0] : blocks);
    }
  }
  for (const definition of definitions) {
    checkVariable(definition, variables.get(definition.name));
  }
}

async function parseFile(name: string, text: string): Promise<unknown> {
  try {
    return await parse(name, text);
  } catch (error) {
    throw new Error(
      `${name} was written in a form that Terraform cannot read, which is a mistake in an expression of the stack or in the generator: ${String(error)}`,
      { cause: error },
    );
  }
}

function checkVariable({ name, type, sensitive, ...definition }: VariableDefinition, written: unknown): void {
  if (!isRecord(written)) {
    throw new Error(`var.${name} is defined, but was not written: declare it with declareInputs.`);
  }
  const value: unknown = definition.default;
  const facts: readonly (readonly [what: string, meant: unknown, written: unknown])[] = [
    ["type", canonicalType(type), canonicalType(String(written["type"]).replace(/^\$\{(.*)\}$/s, "$1"))],
    ["default", value === undefined ? "none" : value, "default" in written ? unescape(written["default"]) : "none"],
    ["nullable", value === null || definition.nullable === true, written["nullable"] !== false],
    ["sensitive", sensitive === true, written["sensitive"] === true],
    ["description", definition.description, unescape(written["description"])],
  ];
  for (const [what, meant, read] of facts) {
    if (!isDeepStrictEqual(meant, read)) {
      throw new Error(
        `The ${what} of var.${name} was not written as it is defined: ${JSON.stringify(read)} instead of ${JSON.stringify(meant)}. Change the definition to what Terraform can hold, or correct the generator.`,
      );
    }
  }
}

/** A type without the spaces, line breaks and commas that layout may change. */
function canonicalType(type: string): string {
  return type.replace(/[\s,]+/g, " ").replace(/ ?([()[\]{}=]) ?/g, "$1");
}

/** The parser keeps escapes of templates as they are. */
function unescape(value: unknown): unknown {
  if (typeof value === "string") {
    return value.replace(/([$%])\1(?=\{)/g, "$1");
  }
  if (Array.isArray(value)) {
    return value.map(unescape);
  }
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [unescape(key), unescape(inner)]))
    : value;
}

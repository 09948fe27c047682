import { parse } from "@cdktf/hcl2json";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileProblem } from "../core/file-problem.ts";
import type { Expression } from "./ast.ts";
import { InvalidVariablesError } from "./errors.ts";
import { inTurn, parseJson } from "./parse.ts";
import { toText, type Value } from "./values.ts";

/**
 * Reads a file with values of variables.
 *
 * @param path of a `.tfvars` or a `.tfvars.json` file
 * @returns the values by name, as plain data
 * @throws InvalidVariablesError when the file cannot be read, is not understood, or has a value that refers to something
 */
export async function readTfvars(path: string): Promise<Record<string, unknown>> {
  const name = basename(path);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new InvalidVariablesError([`${path}: ${fileProblem(error)}`]);
  });
  try {
    if (path.endsWith(".json")) return members(JSON.parse(text));
    const attributes = Object.entries(members(await parse(name, text)));
    const values = await inTurn(attributes, async ([key, json]) => [key, plain(await parseJson(json), key)] as const);
    return Object.fromEntries(values);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InvalidVariablesError([`${name}: ${message}`]);
  }
}

function members(json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error("an object is required");
  return Object.fromEntries(Object.entries(json));
}

/** The value of an expression that is one already. */
function plain(expression: Expression, variable: string): Value {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "tuple":
      return expression.items.map((item) => plain(item, variable));
    case "object":
      return Object.fromEntries(
        expression.entries.map(([key, value]) => [toText(plain(key, variable)), plain(value, variable)]),
      );
    default:
      throw new Error(
        `${variable} must be a plain value: references, functions and calculations are not possible here`,
      );
  }
}

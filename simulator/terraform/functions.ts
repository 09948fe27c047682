import { ModuleError } from "./errors.ts";
import type { TerraformFunction } from "./functions/arguments.ts";
import { collectionFunctions } from "./functions/collections.ts";
import { encodingFunctions } from "./functions/encodings.ts";
import { numberFunctions } from "./functions/numbers.ts";
import { textFunctions } from "./functions/texts.ts";
import type { Value } from "./values.ts";

const functions: ReadonlyMap<string, TerraformFunction> = new Map(
  [collectionFunctions, encodingFunctions, numberFunctions, textFunctions].flatMap((group) => Object.entries(group)),
);

/** Names of the functions of Terraform's that this reader has, beside `can` and `try`, which look at expressions. */
export const functionNames: readonly string[] = [...functions.keys()];

/** Whether this reader has a function of Terraform's. */
export function hasFunction(name: string): boolean {
  return functions.has(name);
}

/**
 * Calls one of Terraform's functions.
 *
 * @throws EvaluationError for arguments that Terraform refuses
 * @throws ModuleError for an unknown function, or what it would do with these arguments is not supported
 */
export function callFunction(name: string, values: readonly Value[]): Value {
  const called = functions.get(name);
  if (called === undefined) throw new ModuleError(`The function ${name} is not supported`);
  const { least, most } = called;
  if (values.length < least || values.length > most) {
    const number = least === most ? String(least) : most === Infinity ? `${least} or more` : `${least} to ${most}`;
    throw new ModuleError(`The function ${name} takes ${number} arguments`);
  }
  return called.call(...values);
}

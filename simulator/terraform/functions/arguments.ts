import { EvaluationError } from "../errors.ts";
import { isSet } from "../types.ts";
import { isList, isObject, kindOf, type ObjectValue, type Value } from "../values.ts";

/** One of Terraform's functions, and how many arguments it takes. */
export interface TerraformFunction {
  readonly least: number;
  readonly most: number;
  readonly call: (...values: Value[]) => Value;
}

/** A function with a fixed number of arguments, or with some that may be left out. */
export function takes(least: number, call: (...values: Value[]) => Value, most = least): TerraformFunction {
  return { least, most, call };
}

/** A function with any number of arguments. */
export function takesAny(call: (values: readonly Value[]) => Value, least = 0): TerraformFunction {
  return { least, most: Infinity, call: (...values) => call(values) };
}

/** An argument that is a list, a tuple or a set. */
export function list(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new EvaluationError(`a list is required, not ${kindOf(value)}`);
}

/** An argument that is a list or a tuple: a set has no order. */
export function sequence(value: Value): readonly Value[] {
  if (isSet(value)) throw new EvaluationError("a list is required, not a set");
  return list(value);
}

/** An argument that is a map or an object. */
export function map(value: Value): ObjectValue {
  if (isObject(value)) return value;
  throw new EvaluationError(`a map is required, not ${kindOf(value)}`);
}

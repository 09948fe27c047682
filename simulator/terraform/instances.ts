import type { ResourceBlock } from "./configuration.ts";
import { EvaluationError } from "./errors.ts";
import { evaluate, withNames, type Scope } from "./expressions.ts";
import { isSet } from "./types.ts";
import { isList, isObject, kindOf, sortedKeys, toNumber, type ObjectValue, type Value } from "./values.ts";

/** One instance of a block: the only one, one of a `count`, or one of a `for_each`. */
export interface Instance {
  /** For example `aws_iam_role.function["check"]`. */
  readonly address: string;
  /** Its place among the others; nothing for the only one. */
  readonly key: number | string | undefined;
  /** What `count` or `each` mean in it. */
  readonly names: ReadonlyMap<string, Value>;
}

/**
 * The instances that a block has, in Terraform's order.
 *
 * @throws EvaluationError for a count or a collection that Terraform refuses
 */
export function instancesOf({ address, count, forEach }: ResourceBlock, scope: Scope): readonly Instance[] {
  if (count !== undefined) {
    const number = toNumber(evaluate(count, scope));
    if (!Number.isSafeInteger(number) || number < 0) throw new EvaluationError(`${number} is no count`);
    return Array.from({ length: number }, (_, index) => ({
      address: `${address}[${index}]`,
      key: index,
      names: new Map([["count", { index }]]),
    }));
  }
  if (forEach !== undefined) {
    return eachOf(evaluate(forEach, scope)).map(([key, value]) => ({
      address: `${address}[${JSON.stringify(key)}]`,
      key,
      names: new Map([["each", { key, value }]]),
    }));
  }
  return [{ address, key: undefined, names: new Map() }];
}

/** The scope of an instance: `count` or `each` beside the names of the module, and `self` where it is known. */
export function instanceScope({ names }: Instance, scope: Scope, self?: ObjectValue): Scope {
  return withNames(scope, self === undefined ? names : new Map([...names, ["self", self]]));
}

/** What a reference to a block means: the only instance, a tuple for a count, an object for a `for_each`. */
export function collect(
  { count, forEach }: ResourceBlock,
  instances: readonly (readonly [Instance, ObjectValue])[],
): Value {
  const values = instances.map(([, value]) => value);
  if (count !== undefined) return values;
  if (forEach === undefined) return values[0] ?? null;
  return Object.fromEntries(instances.map(([{ key }, value]) => [String(key), value]));
}

function eachOf(collection: Value): (readonly [string, Value])[] {
  if (isList(collection) && isSet(collection)) {
    return collection.map((item) => {
      if (typeof item !== "string")
        throw new EvaluationError(`for_each takes a set of strings, not of ${kindOf(item)}`);
      return [item, item] as const;
    });
  }
  if (!isObject(collection)) {
    throw new EvaluationError(`for_each takes a map or a set of strings, not ${kindOf(collection)}`);
  }
  return sortedKeys(collection).map((key) => [key, collection[key] ?? null] as const);
}

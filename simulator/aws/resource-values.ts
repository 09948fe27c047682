import { ModuleError } from "../terraform/errors.ts";
import type { InstalledResource } from "../terraform/evaluate.ts";
import { isList, isObject, toNumber, toText, type ObjectValue, type Value } from "../terraform/values.ts";

/**
 * A text that a resource has to have.
 *
 * @throws ModuleError when it does not have it
 */
export function textOf({ address, values }: InstalledResource, name: string): string {
  const text = findText(values, name);
  if (text === undefined) throw new ModuleError(`${address} has no ${name}`);
  return text;
}

/** A text that may be left out. */
export function findText(values: ObjectValue, name: string): string | undefined {
  const value = memberOf(values, name);
  return value === null ? undefined : toText(value);
}

/** A number that may be left out. */
export function findNumber(values: ObjectValue, name: string): number | undefined {
  const value = memberOf(values, name);
  return value === null ? undefined : toNumber(value);
}

/** A map of texts; an empty one when it is left out. */
export function textsOf(values: ObjectValue, name: string): Readonly<Record<string, string>> {
  const value = memberOf(values, name);
  if (value === null) return {};
  if (!isObject(value)) throw new ModuleError(`${name} is no map`);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toText(member)]));
}

/** The only block of a name, if it is there. */
export function findBlock(values: ObjectValue, name: string): ObjectValue | undefined {
  const value = memberOf(values, name);
  const [block = null] = isList(value) ? value : [value];
  return isObject(block) ? block : undefined;
}

/**
 * A text of JSON that may be left out.
 *
 * @throws ModuleError for a text that is no JSON of an object
 */
export function findJson(
  { address, values }: InstalledResource,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const text = findText(values, name);
  if (text === undefined || text === "") return undefined;
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  } catch (error) {
    throw new ModuleError(`${name} of ${address} is no JSON`, { cause: error });
  }
  throw new ModuleError(`${name} of ${address} is no JSON object`);
}

/** The statements of a policy that may be left out; one statement needs no list. */
export function findStatements(resource: InstalledResource, name: string): readonly unknown[] | undefined {
  const policy = findJson(resource, name);
  return policy === undefined ? undefined : [policy["Statement"] ?? []].flat();
}

function memberOf(values: ObjectValue, name: string): Value {
  return (Object.hasOwn(values, name) ? values[name] : undefined) ?? null;
}

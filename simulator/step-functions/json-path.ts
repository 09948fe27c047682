import { JSONPath } from "jsonpath-plus";
import { StateError } from "./errors.ts";

/** The context object, `$$`. */
export type Context = Readonly<Record<string, unknown>>;

/** Names from the input, `$.a.b`, or from the context object, `$$.a.b`. */
const plainPath = /^\$\$?(?:\.[A-Za-z_]\w*)*$/;
/** What makes a path lead to any number of values: a wildcard, a search at any depth, a filter, a slice, a list of indices. */
const manyValued = /\.\.|\*|\[\?|\[[^\]'"]*[:,]/;
const quoted = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g;

/** The names in each path that was met; undefined for one that is not made of names alone. */
const known = new Map<string, readonly string[] | undefined>();

/**
 * What a path leads to. Nothing is copied: nobody changes a payload.
 *
 * @param path JSONPath into the input, or with `$$` into the context object
 * @returns the value, a list for a path that may lead to several, undefined where there is nothing
 */
export function findValue(path: string, input: unknown, context: Context): unknown {
  const root = path.startsWith("$$") ? context : input;
  const names = namesOf(path);
  if (names === undefined) return search(path.replace(/^\$\$/, "$"), root);
  let value = root;
  for (const name of names) {
    if (!isFields(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/**
 * The same where there has to be something.
 *
 * @throws StateError States.Runtime for a path that leads to nothing
 */
export function valueAt(path: string, input: unknown, context: Context): unknown {
  const value = findValue(path, input, context);
  if (value === undefined) throw new StateError("States.Runtime", `The path ${path} leads to nothing in the input.`);
  return value;
}

/** Whether a value is an object of JSON. */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** AWS gives a list for a path that may lead to several values, even when it leads to one or none. */
function search(path: string, json: unknown): unknown {
  const isMany = manyValued.test(path.replaceAll(quoted, "''"));
  if (!isFields(json) && !Array.isArray(json)) return isMany ? [] : undefined;
  try {
    return JSONPath({ path, json, wrap: isMany });
  } catch (error) {
    throw new StateError("States.Runtime", `The path ${path} cannot be followed: ${String(error)}`);
  }
}

function namesOf(path: string): readonly string[] | undefined {
  if (!known.has(path)) known.set(path, plainPath.test(path) ? path.split(".").slice(1) : undefined);
  return known.get(path);
}

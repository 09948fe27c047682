import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { EvaluationError, ModuleError } from "./errors.ts";
import { findMatches } from "./pattern.ts";
import {
  compareTexts,
  encodeJson,
  isList,
  isObject,
  kindOf,
  normalized,
  requireOneKind,
  sortedKeys,
  toBoolean,
  toNumber,
  toText,
  type ObjectValue,
  type Value,
} from "./values.ts";

/** The functions with a fixed number of arguments. */
const fixed: Readonly<Record<string, (...values: Value[]) => Value>> = {
  alltrue: (items: Value) => list(items).every((item) => item !== null && toBoolean(item)),
  compact: (items: Value) => list(items).filter((item) => item !== null && item !== ""),
  contains: (items: Value, wanted: Value) => list(items).some((item) => isEqual(item, wanted)),
  distinct: (items: Value) => {
    requireOneKind(list(items), "distinct");
    return list(items).filter((item, index, all) => all.findIndex((other) => isEqual(item, other)) === index);
  },
  filebase64sha256: (path: Value) =>
    createHash("sha256")
      .update(readFileSync(toText(path)))
      .digest("base64"),
  floor: (number: Value) => Math.floor(toNumber(number)),
  join: (separator: Value, items: Value) => normalized(list(items).map(toText).join(toText(separator))),
  jsonencode: encodeJson,
  keys: (object: Value) => sortedKeys(map(object)),
  length,
  lower: (text: Value) => normalized(Array.from(toText(text), lowerCharacter).join("")),
  nonsensitive: (value: Value) => value,
  one: (items: Value) => {
    const [only, ...more] = list(items);
    if (more.length > 0) throw new EvaluationError("one needs a list of at most one element");
    return only ?? null;
  },
  regex: (pattern: Value, text: Value) => {
    const [first] = findMatches(toText(pattern), toText(text));
    if (first === undefined) throw new EvaluationError("the pattern did not match any part of the given string");
    return matchResult(first);
  },
  regexall: (pattern: Value, text: Value) => findMatches(toText(pattern), toText(text)).map(matchResult),
  replace: (text: Value, searched: Value, replacement: Value) =>
    normalized(replace(toText(text), toText(searched), toText(replacement))),
  reverse: (items: Value) => [...list(items)].reverse(),
  slice: (items: Value, from: Value, to: Value) => {
    const [start, end] = [toNumber(from), toNumber(to)];
    if (start < 0 || end < start || end > list(items).length) throw new EvaluationError("slice is out of range");
    return list(items).slice(start, end);
  },
  split: (separator: Value, text: Value) => toText(text).split(nonEmpty(separator, "separator of split")),
  tostring: (value: Value) => (value === null ? null : toText(value)),
  trimprefix: (text: Value, prefix: Value) =>
    toText(text).startsWith(toText(prefix)) ? toText(text).slice(toText(prefix).length) : toText(text),
  values: (object: Value) => sortedKeys(map(object)).map((key) => map(object)[key] ?? null),
};

/** The functions that take any number of arguments. */
const variadic: Readonly<Record<string, (values: readonly Value[]) => Value>> = {
  coalesce: (values) => {
    requireOneKind(values, "coalesce");
    const found = values.find((value) => value !== null && value !== "");
    if (found === undefined) throw new EvaluationError("coalesce needs a value that is neither null nor empty");
    return found;
  },
  concat: (lists) => lists.flatMap(list),
  merge: (objects) => {
    const given = objects.filter((object) => object !== null).map(map);
    return Object.fromEntries(given.flatMap((object) => Object.entries(object)));
  },
  setintersection: (lists) => {
    const [first = [], ...others] = lists.map(set);
    return first.filter((item) => others.every((other) => other.includes(item)));
  },
  setunion: (lists) => set(lists.flatMap(set)),
};

/** Whether this reader has a function of Terraform's. `can` is none of them: it looks at an expression, not at a value. */
export function hasFunction(name: string): boolean {
  return Object.hasOwn(fixed, name) || Object.hasOwn(variadic, name);
}

/**
 * Calls one of Terraform's functions.
 *
 * @throws EvaluationError for arguments that Terraform refuses
 * @throws ModuleError for an unknown function, or what it would do with these arguments is not supported
 */
export function callFunction(name: string, values: readonly Value[]): Value {
  if (Object.hasOwn(variadic, name)) return variadic[name]?.(values) ?? null;
  const called = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
  if (called === undefined) throw new ModuleError(`The function ${name} is not supported`);
  if (called.length !== values.length) throw new ModuleError(`The function ${name} takes ${called.length} arguments`);
  return called(...values);
}

/**
 * Whether two values are equal to Terraform's `==`, which finds no text equal to a number.
 *
 * @throws ModuleError for lists and objects, whose types would have to be known
 */
export function isEqual(a: Value, b: Value): boolean {
  if (a !== null && b !== null && (typeof a === "object" || typeof b === "object")) {
    throw new ModuleError("Comparing lists or objects is not supported");
  }
  return a === b;
}

function list(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new EvaluationError(`a list is required, not ${kindOf(value)}`);
}

function map(value: Value): ObjectValue {
  if (isObject(value)) return value;
  throw new EvaluationError(`a map is required, not ${kindOf(value)}`);
}

function nonEmpty(value: Value, purpose: string): string {
  const text = toText(value);
  if (text === "") throw new ModuleError(`An empty ${purpose} is not supported`);
  return text;
}

/** A set of texts: sets of other types are not needed, and would be sorted otherwise. */
function set(value: Value): string[] {
  const texts = list(value).map((item) => {
    if (typeof item !== "string") throw new ModuleError(`A set of ${kindOf(item)} is not supported`);
    return item;
  });
  return [...new Set(texts)].sort(compareTexts);
}

/** Elements of a list, entries of a map, or characters of a text as a reader counts them. */
function length(value: Value): number {
  if (isList(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  if (typeof value !== "string")
    throw new EvaluationError(`a string or a collection is required, not ${kindOf(value)}`);
  return [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(value)].length;
}

/** Go knows one small letter for each letter, wherever it stands in a word. */
function lowerCharacter(character: string): string {
  return Array.from(character.toLowerCase())[0] ?? "";
}

function matchResult(match: RegExpExecArray): Value {
  const [whole, ...groups] = match as readonly (string | undefined)[];
  return groups.length === 0 ? (whole ?? null) : groups.map((group) => group ?? null);
}

/** Between slashes, what is searched is a pattern. */
function replace(text: string, searched: string, replacement: string): string {
  if (!/^\/.*\/$/s.test(searched) || searched.length < 2)
    return text.replaceAll(nonEmpty(searched, "text that replace searches"), () => replacement);
  if (replacement.includes("$")) throw new ModuleError("Groups in the replacement of replace are not supported");
  let result = "";
  let end = 0;
  for (const match of findMatches(searched.slice(1, -1), text)) {
    result += text.slice(end, match.index) + replacement;
    end = match.index + match[0].length;
  }
  return result + text.slice(end);
}

import { AwsError } from "../aws-error.ts";

/** Parameters of the Query protocol: `Filter.1.Value.2=x` becomes `{ Filter: { 1: { Value: { 2: "x" } } } }`. */
export type QueryTree = { readonly [key: string]: QueryTree } | string;

/** Turns a part of the tree into what the SDK has in its place. */
export type Reader = (value: QueryTree, path: string) => unknown;

/**
 * Parses the body of a request.
 *
 * @throws AwsError InvalidParameterValue when a name has both a value and parts
 */
export function parseQuery(body: string): Readonly<Record<string, QueryTree>> {
  const tree: Record<string, QueryTree> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const keys = name.split(".");
    const last = keys.pop() ?? "";
    let node = tree;
    for (const key of keys) {
      const next = (node[key] ??= {});
      if (typeof next === "string") {
        throw new AwsError("InvalidParameterValue", `The parameter ${name} has a value and parts`);
      }
      node = next;
    }
    node[last] = value;
  }
  return tree;
}

/** Text. */
export const text: Reader = (value, path) => {
  if (typeof value !== "string") {
    throw new AwsError("InvalidParameterValue", `The parameter ${path} must be text`);
  }
  return value;
};

/** `true` or `false`. */
export const boolean: Reader = (value, path) => {
  if (value !== "true" && value !== "false") {
    throw new AwsError("InvalidParameterValue", `Value for parameter ${path} is invalid. Expecting true or false.`);
  }
  return value === "true";
};

/** A whole number. */
export const integer: Reader = (value, path) => {
  if (typeof value !== "string" || !/^-?\d+$/.test(value)) {
    throw new AwsError("InvalidParameterValue", `Value for parameter ${path} is invalid. Expecting an integer.`);
  }
  return Number(value);
};

/** A list, numbered from 1. */
export function list(item: Reader): Reader {
  return (value, path) => {
    const entries = Object.entries(typeof value === "string" ? { "": value } : value);
    if (entries.some(([key]) => !/^\d+$/.test(key))) {
      throw new AwsError("InvalidParameterValue", `The parameter ${path} must be a numbered list`);
    }
    return entries
      .sort(([left], [right]) => Number(left) - Number(right))
      .map(([key, entry]) => item(entry, `${path}.${key}`));
  };
}

/**
 * A structure.
 *
 * @param fields by their names on the wire: the SDK's name, and how to read it. The same names may be left out.
 */
export function structure(fields: Readonly<Record<string, Reader | readonly [name: string, read: Reader]>>): Reader {
  return (value, path) => {
    const parts = Object.entries(typeof value === "string" ? { "": value } : value).map(([key, part]) => {
      const field = fields[key];
      const place = path === "" ? key : `${path}.${key}`;
      if (field === undefined) {
        throw new AwsError("UnknownParameter", `The parameter ${place} is not recognized`);
      }
      const [name, read] = typeof field === "function" ? [key, field] : field;
      return [name, read(part, place)] as const;
    });
    return Object.fromEntries(parts);
  };
}

import { AwsError } from "../aws-error.ts";

/** Parameters of a Query protocol: `Filter.1.Value.2=x` becomes `{ Filter: { 1: { Value: { 2: "x" } } } }`. */
export type QueryTree = { readonly [key: string]: QueryTree } | string;

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

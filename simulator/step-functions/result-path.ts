import { StateError } from "./errors.ts";
import { isFields } from "./json-path.ts";

/** A name or an index of a reference path: `.name`, `['a name']`, `[0]`. */
const step = /\.([^.[\]'"]+)|\[(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|(\d+))\]/y;

/**
 * The input with a result at a place of it; fields on the way that are not there are made. The input itself stays as it is.
 *
 * @param path a reference path; null for the input alone
 * @throws StateError States.ResultPathMatchFailure where the input has something on the way that takes no such field
 */
export function place(path: string | null | undefined, input: unknown, result: unknown): unknown {
  if (path === null) return input;
  return path === undefined ? result : put(input, readSteps(path), result, path);
}

function put(target: unknown, [head, ...rest]: readonly (string | number)[], result: unknown, path: string): unknown {
  if (head === undefined) return result;
  if (typeof head === "number" && Array.isArray(target) && head < target.length) {
    return (target as readonly unknown[]).with(head, put(target[head], rest, result, path));
  }
  if (typeof head === "string" && isFields(target)) {
    const inner = Object.hasOwn(target, head) ? target[head] : {};
    return { ...target, [head]: put(inner, rest, result, path) };
  }
  throw new StateError("States.ResultPathMatchFailure", `A result cannot be put at ${path} of the state's input.`);
}

function readSteps(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  let at = 1;
  while (at < path.length) {
    step.lastIndex = at;
    const found = step.exec(path);
    if (found === null) throw new StateError("States.Runtime", `${path} is no reference path.`);
    const [, name, single, double, index] = found;
    steps.push(index === undefined ? (name ?? single ?? double ?? "") : Number(index));
    at = step.lastIndex;
  }
  return steps;
}

import { ModuleError } from "../../core/module-error.ts";
import { wildcardExpression } from "../../core/wildcards.ts";

/** An event pattern, ready to be compared with events. */
export type EventPattern = (event: unknown) => boolean;

type Leaf = (value: unknown) => boolean;
type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an event pattern (EventBridge User Guide: Event patterns, Comparison operators). Of the operators `cidr` and those of
 * `anything-but` with a wildcard's or a case's own are not simulated.
 *
 * @throws ModuleError for a pattern that EventBridge refuses, or that has an operator which is not simulated
 */
export function readPattern(pattern: unknown): EventPattern {
  return readObject(pattern, "the pattern");
}

function readObject(pattern: unknown, place: string): EventPattern {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    throw new ModuleError(`An event pattern must be an object that is not empty: ${place}`);
  }
  const tests = Object.entries(pattern).map(([key, value]): EventPattern => {
    if (key === "$or") return readAlternatives(value, place);
    const test = Array.isArray(value) ? readValues(value, `${place}.${key}`) : readObject(value, `${place}.${key}`);
    // A list of objects matches when one of them does.
    return (event) => (Array.isArray(event) ? event : [event]).some((item) => test(fieldOf(item, key)));
  });
  return (event) => tests.every((test) => test(event));
}

function readAlternatives(value: unknown, place: string): EventPattern {
  if (!Array.isArray(value) || value.length === 0) throw new ModuleError(`$or must be a list of patterns: ${place}`);
  const alternatives = value.map((pattern) => readObject(pattern, `${place}.$or`));
  return (event) => alternatives.some((matches) => matches(event));
}

/** One of the values is enough; of a list in the event, one item. */
function readValues(values: readonly unknown[], place: string): EventPattern {
  if (values.length === 0) throw new ModuleError(`A list of values must not be empty: ${place}`);
  const leaves = values.map((value) => readValue(value, place));
  return (actual) => {
    const items: readonly unknown[] = Array.isArray(actual) ? actual : [actual];
    return leaves.some((leaf) => (items.length === 0 ? leaf(undefined) : items.some(leaf)));
  };
}

function readValue(value: unknown, place: string): Leaf {
  if (!isObject(value)) {
    if (Array.isArray(value)) throw new ModuleError(`A list of values must not hold lists: ${place}`);
    return (actual) => actual === value;
  }
  const [[operator, operand] = ["", undefined], ...more] = Object.entries(value);
  const read = operators[operator];
  if (read === undefined || more.length > 0) {
    throw new ModuleError(`${JSON.stringify(value)} is no comparison that the simulator knows: ${place}`);
  }
  return read(operand, place);
}

const operators: Readonly<Record<string, (operand: unknown, place: string) => Leaf>> = {
  prefix: (operand, place) => textOrCase(operand, place, (actual, wanted) => actual.startsWith(wanted)),
  suffix: (operand, place) => textOrCase(operand, place, (actual, wanted) => actual.endsWith(wanted)),
  "equals-ignore-case": (operand, place) => {
    const wanted = textOf(operand, place).toLowerCase();
    return (actual) => typeof actual === "string" && actual.toLowerCase() === wanted;
  },
  wildcard: (operand, place) => {
    const expression = wildcardExpression(textOf(operand, place), { hasQuestionMark: false, hasBackslash: true });
    return (actual) => typeof actual === "string" && expression.test(actual);
  },
  exists: (operand, place) => {
    if (typeof operand !== "boolean") throw new ModuleError(`exists must be true or false: ${place}`);
    return (actual) => (actual !== undefined) === operand && !isObject(actual);
  },
  numeric: readNumeric,
  "anything-but": readAnythingBut,
};

/** `prefix` and `suffix` take a text, or one whose case does not matter. */
function textOrCase(operand: unknown, place: string, compare: (actual: string, wanted: string) => boolean): Leaf {
  const ignoresCase = isObject(operand) && "equals-ignore-case" in operand;
  const wanted = textOf(ignoresCase ? operand["equals-ignore-case"] : operand, place);
  return (actual) =>
    typeof actual === "string" &&
    (ignoresCase ? compare(actual.toLowerCase(), wanted.toLowerCase()) : compare(actual, wanted));
}

const comparisons: Readonly<Record<string, (actual: number, wanted: number) => boolean>> = {
  "=": (actual, wanted) => actual === wanted,
  "<": (actual, wanted) => actual < wanted,
  "<=": (actual, wanted) => actual <= wanted,
  ">": (actual, wanted) => actual > wanted,
  ">=": (actual, wanted) => actual >= wanted,
};

/** `[">", 0, "<=", 5]` */
function readNumeric(operand: unknown, place: string): Leaf {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
  const tests = Array.from({ length: Math.ceil(parts.length / 2) }, (_, index) => {
    const [compare, wanted] = [comparisons[String(parts[2 * index])], parts[2 * index + 1]];
    if (compare === undefined || typeof wanted !== "number") {
      throw new ModuleError(`numeric must be comparisons and numbers in turn: ${place}`);
    }
    return (actual: number) => compare(actual, wanted);
  });
  if (tests.length === 0) throw new ModuleError(`numeric must be comparisons and numbers in turn: ${place}`);
  return (actual) => typeof actual === "number" && tests.every((test) => test(actual));
}

/** A field that is not there is not anything but something. */
function readAnythingBut(operand: unknown, place: string): Leaf {
  const refused: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (refused.length === 0) throw new ModuleError(`anything-but must not be empty: ${place}`);
  const leaves = refused.map((value) => {
    const operator = isObject(value) ? Object.keys(value)[0] : undefined;
    if (Array.isArray(value) || (operator !== undefined && operator !== "prefix" && operator !== "suffix")) {
      throw new ModuleError(`anything-but ${JSON.stringify(value)} is not simulated: ${place}`);
    }
    return readValue(value, place);
  });
  return (actual) => actual !== undefined && !leaves.some((leaf) => leaf(actual));
}

function textOf(operand: unknown, place: string): string {
  if (typeof operand !== "string") throw new ModuleError(`A comparison must have a text: ${place}`);
  return operand;
}

function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { splatElement, type BinaryOperator, type Expression, type ForExpression, type Step } from "./ast.ts";
import { EvaluationError, ModuleError } from "./errors.ts";
import { callFunction, isEqual } from "./functions.ts";
import {
  isList,
  isObject,
  kindOf,
  normalized,
  requireOneKind,
  sortedKeys,
  toBoolean,
  toNumber,
  toText,
  type Value,
} from "./values.ts";

/** What names mean where an expression stands. */
export interface Scope {
  /**
   * The value of a reference.
   *
   * @throws ModuleError for what is not there
   */
  resolve(name: string, path: readonly Step[]): Value;
}

/** A scope in which every reference is refused, as in the default of a variable. */
export const emptyScope: Scope = {
  resolve: (name, path) => {
    throw new ModuleError(`A reference to ${[name, ...path].join(".")} is not possible here`);
  },
};

/**
 * Evaluates an expression.
 *
 * @param scope what its names mean
 * @throws EvaluationError when it has no value, for a reason that Terraform reports too
 * @throws ModuleError for what this reader does not support
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "reference":
      return scope.resolve(expression.name, expression.path);
    case "traversal":
      return follow(evaluate(expression.source, scope), expression.path);
    case "index": {
      const key = evaluate(expression.key, scope);
      return step(evaluate(expression.source, scope), typeof key === "number" ? key : toText(key));
    }
    case "splat":
      return splat(evaluate(expression.source, scope), expression.each, scope);
    case "call":
      return call(expression.name, expression.arguments, scope);
    case "binary":
      return operate(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope));
    case "unary": {
      const operand = evaluate(expression.operand, scope);
      return expression.operator === "logicalNot" ? !toBoolean(operand) : -toNumber(operand);
    }
    case "conditional":
      return choose(expression, scope);
    case "template":
      return normalized(expression.parts.map((part) => toText(evaluate(part, scope))).join(""));
    case "tuple":
      return expression.items.map((item) => evaluate(item, scope));
    case "object":
      return Object.fromEntries(
        expression.entries.map(([key, value]) => [toText(evaluate(key, scope)), evaluate(value, scope)]),
      );
    case "for":
      return loop(expression, scope);
  }
}

/**
 * Takes something from a value, step by step.
 *
 * @throws EvaluationError for a place that a list does not have
 * @throws ModuleError for an attribute that an object does not have
 */
export function follow(value: Value, path: readonly Step[]): Value {
  return path.reduce(step, value);
}

function step(value: Value, key: Step): Value {
  if (isList(value)) {
    const index = toNumber(key);
    const item = value[index];
    if (item === undefined) throw new EvaluationError(`a list of ${value.length} elements has no element ${index}`);
    return item;
  }
  if (!isObject(value)) throw new EvaluationError(`${kindOf(value)} has no attribute ${key}`);
  const name = String(key);
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  if (found === undefined) throw new ModuleError(`An attribute or key ${name} is not known`);
  return found;
}

/** A scope with some names more. */
function withNames(scope: Scope, names: ReadonlyMap<string, Value>): Scope {
  return {
    resolve: (name, path) => {
      const value = names.get(name);
      return value === undefined ? scope.resolve(name, path) : follow(value, path);
    },
  };
}

/** Null has no elements; everything that is no list is the only element. */
function splat(source: Value, each: Expression, scope: Scope): Value {
  const items = isList(source) ? source : source === null ? [] : [source];
  return items.map((item) => evaluate(each, withNames(scope, new Map([[splatElement, item]]))));
}

function call(name: string, argumentExpressions: readonly Expression[], scope: Scope): Value {
  const values = () => argumentExpressions.map((argument) => evaluate(argument, scope));
  if (name !== "can") return callFunction(name, values());
  try {
    values();
    return true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

/** Both sides have values already: until Terraform 1.12 the right one had to have one even where it does not matter. */
function operate(operator: BinaryOperator, left: Value, right: Value): Value {
  switch (operator) {
    case "equal":
      return isEqual(left, right);
    case "notEqual":
      return !isEqual(left, right);
    case "lessThan":
      return toNumber(left) < toNumber(right);
    case "lessThanOrEqual":
      return toNumber(left) <= toNumber(right);
    case "greaterThan":
      return toNumber(left) > toNumber(right);
    case "greaterThanOrEqual":
      return toNumber(left) >= toNumber(right);
    case "logicalAnd":
      return [left, right].map(toBoolean).every((side) => side);
    case "logicalOr":
      return [left, right].map(toBoolean).some((side) => side);
    case "add":
      return whole(whole(left) + whole(right));
    case "subtract":
      return whole(whole(left) - whole(right));
    case "multiply":
      return whole(whole(left) * whole(right));
  }
}

/** Terraform counts with more digits than JavaScript: only with whole numbers the results are surely the same. */
function whole(value: Value): number {
  const number = toNumber(value);
  if (!Number.isSafeInteger(number)) throw new ModuleError(`Arithmetic with ${number} is not supported`);
  return number;
}

/** Terraform looks at both results, to give them one type, but needs only the chosen one to have a value. */
function choose(expression: Extract<Expression, { kind: "conditional" }>, scope: Scope): Value {
  const [chosen, other] = toBoolean(evaluate(expression.condition, scope))
    ? [expression.whenTrue, expression.whenFalse]
    : [expression.whenFalse, expression.whenTrue];
  const value = evaluate(chosen, scope);
  try {
    requireOneType(value, evaluate(other, scope));
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
  }
  return value;
}

/** Where the results differ in type, Terraform converts, for example numbers to texts. */
function requireOneType(a: Value, b: Value): void {
  requireOneKind([a, b], "A conditional");
  if (isObject(a) && isObject(b)) {
    if (sortedKeys(a).join("\n") === sortedKeys(b).join("\n")) {
      for (const key of sortedKeys(a)) requireOneType(a[key] ?? null, b[key] ?? null);
    } else {
      requireOneKind([...Object.values(a), ...Object.values(b)], "A conditional's map");
    }
  }
  if (isList(a) && isList(b)) {
    if (a.length === b.length) {
      a.forEach((item, index) => {
        requireOneType(item, b[index] ?? null);
      });
    } else {
      requireOneKind([...a, ...b], "A conditional's list");
    }
  }
}

function loop(expression: ForExpression, scope: Scope): Value {
  const { keyName, valueName, resultKey, result, condition } = expression;
  const scopes = elements(evaluate(expression.collection, scope))
    .map(([key, value]) => {
      const names = new Map([[valueName, value]]);
      return withNames(scope, keyName === undefined ? names : names.set(keyName, key));
    })
    .filter((inner) => condition === undefined || toBoolean(evaluate(condition, inner)));
  if (resultKey === undefined) return scopes.map((inner) => evaluate(result, inner));
  const entries = scopes.map((inner) => [toText(evaluate(resultKey, inner)), evaluate(result, inner)] as const);
  if (new Set(entries.map(([key]) => key)).size < entries.length) {
    throw new EvaluationError("two elements of a for expression have the same key");
  }
  return Object.fromEntries(entries);
}

/** Keys and values in the order in which Terraform visits them. */
function elements(collection: Value): (readonly [Value, Value])[] {
  if (isList(collection)) return collection.map((item, index) => [index, item] as const);
  if (isObject(collection)) return sortedKeys(collection).map((key) => [key, collection[key] ?? null] as const);
  throw new EvaluationError(`a for expression needs a list or a map, not ${kindOf(collection)}`);
}

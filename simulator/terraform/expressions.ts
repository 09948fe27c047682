import {
  splatElement,
  type BinaryOperator,
  type BlockExpression,
  type Expression,
  type ForExpression,
  type Step,
} from "./ast.ts";
import { EvaluationError, ModuleError } from "./errors.ts";
import { callFunction } from "./functions.ts";
import { divide, remainder, whole } from "./numbers.ts";
import { anyType, convert, isEqual, isSameType, isSet, typeOf, unify, type Type } from "./types.ts";
import { isList, isObject, kindOf, normalized, sortedKeys, toBoolean, toNumber, toText, type Value } from "./values.ts";

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
      return call(expression, scope);
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
    case "block":
      return block(expression, scope);
  }
}

/** Instances of resources: what they have beside their arguments is known of some attributes only. */
const instances = new WeakSet<object>();

/** Marks what a resource is, so that an attribute that is not known is told from one that is not there. */
export function asInstance<Instance extends object>(value: Instance): Instance {
  instances.add(value);
  return value;
}

/**
 * Takes something from a value, step by step.
 *
 * @throws EvaluationError for what a list, a map or an object does not have
 * @throws ModuleError for an attribute of a resource that this reader does not know
 */
export function follow(value: Value, path: readonly Step[]): Value {
  return path.reduce(step, value);
}

function step(value: Value, key: Step): Value {
  if (isSet(value)) throw new EvaluationError("the elements of a set have no index");
  if (isList(value)) {
    const index = toNumber(key);
    const item = value[index];
    if (item === undefined) throw new EvaluationError(`a list of ${value.length} elements has no element ${index}`);
    return item;
  }
  if (!isObject(value)) throw new EvaluationError(`${kindOf(value)} has no attribute ${key}`);
  const name = String(key);
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  if (found !== undefined) return found;
  if (instances.has(value)) throw new ModuleError(`An attribute or key ${name} is not known`);
  throw new EvaluationError(`there is no attribute or key ${name}`);
}

/** A scope with some names more. */
export function withNames(scope: Scope, names: ReadonlyMap<string, Value>): Scope {
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
  const results = items.map((item) => evaluate(each, withNames(scope, new Map([[splatElement, item]]))));
  const isTuple = !isList(source) || typeOf(source).kind === "tuple";
  return isTuple ? results : convert(results, { kind: "list", element: anyType });
}

function call({ name, arguments: given, isExpanded }: Extract<Expression, { kind: "call" }>, scope: Scope): Value {
  if (name === "can" || name === "try") {
    if (isExpanded) throw new ModuleError(`The call of ${name} has an argument with dots, which is not supported`);
    return name === "can" ? canEvaluate(given, scope) : firstValue(given, scope);
  }
  const values = given.map((argument) => evaluate(argument, scope));
  if (!isExpanded) return callFunction(name, values);
  const last = values.pop() ?? null;
  if (!isList(last)) throw new EvaluationError(`the argument with dots of ${name} must be a list, not ${kindOf(last)}`);
  return callFunction(name, [...values, ...last]);
}

function canEvaluate(given: readonly Expression[], scope: Scope): boolean {
  try {
    for (const argument of given) evaluate(argument, scope);
    return true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

function firstValue(given: readonly Expression[], scope: Scope): Value {
  for (const argument of given) {
    try {
      return evaluate(argument, scope);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
    }
  }
  throw new EvaluationError("no argument of try has a value");
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
    case "divide":
      return divide(left, right);
    case "modulo":
      return remainder(left, right);
  }
}

/** Terraform looks at both results, to give them one type, but needs only the chosen one to have a value. */
function choose(expression: Extract<Expression, { kind: "conditional" }>, scope: Scope): Value {
  const [chosen, other] = toBoolean(evaluate(expression.condition, scope))
    ? [expression.whenTrue, expression.whenFalse]
    : [expression.whenFalse, expression.whenTrue];
  const value = evaluate(chosen, scope);
  const type = typeOfOther(other, scope);
  if (type === undefined) return value;
  const common = unify([typeOf(value), type]);
  if (common === undefined) throw new EvaluationError("the results of a conditional must have consistent types");
  return isSameType(common, typeOf(value)) ? value : convert(value, common);
}

function typeOfOther(expression: Expression, scope: Scope): Type | undefined {
  try {
    return typeOf(evaluate(expression, scope));
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}

function loop(expression: ForExpression, scope: Scope): Value {
  const { keyName, valueName, resultKey, result, isGrouped, condition } = expression;
  const scopes = elements(evaluate(expression.collection, scope), "a for expression")
    .map(([key, value]) => {
      const names = new Map([[valueName, value]]);
      return withNames(scope, keyName === undefined ? names : names.set(keyName, key));
    })
    .filter((inner) => condition === undefined || toBoolean(evaluate(condition, inner)));
  if (resultKey === undefined) return scopes.map((inner) => evaluate(result, inner));
  const groups = new Map<string, Value[]>();
  for (const inner of scopes) {
    const key = toText(evaluate(resultKey, inner));
    groups.set(key, [...(groups.get(key) ?? []), evaluate(result, inner)]);
  }
  if (isGrouped) return Object.fromEntries(groups);
  if (groups.size < scopes.length) throw new EvaluationError("two elements of a for expression have the same key");
  return Object.fromEntries([...groups].map(([key, [value = null]]) => [key, value]));
}

/** The body of a block: a dynamic block has one block for each element of its collection. */
function block({ entries, dynamic }: BlockExpression, scope: Scope): Value {
  const blocks = new Map<string, Value[]>();
  for (const { name, forEach, iterator, content } of dynamic) {
    const made = elements(evaluate(forEach, scope), `the dynamic block ${name}`).map(([key, value]) =>
      evaluate(content, withNames(scope, new Map([[iterator, { key, value }]]))),
    );
    blocks.set(name, [...(blocks.get(name) ?? []), ...made]);
  }
  return Object.fromEntries([...entries.map(([name, value]) => [name, evaluate(value, scope)] as const), ...blocks]);
}

/** Keys and values in the order in which Terraform visits them; the key of a set's element is the element. */
function elements(collection: Value, purpose: string): (readonly [Value, Value])[] {
  if (isList(collection)) {
    const isKeyless = isSet(collection);
    return collection.map((item, index) => [isKeyless ? item : index, item] as const);
  }
  if (isObject(collection)) return sortedKeys(collection).map((key) => [key, collection[key] ?? null] as const);
  throw new EvaluationError(`${purpose} needs a list, a set or a map, not ${kindOf(collection)}`);
}

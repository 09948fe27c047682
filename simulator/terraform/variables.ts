import type { Rule, VariableBlock } from "./configuration.ts";
import { EvaluationError, InvalidVariablesError, ModuleError } from "./errors.ts";
import { emptyScope, evaluate, follow, type Scope } from "./expressions.ts";
import { normalized, toBoolean, toNumber, toText, type ObjectValue, type Value } from "./values.ts";

/**
 * Gives every variable of a module its value: the given one or its default, converted to its type.
 *
 * @param blocks the module's variables
 * @param given values by name, as plain data
 * @throws InvalidVariablesError with everything that Terraform would refuse
 */
export function variableValues(
  blocks: ReadonlyMap<string, VariableBlock>,
  given: Readonly<Record<string, unknown>>,
): ObjectValue {
  const problems = Object.keys(given)
    .filter((name) => !blocks.has(name))
    .map((name) => `${name} is no input of the module`);
  const values = new Map<string, Value>();
  for (const block of blocks.values()) {
    const { name } = block;
    try {
      const value = valueOf(block, Object.hasOwn(given, name) ? given[name] : undefined);
      values.set(name, value);
      problems.push(...brokenRules(block.validations, variableScope({ [name]: value }), name));
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new InvalidVariablesError(problems);
  return Object.fromEntries(values);
}

/** A scope that knows variables only. */
function variableScope(values: ObjectValue): Scope {
  return {
    resolve: (name, path) => (name === "var" ? follow(values, path) : emptyScope.resolve(name, path)),
  };
}

/**
 * Checks conditions.
 *
 * @param owner variable or resource that has them
 * @returns a sentence for each that does not hold, beginning with the owner
 */
export function brokenRules(rules: readonly Rule[], scope: Scope, owner: string): string[] {
  return rules.flatMap(({ condition, errorMessage }) => {
    try {
      return toBoolean(evaluate(condition, scope)) ? [] : [`${owner}: ${toText(evaluate(errorMessage, scope))}`];
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      return [`${owner}: ${error.message}`];
    }
  });
}

function valueOf(block: VariableBlock, given: unknown): Value {
  // A variable that cannot be null takes null for nothing at all.
  const isGiven = given !== undefined && (given !== null || block.nullable);
  if (isGiven) return convert(given, block.type);
  if (block.default === undefined) throw new EvaluationError("a value is required");
  return convert(evaluate(block.default, emptyScope), block.type);
}

/** Converts plain data to a type, as Terraform does. */
function convert(data: unknown, type: string): Value {
  if (data === null) return null;
  if (!/^((list|map)\()*(string|number|bool)\)*$/.test(type))
    throw new ModuleError(`The type ${type} is not supported`);
  const [, collection, elementType = ""] = /^(list|map)\((.*)\)$/.exec(type) ?? [];
  if (collection === "list") {
    if (!Array.isArray(data)) throw new EvaluationError(`a list of ${elementType} is required`);
    return data.map((item: unknown) => convert(item, elementType));
  }
  if (collection === "map") {
    if (typeof data !== "object" || Array.isArray(data))
      throw new EvaluationError(`a map of ${elementType} is required`);
    const entries = Object.entries(data).map(([key, item]) => [normalized(key), convert(item, elementType)] as const);
    return Object.fromEntries(entries);
  }
  return convertPrimitive(data, type);
}

function convertPrimitive(data: unknown, type: string): Value {
  const value = typeof data === "string" ? normalized(data) : data;
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    throw new EvaluationError(`a ${type} is required`);
  }
  if (type === "string") return toText(value);
  return type === "number" ? toNumber(value) : toBoolean(value);
}

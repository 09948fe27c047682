import { suggestion } from "../core/closest.ts";
import type { CheckRule, VariableBlock } from "./configuration.ts";
import { EvaluationError, InvalidVariablesError } from "./errors.ts";
import { emptyScope, evaluate, follow, type Scope } from "./expressions.ts";
import { withDefaults } from "./type-constraints.ts";
import { convert, type Type } from "./types.ts";
import { toBoolean, toText, toValue, type ObjectValue, type Value } from "./values.ts";

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
    .map((name) => {
      const hint = suggestion(name, [...blocks.keys()]);
      return `${name} is no input of the module${hint === "" ? "" : `: ${hint}`}`;
    });
  const values = new Map<string, Value>();
  for (const block of blocks.values()) {
    const { name } = block;
    try {
      const value = valueOf(block, Object.hasOwn(given, name) ? given[name] : undefined);
      values.set(name, value);
      problems.push(...failedChecks(block.validations, variableScope({ [name]: value }), name));
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
export function failedChecks(rules: readonly CheckRule[], scope: Scope, owner: string): string[] {
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
  if (isGiven) return conform(toValue(given), block.type);
  if (block.default === undefined) throw new EvaluationError("a value is required: the variable has no default");
  return conform(evaluate(block.default, emptyScope), block.type);
}

/** A value in the type of a variable, with the defaults of its optional attributes. */
function conform(value: Value, type: Type): Value {
  return convert(withDefaults(value, type), type);
}

import { TerraformVariable, type TerraformVariableValidationConfig } from "cdktf";
import type { Construct } from "constructs";
import type { VariableDefinition, VariableRule } from "../../variables/variable.ts";
import { hcl, hclAny, literal } from "./hcl.ts";
import { isRecord } from "./hcl-value.ts";

/**
 * Declares a module's inputs, in their order. An input without a default has to be given. An input without a meaning for null takes its
 * default instead of it, so that a wrapper may pass null on.
 *
 * @param scope the stack: variables are a matter of the whole module
 * @param definitions the inputs as data
 */
export function declareInputs(scope: Construct, definitions: readonly VariableDefinition[]): void {
  for (const definition of definitions) {
    const { name, type, description, rules = [], sensitive, nullable = false } = definition;
    const value: unknown = definition.default;
    const variable = new TerraformVariable(scope, `var.${name}`, {
      type,
      description: literal(description),
      ...(sensitive === true ? { sensitive } : {}),
      ...(value === null || nullable ? {} : { nullable: false }),
      ...(rules.length === 0 ? {} : { validation: rules.map(toValidation) }),
    });
    if (value !== undefined) {
      // As an override, for CDKTF changes the keys of a property to snake case and leaves out null.
      variable.addOverride("default", literalValue(value));
    }
  }
}

/** A default is no expression: what it holds is literal, the keys too. */
function literalValue(value: unknown): unknown {
  if (typeof value === "string") {
    return literal(value);
  }
  if (Array.isArray(value)) {
    return value.map(literalValue);
  }
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [literal(key), literalValue(inner)]))
    : value;
}

function toValidation({ condition, errorMessage, found }: VariableRule): TerraformVariableValidationConfig {
  return { condition: hclAny`${condition}`, errorMessage: ruleMessage(errorMessage, found) };
}

/** A rule's message, with the places where it is broken behind it. */
export function ruleMessage(errorMessage: string, found: string | undefined): string {
  return found === undefined ? literal(errorMessage) : `${literal(errorMessage)} Found in ${hcl`${found}`}.`;
}

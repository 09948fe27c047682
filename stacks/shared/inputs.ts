import { TerraformVariable, type TerraformVariableValidationConfig } from "cdktf";
import type { Construct } from "constructs";
import type { VariableDefinition, VariableRule } from "../../variables/variable.ts";
import { literal } from "./hcl.ts";

/**
 * Declares a module's inputs, in their order. Only an input whose default is null takes null; any other takes its default instead of it,
 * so that a wrapper may pass null on.
 *
 * @param scope the stack: variables are a matter of the whole module
 * @param definitions the inputs as data
 */
export function declareInputs(scope: Construct, definitions: readonly VariableDefinition[]): void {
  for (const { name, type, description, rules = [], sensitive, default: value } of definitions) {
    const variable = new TerraformVariable(scope, `var.${name}`, {
      type,
      description: literal(description),
      ...(value === null || value === undefined ? {} : { default: value }),
      ...(sensitive === true ? { sensitive } : {}),
      ...(value === null ? {} : { nullable: false }),
      ...(rules.length === 0 ? {} : { validation: rules.map(toValidation) }),
    });
    if (value === null) {
      // CDKTF leaves out a property that is null, and a variable without a default has to be given.
      variable.addOverride("default", null);
    }
  }
}

function toValidation({ condition, errorMessage }: VariableRule): TerraformVariableValidationConfig {
  // The rule as it is: a template tag would take its backslashes for escapes.
  return { condition: `\${${condition}}`, errorMessage: literal(errorMessage) };
}

import { surroundingRules, type TemplateSurroundings } from "../../variables/ami-builder-templates.ts";
import { hcl } from "../shared/hcl.ts";
import { ruleMessage } from "../shared/inputs.ts";
import type { Precondition } from "../shared/settings.ts";

/**
 * Rules of templates that look at other inputs too, or at the provider's Region.
 *
 * @param surroundings expressions, such as `var.regional`
 */
export function templatePreconditions(surroundings: TemplateSurroundings): readonly Precondition[] {
  return surroundingRules(surroundings).map(({ errorMessage, broken }) => ({
    condition: hcl`length(${broken}) == 0`,
    errorMessage: ruleMessage(errorMessage, `join(", ", ${broken})`),
  }));
}

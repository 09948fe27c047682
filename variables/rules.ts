import type { VariableRule } from "./variable.ts";

/** The text matches the whole pattern. Patterns are written as in a text of Terraform's language: a backslash is two. */
export function matches(name: string, pattern: string, errorMessage: string): VariableRule {
  return { condition: `can(regex("^${pattern}$", var.${name}))`, errorMessage };
}

/** {@link matches}, or the text is empty, which means off or the default. */
export function emptyOrMatches(name: string, pattern: string, errorMessage: string): VariableRule {
  return matches(name, `(${pattern})?`, errorMessage);
}

/** Every item of a list of texts matches the whole pattern. */
export function eachMatches(name: string, pattern: string, errorMessage: string): VariableRule {
  return { condition: `alltrue([for item in var.${name} : can(regex("^${pattern}$", item))])`, errorMessage };
}

/** A list has at least and at most so many items. */
export function itemsBetween(name: string, least: number, most: number, errorMessage: string): VariableRule {
  const lower = least === 0 ? "" : `length(var.${name}) >= ${least} && `;
  return { condition: `${lower}length(var.${name}) <= ${most}`, errorMessage };
}

/**
 * A whole number in a range.
 *
 * @param unit what is counted, in the plural, for the message
 */
export function wholeNumber(
  name: string,
  least: number,
  most: number,
  unit: string,
  errorMessage = `${name} must be a whole number of ${unit} from ${least} to ${most}.`,
): VariableRule {
  return { condition: isWhole(name, least, most), errorMessage };
}

/** {@link wholeNumber}, or null, which means off or the default. */
export function nullOrWholeNumber(name: string, least: number, most: number, unit: string): VariableRule {
  return {
    condition: `var.${name} == null ? true : ${isWhole(name, least, most)}`,
    errorMessage: `${name} must be null or a whole number of ${unit} from ${least} to ${most}.`,
  };
}

/** The value is one of a few. */
export function oneOf(name: string, values: readonly (string | number)[], errorMessage: string): VariableRule {
  return { condition: `contains(${JSON.stringify(values)}, var.${name})`, errorMessage };
}

/** A placeholder that is not known would stay in the text that a template makes. */
export function onlyPlaceholders(name: string, placeholders: readonly string[]): VariableRule {
  return {
    condition: `!can(regex("[{}]", replace(var.${name}, "/\\\\{(${placeholders.join("|")})\\\\}/", "")))`,
    errorMessage: `${name} must have braces only around ${placeholders.join(", ")}.`,
  };
}

function isWhole(name: string, least: number, most: number): string {
  return `var.${name} >= ${least} && var.${name} <= ${most} && floor(var.${name}) == var.${name}`;
}

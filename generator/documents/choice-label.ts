import { z } from "zod";

/** Longer conditions are cut: the label stands on an arrow. */
const longest = 60;

/** The operators of the Amazon States Language (Choice state, comparison operators), as a person writes them. */
const operators: Readonly<Record<string, string>> = {
  Equals: "=",
  GreaterThan: ">",
  GreaterThanEquals: ">=",
  LessThan: "<",
  LessThanEquals: "<=",
  Matches: "matches",
};

const types: Readonly<Record<string, string>> = {
  IsPresent: "present",
  IsNull: "null",
  IsNumeric: "a number",
  IsString: "a string",
  IsBoolean: "a boolean",
  IsTimestamp: "a timestamp",
};

const rule = z.looseObject({
  Variable: z.string().optional(),
  get And() {
    return z.array(rule).optional();
  },
  get Or() {
    return z.array(rule).optional();
  },
  get Not() {
    return rule.optional();
  },
});
type Rule = z.infer<typeof rule>;

/**
 * The condition of a choice in short: the last names of its paths and a sign.
 *
 * @param choice one of the Choices of a Choice state (JSONPath)
 * @throws Error when the condition has no operator that the language knows
 */
export function choiceLabel(choice: unknown): string {
  const label = describe(rule.parse(choice));
  return label.length > longest ? `${label.slice(0, longest - 1)}…` : label;
}

function describe(condition: Rule): string {
  if (condition.And !== undefined) return condition.And.map(inBrackets).join(" and ");
  if (condition.Or !== undefined) return condition.Or.map(inBrackets).join(" or ");
  if (condition.Not !== undefined) return `not ${inBrackets(condition.Not)}`;
  return compare(condition);
}

function inBrackets(condition: Rule): string {
  return condition.And === undefined && condition.Or === undefined ? describe(condition) : `(${describe(condition)})`;
}

function compare(condition: Rule): string {
  const left = shorten(condition.Variable ?? "");
  for (const [key, value] of Object.entries(condition)) {
    const type = types[key];
    if (type !== undefined) return `${left} is ${value === true ? type : `not ${type}`}`;
    const [, kind, operator = "", path] =
      /^(String|Numeric|Boolean|Timestamp)([A-Z][A-Za-z]*?)(Path)?$/.exec(key) ?? [];
    const sign = operators[operator];
    if (sign === undefined) continue;
    if (kind === "Boolean" && typeof value === "boolean") return value ? left : `not ${left}`;
    return `${left} ${sign} ${path === undefined ? literal(value) : shorten(String(value))}`;
  }
  throw new Error(`A choice compares nothing that the diagram knows: ${JSON.stringify(condition)}`);
}

/** `$.discovery_result.summary.to_process` is `summary.to_process`. */
function shorten(path: string): string {
  return path
    .replace(/^\$+\.?/, "")
    .split(".")
    .slice(-2)
    .join(".");
}

/** An input of the module stands in the definition as Terraform's `${var.name}`. */
function literal(value: unknown): string {
  return typeof value === "string" ? value.replace(/^\$\{(.*)\}$/s, "$1") : JSON.stringify(value);
}

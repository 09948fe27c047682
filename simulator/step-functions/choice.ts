import type { ChoiceRule } from "./definition.ts";
import { StateError } from "./errors.ts";
import { type Context, findValue, valueAt } from "./json-path.ts";

/**
 * Whether a rule of a Choice state holds (Amazon States Language, Choice state). A comparison with a value of another type does
 * not hold.
 *
 * @throws StateError States.Runtime for a comparison of a field that is not there, or with one that has not the comparison's type
 */
export function holds(rule: ChoiceRule, input: unknown, context: Context): boolean {
  const { And, Or, Not, Variable = "$" } = rule;
  if (And !== undefined) return And.every((inner) => holds(inner, input, context));
  if (Or !== undefined) return Or.some((inner) => holds(inner, input, context));
  if (Not !== undefined) return !holds(Not, input, context);
  const operator = Object.keys(rule).find((name) => name.startsWith("Is") || comparisonName.test(name)) ?? "";
  const operand = rule[operator];
  if (operator === "IsPresent") return (findValue(Variable, input, context) !== undefined) === operand;
  const value = valueAt(Variable, input, context);
  const isOfType = typeTests[operator];
  if (isOfType !== undefined) return isOfType(value) === operand;
  const [, type = "", relation = "", path] = comparisonName.exec(operator) ?? [];
  const compared = comparedTypes[type];
  if (compared === undefined) throw new StateError("States.Runtime", `${JSON.stringify(rule)} has no comparison.`);
  if (!compared.fits(value)) return false;
  const other = path === undefined ? operand : valueAt(String(operand), input, context);
  if (!compared.fits(other)) {
    throw new StateError("States.Runtime", `${operator} compares with ${JSON.stringify(other)}, which is no ${type}.`);
  }
  return relation === "Matches"
    ? matches(String(value), String(other))
    : (relations[relation]?.(compared.key(value), compared.key(other)) ?? false);
}

const comparisonName =
  /^(String|Numeric|Boolean|Timestamp)(Matches|Equals|LessThanEquals|LessThan|GreaterThanEquals|GreaterThan)(Path)?$/;

const isText = (value: unknown) => typeof value === "string";
const isNumber = (value: unknown) => typeof value === "number";
const isBoolean = (value: unknown) => typeof value === "boolean";
/** The profile of RFC 3339 that the states language names: an upper case T, and Z or an offset. */
const timestamp =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const isTimestamp = (value: unknown) => typeof value === "string" && timestamp.test(value);

const typeTests: Readonly<Record<string, (value: unknown) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: isNumber,
  IsString: isText,
  IsBoolean: isBoolean,
  IsTimestamp: isTimestamp,
};

type Key = string | number | boolean;

/** Types of comparisons: what fits them, and by what it is ordered. */
const comparedTypes: Readonly<
  Record<string, { readonly fits: (value: unknown) => boolean; readonly key: (value: unknown) => Key }>
> = {
  String: { fits: isText, key: (value) => value as string },
  Numeric: { fits: isNumber, key: (value) => value as number },
  Boolean: { fits: isBoolean, key: (value) => value as boolean },
  Timestamp: { fits: isTimestamp, key: (value) => Date.parse(value as string) },
};

const relations: Readonly<Record<string, (left: Key, right: Key) => boolean>> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThan: (left, right) => left > right,
  GreaterThanEquals: (left, right) => left >= right,
};

/** An asterisk stands for any text, unless a backslash is before it. */
function matches(value: string, pattern: string): boolean {
  const source = pattern.replaceAll(/\\(.)|\*|[^*\\]+|\\/gs, (part, escaped: string | undefined) =>
    part === "*" ? "[^]*" : literal(escaped ?? part),
  );
  return new RegExp(`^${source}$`).test(value);
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

import { ModuleError } from "../module-error.ts";
import { matchesPattern } from "./pattern.ts";

/** Compares a value of a request with one of a policy. */
type Comparison = (actual: string, wanted: string) => boolean;

const numeric =
  (compare: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted));

const equals: Comparison = (actual, wanted) => actual === wanted;
const equalsIgnoringCase: Comparison = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase();
const like: Comparison = (actual, wanted) => matchesPattern(wanted, actual);

/** The six parts of an ARN are compared one by one, so that a wildcard does not reach over a colon before the resource. */
const arnLike: Comparison = (actual, wanted) => {
  const [actualParts, wantedParts] = [partsOfArn(actual), partsOfArn(wanted)];
  return (
    actualParts.length === wantedParts.length &&
    actualParts.every((part, index) => matchesPattern(wantedParts[index] ?? "", part))
  );
};

/** The operators that hold when a value is like one of the policy's (IAM User Guide: Condition operators). */
const positive: Readonly<Record<string, Comparison>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: like,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: equalsIgnoringCase,
  NumericEquals: numeric((actual, wanted) => actual === wanted),
  NumericLessThan: numeric((actual, wanted) => actual < wanted),
  NumericLessThanEquals: numeric((actual, wanted) => actual <= wanted),
  NumericGreaterThan: numeric((actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: numeric((actual, wanted) => actual >= wanted),
};

/** Those that hold when a value is like none of the policy's. */
const negative: Readonly<Record<string, Comparison>> = {
  StringNotEquals: equals,
  StringNotEqualsIgnoreCase: equalsIgnoringCase,
  StringNotLike: like,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
  NumericNotEquals: numeric((actual, wanted) => actual === wanted),
};

/**
 * Whether one key of a request fulfils an operator of a policy.
 *
 * @param operator such as `StringEquals`, `ForAllValues:StringLike` or `StringEqualsIfExists`
 * @param actual values of the key; none when the request has no such key
 * @param wanted values in the policy
 * @throws Error for an operator that is not known here, so that none is passed over in silence
 */
export function fulfils(operator: string, actual: readonly string[], wanted: readonly string[]): boolean {
  if (operator === "Null") {
    return wanted.includes(String(actual.length === 0));
  }
  const [, set = "", name = "", ifExists] = /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const comparison = positive[name] ?? negative[name];
  if (comparison === undefined) {
    throw new ModuleError(`The condition operator ${operator} is not known to the simulator.`);
  }
  const isNegative = name in negative;
  const holds = (value: string) => wanted.some((candidate) => comparison(value, candidate)) !== isNegative;
  if (actual.length === 0) {
    return ifExists !== undefined || set === "ForAllValues:" || (isNegative && set === "");
  }
  // A key with several values asks for one of the two set operators; without one, one value that is wanted is enough,
  // and one that is not wanted is too much.
  return set === "ForAllValues:" || (set === "" && isNegative) ? actual.every(holds) : actual.some(holds);
}

function partsOfArn(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

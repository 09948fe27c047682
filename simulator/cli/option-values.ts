import { InvalidArgumentError } from "commander";
import { suggestion } from "../core/closest.ts";
import { largestCount, maxDays, daysRule, wholeNumberRule } from "../scenario/values.ts";

// A message begins behind the option's name: `must be …, but is …`.

/**
 * Reads a whole number from 0 to the largest count.
 *
 * @throws InvalidArgumentError with the rule and the value
 */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > largestCount) {
    throw new InvalidArgumentError(`${wholeNumberRule(0, largestCount)}, but is ${text}`);
  }
  return Number(text);
}

/**
 * Reads how many days schedules are followed.
 *
 * @throws InvalidArgumentError with the rule and the value
 */
export function days(text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (number <= 0 || number > maxDays) {
    throw new InvalidArgumentError(`${daysRule}, but is ${text}`);
  }
  return number;
}

/**
 * Makes a reader of one of several names; it throws InvalidArgumentError with the names.
 *
 * @param names what may be typed
 */
export function oneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (!names.includes(text)) {
      const hint = suggestion(text, names);
      throw new InvalidArgumentError(
        `must be one of ${names.join(", ")}, but is ${text}${hint === "" ? "" : `: ${hint}`}`,
      );
    }
    return text;
  };
}

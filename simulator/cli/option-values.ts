import { InvalidArgumentError } from "commander";

/**
 * Reads a whole number from 0 to 99999.
 *
 * @throws InvalidArgumentError with the rule
 */
export function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number from 0 to 99999.");
  }
  return Number(text);
}

/**
 * Makes a reader of one of several names; it throws InvalidArgumentError with the names.
 *
 * @param names what may be typed
 */
export function oneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (!names.includes(text)) {
      throw new InvalidArgumentError(`It must be one of ${names.join(", ")}.`);
    }
    return text;
  };
}

import * as z from "zod";

// A rule in a schema is written as it ends a sentence about the field: `must be …`.

/** Most of anything that a scenario counts. */
export const largestCount = 99_999;
/** Most days for which schedules are followed. */
export const maxDays = 31;
export const daysRule = `must be a number of days, more than 0 and at most ${maxDays}`;

/** The rule of whole numbers between two bounds. */
export function wholeNumberRule(minimum: number, maximum: number): string {
  return `must be a whole number from ${minimum} to ${maximum}`;
}

/** A whole number between two bounds. */
export function wholeNumber(minimum: number, maximum: number = largestCount) {
  const rule = wholeNumberRule(minimum, maximum);
  return z.int(rule).min(minimum, rule).max(maximum, rule);
}

const minutesPerYear = 525_600;

/** Minutes from 0 on, at most a year: no execution takes longer. */
export const minutes = z.number().min(0).max(minutesPerYear);

/** Minutes, more than none and at most a year. */
export const someMinutes = z.number().positive().max(minutesPerYear);

/** Seconds from 0 on, at most a year. */
export const seconds = z
  .number()
  .min(0)
  .max(minutesPerYear * 60);

/** A text that can be shown: not empty, and without control characters. */
export const text = z
  .string()
  .regex(/^\P{Cc}+$/u, "must be a text of at least one character, without control characters");

/** A Region of the partition `aws`, where the simulated account is. */
export const region = z
  .string()
  .regex(
    /^(?!cn-|us-gov-|us-iso|eu-iso|eusc-)[a-z]{2,}(-[a-z]+)+-\d+$/,
    "must be a Region of the partition aws, such as us-east-1",
  );

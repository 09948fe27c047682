import * as z from "zod/mini";
import { InvalidInputError } from "./errors.ts";
import type { Immutable } from "./immutable.ts";

/** One thing wrong with a value: where, and which rule it breaks. */
export interface Problem {
  readonly path: string;
  readonly rule: string;
}

/**
 * Lists what a schema found wrong.
 *
 * @param error what zod reported
 * @returns one problem for each issue, in words that name no library
 */
export function listProblems(error: z.core.$ZodError): readonly Problem[] {
  return error.issues.map((issue) => ({ path: issue.path.join("."), rule: describeRule(issue) }));
}

/**
 * Reads an event.
 *
 * @param schema what the event must look like
 * @param event what came
 * @param what the event's name in the message, for example `copy event`
 * @returns the event, with only the fields the schema knows
 * @throws InvalidInputError that lists every problem
 */
export function parseEvent<Schema extends z.ZodMiniType>(
  schema: Schema,
  event: unknown,
  what: string,
): Immutable<z.output<Schema>> {
  const result = z.safeParse(schema, event);
  if (result.success) {
    return result.data as Immutable<z.output<Schema>>;
  }
  const problems = listProblems(result.error).map(({ path, rule }) => `${path === "" ? "the event" : path} ${rule}`);
  throw new InvalidInputError(`The ${what} has the wrong shape: ${problems.join("; ")}.`);
}

function describeRule(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") {
    return `must be of type ${issue.expected}`;
  }
  if (issue.code === "invalid_value") {
    return `must be one of ${issue.values.map(String).join(", ")}`;
  }
  if (issue.code === "invalid_union") {
    return "has none of the known shapes";
  }
  return issue.message;
}

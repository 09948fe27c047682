import * as z from "zod/mini";
import type { Immutable } from "../../shared/immutable.ts";
import { parseEvent } from "../../shared/parse.ts";
import { InvalidInputError } from "../errors.ts";
import { isObject, requireKnownKeys } from "./known-keys.ts";

const flag = z.boolean("must be true or false");

function whole(least: number, most: number) {
  const rule = `must be a whole number from ${least} to ${most}`;
  return z.int(rule).check(z.gte(least, rule), z.lte(most, rule));
}

const fields = {
  dry_run: z.optional(flag),
  keep_latest: z.optional(whole(1, 1_000)),
  min_age_days: z.optional(whole(0, 3_650)),
  unused_days: z.optional(whole(0, 3_650)),
  disable_days: z.optional(whole(0, 3_650)),
  sweep_only: z._default(flag, false),
};
const schema = z.object(fields);

/** What a cleanup is asked for; what is left out is the input's. */
export type CleanupRequest = Immutable<z.infer<typeof schema>>;

/**
 * Reads the input of an execution of the cleanup's state machine: an object that says what is wanted, or the schedule's event as it is.
 *
 * @throws InvalidInputError that says what is wrong, and what is known
 */
export function parseCleanupInput(input: unknown): CleanupRequest {
  if (!isObject(input)) {
    throw new InvalidInputError(
      `The execution's input is ${JSON.stringify(input).slice(0, 100)} but must be a JSON object: {} cleans up as the module's inputs say.`,
    );
  }
  if (input["source"] === "aws.events" && input["detail-type"] === "Scheduled Event") return { sweep_only: false };
  requireKnownKeys(input, Object.keys(fields), "The input");
  return parseEvent(schema, input, "input");
}

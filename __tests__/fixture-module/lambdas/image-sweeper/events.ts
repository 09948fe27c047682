import * as z from "zod/mini";
import { fieldsOf } from "../shared/handler.ts";
import type { LogFields } from "../shared/logger.ts";
import type { Immutable } from "../shared/immutable.ts";
import { parseEvent } from "../shared/parse.ts";
import { actions } from "./contract.ts";

const imageSchema = z.object({
  image_id: z.string(),
  name: z.string(),
  kind: z.string(),
  snapshot_ids: z.array(z.string()),
});

/** An image that is due. */
export type DueImage = Immutable<z.infer<typeof imageSchema>>;

const resultSchema = z.object({ image_id: z.string(), status: z.enum(["removed", "failed"]) });

/** What became of one image. */
export type Result = Immutable<z.infer<typeof resultSchema>>;

const eventSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal(actions.find), input: z.unknown() }),
  z.object({ action: z.literal(actions.remove), image: imageSchema }),
  z.object({ action: z.literal(actions.report), results: z.array(resultSchema) }),
]);

/**
 * Reads an event of the function.
 *
 * @throws InvalidInputError that lists every problem
 */
export function parseSweeperEvent(event: unknown) {
  return parseEvent(eventSchema, event, "sweeper's event");
}

const inputSchema = z.object({ detail: z.optional(z.object({ kinds: z.optional(z.array(z.string())) })) });

/**
 * Reads the input of an execution: the event that started it, whatever it is. Who asks for a sweep may name kinds in its detail.
 *
 * @returns the kinds that were asked for; undefined for all
 * @throws InvalidInputError that lists every problem
 */
export function parseRequestedKinds(input: unknown): readonly string[] | undefined {
  return parseEvent(inputSchema, input, "execution's input").detail?.kinds;
}

/** What identifies an event in a log line, whatever came. */
export function identify(event: unknown): LogFields {
  const fields = fieldsOf(event);
  return { action: fields["action"], image_id: fieldsOf(fields["image"])["image_id"] };
}

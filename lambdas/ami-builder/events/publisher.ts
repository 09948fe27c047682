import * as z from "zod/mini";
import type { Immutable } from "../../shared/immutable.ts";
import { parseEvent } from "../../shared/parse.ts";
import { captureRequestSchema } from "../capture-shapes.ts";
import { moveSchema } from "../channel-shapes.ts";
import { actions, modes } from "../contract.ts";
import { caughtErrorSchema, cellSchema, publicationSchema, regionResultSchema, workSchema } from "../shapes.ts";

const { publisher } = actions;
const execution_id = z.string();
const caught = z.optional(caughtErrorSchema);

/** The payload of the main state machine, as far as the report reads it. */
const runSchema = z.object({
  plan: z.object({
    mode: z.enum(modes),
    dry_run: z.boolean(),
    /** Of what is ignored: why. */
    reason: z._default(z.string(), ""),
    moves: z._default(z.array(moveSchema), []),
    validations: z._default(z.array(workSchema), []),
  }),
  results: z.optional(z.array(z.unknown())),
  error: caught,
});
export type RunPayload = Immutable<z.infer<typeof runSchema>>;

/** The payload of a capture at its end. */
const endedCaptureSchema = z.object({
  plan: z.object({ capture: captureRequestSchema }),
  work: z.optional(workSchema),
  regions: z.optional(z.array(regionResultSchema)),
  error: caught,
  clean_up_error: caught,
  not_ready: caught,
});

const eventSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal(publisher.mark), work: workSchema }),
  z.object({ action: z.literal(publisher.startCopy), publication: publicationSchema }),
  z.object({ action: z.literal(publisher.publishImage), publication: publicationSchema }),
  z.object({
    action: z.literal(publisher.moveParameters),
    work: workSchema,
    regions: z.array(regionResultSchema),
  }),
  z.object({
    action: z.literal(publisher.recordBuild),
    item: z.object({
      execution_id,
      cell: cellSchema,
      work: z.optional(workSchema),
      regions: z.optional(z.array(regionResultSchema)),
      error: caught,
      clean_up_error: caught,
    }),
  }),
  z.object({ action: z.literal(publisher.recordCapture), execution_id, item: endedCaptureSchema }),
  z.object({
    action: z.literal(publisher.recordValidation),
    item: z.object({ work: workSchema, error: caught, clean_up_error: caught }),
  }),
  z.object({ action: z.literal(publisher.moveChannels), execution_id, move: moveSchema }),
  z.object({ action: z.literal(publisher.report), execution_id, run: runSchema }),
  z.object({ action: z.literal(publisher.describe), error: caughtErrorSchema }),
]);

/** What the publisher is asked to do. */
export type PublisherEvent = Immutable<z.infer<typeof eventSchema>>;
/** A capture at its end. */
export type EndedCapture = Immutable<z.infer<typeof endedCaptureSchema>>;

/** @throws InvalidInputError that lists everything wrong */
export function parsePublisherEvent(event: unknown): PublisherEvent {
  return parseEvent(eventSchema, event, "publisher's event");
}

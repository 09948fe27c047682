import * as z from "zod/mini";
import type { Immutable } from "../../shared/immutable.ts";
import { parseEvent } from "../../shared/parse.ts";
import { deletionSchema, removalSchema } from "../cleaning-shapes.ts";
import { actions } from "../contract.ts";
import { caughtErrorSchema } from "../shapes.ts";

const { cleaner } = actions;
const execution_id = z.string();
/** The module's inputs: the text of a JSON object. */
const settings = z.string();

const eventSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal(cleaner.find), execution_id, input: z.unknown(), settings }),
  z.object({ action: z.literal(cleaner.findImages), execution_id, request: deletionSchema, settings }),
  z.object({ action: z.literal(cleaner.remove), execution_id, item: removalSchema, settings }),
  z.object({ action: z.literal(cleaner.notRemoved), item: removalSchema, error: caughtErrorSchema }),
  // The results of the map, or what it failed with.
  z.object({
    action: z.literal(cleaner.report),
    execution_id,
    results: z.union([z.array(z.unknown()), caughtErrorSchema]),
  }),
  z.object({ action: z.literal(cleaner.describe), error: caughtErrorSchema }),
]);

/** What the cleaner is asked to do. */
export type CleanerEvent = Immutable<z.infer<typeof eventSchema>>;

/** @throws InvalidInputError that lists everything wrong */
export function parseCleanerEvent(event: unknown): CleanerEvent {
  return parseEvent(eventSchema, event, "cleaner's event");
}

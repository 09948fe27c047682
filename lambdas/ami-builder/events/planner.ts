import * as z from "zod/mini";
import { parseEvent } from "../../shared/parse.ts";
import { captureRequestSchema, captureSchema } from "../capture-shapes.ts";
import { actions } from "../contract.ts";
import { cellSchema } from "../shapes.ts";

const executionId = z.string().check(z.minLength(1, "must not be empty"));
/** The module's inputs: the text of a JSON object. */
const settings = z.string();

const eventSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal(actions.planner.plan), execution_id: executionId, input: z.unknown(), settings }),
  z.object({ action: z.literal(actions.planner.prepareBuild), execution_id: executionId, cell: cellSchema, settings }),
  z.object({
    action: z.literal(actions.planner.prepareCapture),
    execution_id: executionId,
    request: captureRequestSchema,
    settings,
  }),
  z.object({ action: z.literal(actions.planner.findExisting), capture: captureSchema, settings }),
]);

/**
 * Reads an event of the planner.
 *
 * @throws InvalidInputError that lists every problem
 */
export function parsePlannerEvent(event: unknown) {
  return parseEvent(eventSchema, event, "planner's event");
}

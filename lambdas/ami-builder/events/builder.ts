import * as z from "zod/mini";
import { parseEvent } from "../../shared/parse.ts";
import { captureSchema } from "../capture-shapes.ts";
import { actions, instanceRoles } from "../contract.ts";
import { caughtErrorSchema, workSchema } from "../shapes.ts";

const { builder } = actions;
const role = z.enum(instanceRoles);

const eventSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal(builder.launch), work: workSchema, role }),
  z.object({ action: z.literal(builder.send), work: workSchema, role }),
  z.object({ action: z.literal(builder.sendProbe), capture: captureSchema }),
  z.object({ action: z.literal(builder.stop), work: workSchema }),
  z.object({ action: z.literal(builder.createImage), work: workSchema }),
  z.object({ action: z.literal(builder.terminate), work: workSchema, role }),
  z.object({ action: z.literal(builder.cleanUp), work: workSchema, error: z.optional(caughtErrorSchema) }),
]);

/**
 * Reads an event of the builder.
 *
 * @throws InvalidInputError that lists every problem
 */
export function parseBuilderEvent(event: unknown) {
  return parseEvent(eventSchema, event, "builder's event");
}

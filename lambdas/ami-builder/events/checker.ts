import * as z from "zod/mini";
import { parseEvent } from "../../shared/parse.ts";
import { captureSchema } from "../capture-shapes.ts";
import { actions, instanceRoles } from "../contract.ts";
import { publicationSchema, workSchema } from "../shapes.ts";

const { checker } = actions;
const role = z.enum(instanceRoles);

const eventSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal(checker.instance), work: workSchema, role }),
  z.object({ action: z.literal(checker.command), work: workSchema, role }),
  z.object({ action: z.literal(checker.probe), capture: captureSchema }),
  z.object({
    action: z.literal(checker.aimProbe),
    capture: captureSchema,
    work: workSchema,
    at: z.enum(["host", "clone"]),
  }),
  z.object({ action: z.literal(checker.stop), work: workSchema }),
  z.object({ action: z.literal(checker.image), work: workSchema }),
  z.object({ action: z.literal(checker.copy), publication: publicationSchema }),
]);

/**
 * Reads an event of the checker.
 *
 * @throws InvalidInputError that lists every problem
 */
export function parseCheckerEvent(event: unknown) {
  return parseEvent(eventSchema, event, "checker's event");
}

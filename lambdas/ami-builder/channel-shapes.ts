import * as z from "zod/mini";
import type { Immutable } from "../shared/immutable.ts";
import { architectureSchema } from "./shapes.ts";

/** One parameter that a promotion or a rollback moves. The planner makes one for each architecture and Region that is meant. */
export const moveSchema = z.object({
  action: z.enum(["promote", "rollback"]),
  template: z.string(),
  architecture: architectureSchema,
  region: z.string(),
  channel: z.string(),
  /** The image to promote, or its original in the build Region; null for another choice. */
  image_id: z.nullable(z.string()),
  /** Version of the image to promote, or to go back to; null for the newest, or the one before. */
  version: z.nullable(z.string()),
  /** Why it is rolled back; empty for a promotion. */
  reason: z.string(),
});
export type Move = Immutable<z.infer<typeof moveSchema>>;

/** What became of a move. */
export const moveResultSchema = z.object({
  template: z.string(),
  architecture: architectureSchema,
  region: z.string(),
  channel: z.string(),
  parameter: z.string(),
  /** What the parameter named before; null without it. */
  from: z.nullable(z.string()),
  to: z.string(),
});
export type MoveResult = Immutable<z.infer<typeof moveResultSchema>>;

/** `channels/<template>/<architecture>.json`: channels that builds leave alone until somebody promotes an image. */
export const holdsSchema = z.record(
  z.string(),
  z.object({
    reason: z.string(),
    since: z.iso.datetime(),
    /** ARN of the execution that rolled back. */
    execution: z.string(),
    /** The image that it goes back to, by Region: another try goes back to the same one, whatever the parameter names by then. */
    to: z.record(z.string(), z.string()),
  }),
);
export type Holds = Immutable<z.infer<typeof holdsSchema>>;

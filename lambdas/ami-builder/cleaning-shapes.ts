import * as z from "zod/mini";
import type { Immutable } from "../shared/immutable.ts";

/*
 * What the cleaner hands from state to state, and what it leaves under runs/. A run removes up to 500 things, and a payload has 256 KiB: what
 * goes from state to state are ids.
 */

/** Most things that one run removes; the rest is left to the next. */
export const maxRemovals = 500;

/** One thing that goes, as the map's items have it. */
export const removalSchema = z.object({
  id: z.string(),
  region: z.string(),
  kind: z.enum(["instance", "image", "snapshot"]),
  /** terminate: an instance; disable: an image, which can be undone; remove: an image with its snapshots, or a snapshot. */
  action: z.enum(["terminate", "disable", "remove"]),
  /** Who wants it: whoever deletes an image by its name may say that its users do not matter. */
  mode: z.enum(["cleanup", "delete"]),
  ignore_in_use: z.boolean(),
});
export type Removal = Immutable<z.infer<typeof removalSchema>>;

/** What became of it. */
export const removalResultSchema = z.object({
  id: z.string(),
  region: z.string(),
  status: z.enum(["removed", "kept", "failed"]),
  /** Name of the error; absent unless it failed. */
  error: z.optional(z.string()),
  /** Why it stays; absent when it is gone. */
  reason: z.optional(z.string()),
  /** Snapshots of the image that stay, since another image refers to them. */
  snapshots_in_use: z.optional(z.array(z.string())),
});
export type RemovalResult = Immutable<z.infer<typeof removalResultSchema>>;

/** One thing that goes, as people read it. */
export const garbageSchema = z.extend(removalSchema, {
  name: z.string(),
  /** Empty for what has none, as an instance. */
  version: z.string(),
  variant: z.string(),
  created: z.string(),
  /** Snapshots that go with it. */
  snapshots: z.array(z.string()),
  /** Why it goes. */
  reason: z.string(),
});
export type Garbage = Immutable<z.infer<typeof garbageSchema>>;

/** One thing that stays. */
export const keptSchema = z.object({ id: z.string(), region: z.string(), reason: z.string() });
export type Kept = Immutable<z.infer<typeof keptSchema>>;

/** What could not be looked at, or may not be done. */
export const cleaningFailureSchema = z.object({ id: z.string(), error: z.string(), reason: z.string() });
export type CleaningFailure = Immutable<z.infer<typeof cleaningFailureSchema>>;

/** `runs/<execution>/plan.json` of a cleanup or a deletion: what was decided, whole. */
export const cleaningPlanSchema = z.object({
  mode: z.enum(["cleanup", "delete"]),
  started_at: z.iso.datetime(),
  removals: z.array(garbageSchema),
  would_remove: z.array(garbageSchema),
  kept: z.array(keptSchema),
  /** What a run has no room for. */
  deferred: z.array(garbageSchema),
  failures: z.array(cleaningFailureSchema),
});
export type CleaningPlan = Immutable<z.infer<typeof cleaningPlanSchema>>;

/** What an execution is asked to delete, as the planner hands it on. */
export const deletionSchema = z.object({
  image_id: z.optional(z.string()),
  version: z.optional(z.string()),
  variant: z.optional(z.string()),
  region: z.optional(z.string()),
  all: z.boolean(),
  ignore_in_use: z.boolean(),
  dry_run: z.boolean(),
});
export type Deletion = Immutable<z.infer<typeof deletionSchema>>;

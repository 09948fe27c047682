import * as z from "zod/mini";
import type { Immutable } from "../shared/immutable.ts";

/*
 * What goes from state to state. Payloads are small, since a plan has up to 500 cells and a history up to 25,000 events: ids, counters and
 * moments. Scripts, tags and candidates are in the bucket, in the prepared build.
 */

export const architectureSchema = z.enum(["x86_64", "arm64"]);
export type Architecture = z.infer<typeof architectureSchema>;

const count = z.int().check(z.gte(0, "must not be negative"));
const moment = z.iso.datetime();

/** One template for one architecture in one build Region, as the plan has it: at most 300 bytes. */
export const cellSchema = z.object({
  /** Key of the template. */
  template: z.string(),
  architecture: architectureSchema,
  region: z.string(),
  /** Why it is due, in a few words. */
  reason: z.string(),
  /** Whether it is built although it is not due. */
  force: z.boolean(),
  /** The event's version, which only names; null for the template's. */
  version: z.nullable(z.string()),
  /** Whether its base is an image of this very run. */
  waits: z.boolean(),
});
export type Cell = Immutable<z.infer<typeof cellSchema>>;

/** What a state decides the next step by, after an action and after each look. */
export const checkSchema = z.object({
  /** waiting: look again; again: act once more; relaunch: the instance is lost, launch another; done: go on. What fails throws. */
  state: z.enum(["waiting", "again", "relaunch", "done"]),
  /** Seconds before the next look or action. */
  wait_seconds: count,
});
export type Check = Immutable<z.infer<typeof checkSchema>>;

/** Where the work on an image begins: what an earlier run left is gone on with. `end`: there is nothing to do. */
export const startsFrom = ["builder", "image", "verifier", "publishing", "end"] as const;

/** How a cell can end. */
export const outcomes = ["built", "skipped", "deferred", "blocked", "failed"] as const;

/** The work on one image between two states: at most 2 KB. */
export const workSchema = z.object({
  kind: z.enum(["build", "capture", "validation"]),
  /** ARN of the main execution, not of a child. */
  execution_id: z.string(),
  /** Identity of the build or capture. */
  id: z.string(),
  attempt: z.int(),
  /** Key of the template; empty for a capture or an image that is no template's. */
  template: z.string(),
  architecture: architectureSchema,
  /** The build Region. */
  region: z.string(),
  from: z.enum(startsFrom),
  /** How it ends, if it ends as it stands. */
  outcome: z.enum(outcomes),
  /** Why, in a few words. */
  reason: z.string(),
  /** What it is doing, for the error it may fail with: a phase of `phases`. */
  phase: z.string(),
  /** When the whole must be finished, up to the mark on the image. */
  ends_at: moment,
  /** When the present wait ends with an error. */
  deadline: moment,
  /** When the present wait began. */
  since: moment,
  /** The instance that is worked on: builder, then verifier. */
  instance_id: z.nullable(z.string()),
  /** Ids of instances that were launched, in their order: those of the record. */
  instance_ids: z.array(z.string()),
  /** Which of the prepared candidates is tried, counted through all rounds; the last round is on demand. */
  candidate: count,
  /** Whether a spot instance was lost, so that only on demand is left. */
  on_demand: z.boolean(),
  /** The command that runs: its place in the list of its role, which try of it, Systems Manager's id, and how often it was sent. */
  command: z.object({ index: count, attempt: count, id: z.nullable(z.string()), sends: count }),
  /** The image. */
  image_id: z.nullable(z.string()),
  /** Whether a second instance boots and tests the image. */
  verify: z.boolean(),
  /** Regions where the image is to be published. */
  regions: z.array(z.string()),
  /** Whether parameters move only when all Regions are ready. */
  together: z.boolean(),
  check: checkSchema,
});
export type Work = Immutable<z.infer<typeof workSchema>>;

/** One Region that an image is published in; the state machine makes it of the work. */
export const publicationSchema = z.object({
  kind: z.enum(["build", "capture"]),
  execution_id: z.string(),
  id: z.string(),
  attempt: z.int(),
  /** The Region of the source image. */
  source_region: z.string(),
  source_image_id: z.string(),
  /** Where it is published. */
  region: z.string(),
  /** Whether the parameter waits for the other Regions. */
  together: z.boolean(),
  /** The image in that Region, once it is known. */
  image_id: z.nullable(z.string()),
  /** When the copy must be complete, and since when it is waited for; null before it is started. */
  deadline: z.nullable(moment),
  since: z.nullable(moment),
  check: z.nullable(checkSchema),
});
export type Publication = Immutable<z.infer<typeof publicationSchema>>;

/** What Step Functions' Catch gives; there need not be a cause. */
export const caughtErrorSchema = z.object({ Error: z.optional(z.string()), Cause: z.optional(z.string()) });

/** What became of a Region. */
export const regionResultSchema = z.object({
  region: z.string(),
  status: z.enum(["published", "ready", "held", "failed"]),
  image_id: z.nullable(z.string()),
  error: z.optional(caughtErrorSchema),
});
export type RegionResult = Immutable<z.infer<typeof regionResultSchema>>;

/** What a cell's child execution ends with: at most 400 bytes. All else is in its record. */
export const cellResultSchema = z.object({
  template: z.string(),
  architecture: architectureSchema,
  region: z.string(),
  id: z.nullable(z.string()),
  status: z.enum(outcomes),
});
export type CellResult = Immutable<z.infer<typeof cellResultSchema>>;

/** Names of phases, for failures and for people: what `work.phase` holds. A step's or a test's name follows some of them. */
export const phases = {
  plan: "plan",
  launch: "launch",
  prepare: "prepare",
  step: "step",
  tests: "tests",
  hygiene: "hygiene",
  stop: "stop",
  image: "image",
  verify: "verify",
  copy: "copy",
  publish: "publish",
} as const;

import * as z from "zod/mini";
import type { Immutable } from "../shared/immutable.ts";
import { architectureSchema, cellSchema, outcomes, regionResultSchema } from "./shapes.ts";

/*
 * What a run leaves under runs/ in the bucket. Payloads of 256 KiB have no room for it.
 */

const placeFields = { template: z.string(), architecture: architectureSchema, region: z.string() };

/** One cell, or a template before it has cells, that could not be done: what executions put out under `failures`. */
export const failureSchema = z.object({
  template: z.string(),
  architecture: z.nullable(architectureSchema),
  region: z.nullable(z.string()),
  phase: z.string(),
  error: z.string(),
  reason: z.string(),
  /** Address of the log of the command that failed, `s3://…`; null without one. */
  log: z.nullable(z.string()),
});
export type Failure = Immutable<z.infer<typeof failureSchema>>;

/** A finished image of this installation that was there when the run was planned: the newest of its template, architecture and Region. */
export const knownImageSchema = z.object({
  ...placeFields,
  image_id: z.string(),
  created: z.iso.datetime(),
  /**
   * Whether tests passed on the booted image: it is verified, and its template has tests. Of an image by another state of the template its
   * record says so.
   */
  validated: z.boolean(),
  size_gb: z.int(),
});
export type KnownImage = Immutable<z.infer<typeof knownImageSchema>>;

/** A cell with all that is known of it when the run is planned; what only its base's build will tell is null. */
export const plannedCellSchema = z.extend(cellSchema, {
  /** Where the image is published. */
  regions: z.array(z.string()),
  id: z.nullable(z.string()),
  /** Name of the image. */
  name: z.nullable(z.string()),
  base_image_id: z.nullable(z.string()),
  instance_types: z.array(z.string()),
});
export type PlannedCell = Immutable<z.infer<typeof plannedCellSchema>>;

/** `runs/<execution>/plan.json`: what the planner decided, whole. */
export const planFileSchema = z.object({
  started_at: z.iso.datetime(),
  dry_run: z.boolean(),
  cells: z.array(plannedCellSchema),
  skipped: z.array(z.object({ ...placeFields, reason: z.string() })),
  /** What failed while it was planned: wrong templates, missing base images. */
  failures: z.array(failureSchema),
  images: z.array(knownImageSchema),
  /** Of a dry run that is no build: what the same event would do. */
  would: z.array(z.record(z.string(), z.unknown())),
  /** Of each template that is right, by its key: what the registry says of it. */
  templates: z.record(
    z.string(),
    z.object({
      version: z.string(),
      description: z.string(),
      ports: z.array(z.int()),
      estimated_cost_per_hour: z.record(z.string(), z.number()),
    }),
  ),
});
export type PlanFile = Immutable<z.infer<typeof planFileSchema>>;

/** `runs/<execution>/cells/….json`: how a cell ended. */
export const cellFileSchema = z.object({
  ...placeFields,
  id: z.nullable(z.string()),
  status: z.enum(outcomes),
  reason: z.string(),
  /** In the build Region. */
  image_id: z.nullable(z.string()),
  created: z.nullable(z.string()),
  size_gb: z.nullable(z.int()),
  /** Whether tests passed on the booted image. */
  validated: z.boolean(),
  parameter: z.nullable(z.string()),
  instance_id: z.nullable(z.string()),
  /** From PrepareBuild to here. */
  build_seconds: z.int(),
  regions: z.array(regionResultSchema),
  failures: z.array(failureSchema),
  /** Folder of the logs, `s3://…`. */
  log: z.nullable(z.string()),
  /** Key of the record. */
  record: z.nullable(z.string()),
});
export type CellFile = Immutable<z.infer<typeof cellFileSchema>>;

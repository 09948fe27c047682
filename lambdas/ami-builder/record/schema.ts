import * as z from "zod/mini";
import type { Immutable } from "../../shared/immutable.ts";
import { architectureSchema } from "../shapes.ts";

const moment = z.iso.datetime();
const text = z.string();

/** What a claim needs of any record. */
const claimFields = {
  id: text,
  /** Counts executions that worked on it; from the second on names end in it. */
  attempt: z.int(),
  /** ARN of the main execution that works on it, or did last. */
  execution_id: text,
};

/** What became of a script. */
const stepResultSchema = z.object({
  name: text,
  /** Which try of it: 0 for the first. */
  attempt: z.int(),
  seconds: z.number(),
  exit_code: z.nullable(z.int()),
  /** s3:// address of its output. */
  log: text,
});
export type StepResult = Immutable<z.infer<typeof stepResultSchema>>;

/** What became of a test. */
const testResultSchema = z.object({
  name: text,
  passed: z.boolean(),
  exit_code: z.nullable(z.int()),
  seconds: z.number(),
  /** The beginning of its output. */
  output: text,
  /** The assertion that failed; null if all hold. */
  failed_assertion: z.nullable(text),
});
export type TestResult = Immutable<z.infer<typeof testResultSchema>>;

/** What a build, a capture or a validation failed with. */
export const failureSchema = z.object({
  phase: text,
  error: text,
  reason: text,
  /** s3:// address of the output that says more; null without. */
  log: z.nullable(text),
});
export type Failure = Immutable<z.infer<typeof failureSchema>>;

/** What became of the image in a Region. */
const publishedSchema = z.object({
  status: z.enum(["published", "ready", "held", "failed"]),
  image_id: z.nullable(text),
  /** Names of the parameters that name it. */
  parameters: z.array(text),
  error: z.nullable(text),
});

/** The record of a build or a validation: `builds/<id>/record.json`. Whoever creates it, or takes it over, has claimed the build. */
export const buildRecordSchema = z.object({
  ...claimFields,
  kind: z.enum(["build", "validation"]),
  /** open: its execution works on it, unless that is over. */
  status: z.enum(["open", "built", "failed"]),
  template: text,
  architecture: architectureSchema,
  region: text,
  version: text,
  hash: text,
  base_image_id: text,
  /** Id of the newest finished image when the build was decided; empty without one. */
  predecessor: text,
  /** Why it is built, in a few words. */
  reason: text,
  started_at: moment,
  ended_at: z.nullable(moment),
  /** In the order in which they were launched, those of earlier attempts too. */
  instance_ids: z.array(text),
  instance_type: z.nullable(text),
  spot: z.nullable(z.boolean()),
  /** What EC2 said to launches that it refused. */
  refusals: z.array(text),
  /** What the instance that the image is made of noted of itself, for the proof on the booted image; null before. */
  notes: z.nullable(z.object({ instance_id: text, machine_id: text, host_keys: z.array(text) })),
  steps: z.array(stepResultSchema),
  tests: z.object({ builder: z.array(testResultSchema), image: z.array(testResultSchema) }),
  /** The image, known before it is waited for; null before and once it is removed. */
  image_id: z.nullable(text),
  image_size_gb: z.nullable(z.number()),
  /** Whether tests passed on the booted image. */
  validated: z.boolean(),
  /** By Region. */
  regions: z.record(text, publishedSchema),
  failure: z.nullable(failureSchema),
});
export type BuildRecord = Immutable<z.infer<typeof buildRecordSchema>>;

/** Statuses of a capture, as Kamiwaza's jobs have them. */
export const captureStatuses = ["pending", "creating", "completed", "failed", "skipped"] as const;

/**
 * The record of a capture. `captures/<id>.json` is the claim of an image; `captures/by-job/<job>.json` is what a job's host has come to, from
 * `pending` on, whoever makes its image.
 */
export const captureRecordSchema = z.object({
  ...claimFields,
  /** Empty in a job's record until the host is ready. */
  id: text,
  job_id: text,
  instance_id: text,
  version: text,
  variant: text,
  /** Null of a host that there is not. */
  architecture: z.nullable(architectureSchema),
  region: text,
  created_ami_id: z.nullable(text),
  ami_creation_status: z.enum(captureStatuses),
  /** Of a completed one only. */
  ami_created_at: z.nullable(moment),
  ami_creation_error: z.nullable(text),
  started_at: moment,
  instance_ids: z.array(text),
  /** What EC2 said to launches that it refused. */
  refusals: z.array(text),
  image_size_gb: z.nullable(z.number()),
  validated: z.boolean(),
  regions: z.record(text, publishedSchema),
  warnings: z.array(text),
});
export type CaptureRecord = Immutable<z.infer<typeof captureRecordSchema>>;

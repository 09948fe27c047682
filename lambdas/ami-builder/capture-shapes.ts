import * as z from "zod/mini";
import type { Immutable } from "../shared/immutable.ts";
import { architectureSchema, checkSchema } from "./shapes.ts";

/*
 * What goes from state to state of a capture, until there is an image: from then on it is a work like any other.
 */

const text = z.string();
const seconds = z.int();

/** What counts as ready. */
export const readinessSchema = z.object({
  /** As it was asked for; may hold {private_ip}, {public_ip}, {private_dns} and {public_dns}. */
  url: text,
  /** Any of them will do. */
  status: z.array(z.int()),
  /** Any of them will do, in upper or lower case; empty: the status is enough. */
  contains: z.array(text),
  interval_seconds: seconds,
  timeout_seconds: seconds,
  start_after_seconds: seconds,
  /** Good answers in a row. */
  successes: z.int(),
  verify_tls: z.boolean(),
  via: z.enum(["lambda", "instance"]),
});
export type Readiness = Immutable<z.infer<typeof readinessSchema>>;

/** A capture as it is asked for, by a person or by an instance's tags. */
export const captureRequestSchema = z.object({
  instance_id: text,
  /** As given; null where the instance's tag is missing. */
  version: z.nullable(text),
  /** Empty for none. */
  variant: text,
  job_id: z.nullable(text),
  reboot: z.boolean(),
  delay_seconds: seconds,
  readiness: z.nullable(readinessSchema),
  /** Where the image is published, the provider's Region among them. */
  regions: z.array(text),
  force: z.boolean(),
  verify: z.boolean(),
  /** Key of the template whose parameters name the image too; null for none. */
  publish_as: z.nullable(text),
  tags: z.record(text, text),
  dry_run: z.boolean(),
});
export type CaptureRequest = Immutable<z.infer<typeof captureRequestSchema>>;

/** What was found out by asking the host. */
export const probeSchema = z.object({
  /** The URL that is asked, without placeholders. */
  url: text,
  /** Good answers in a row so far. */
  successes: z.int(),
  /** When it is too late. */
  deadline: z.iso.datetime(),
  since: z.iso.datetime(),
  /** The last answer in a few words; empty before. */
  last_answer: text,
  /** Of `via: instance`: the command that asks. */
  command_id: z.nullable(text),
  check: checkSchema,
});
export type Probe = Immutable<z.infer<typeof probeSchema>>;

/** A capture between two states. */
export const captureStateSchema = z.object({
  execution_id: text,
  request: captureRequestSchema,
  /** What its record is under in captures/by-job/: the job, or the instance. */
  job: text,
  /** As it is tagged. */
  version: text,
  architecture: architectureSchema,
  region: text,
  /** probe: wait until the host is ready; find: it need not be asked; end: it is a dry run. */
  next: z.enum(["probe", "find", "end"]),
  /** Null without readiness. */
  probe: z.nullable(probeSchema),
  /** Seconds before the first probe, and from readiness to the image. */
  wait_before_probe_seconds: seconds,
  wait_before_capture_seconds: seconds,
  /** What people should know of the image. */
  warnings: z.array(text),
  /** Of a dry run: what would be done, in a sentence. */
  would: z.nullable(text),
});
export type CaptureState = Immutable<z.infer<typeof captureStateSchema>>;

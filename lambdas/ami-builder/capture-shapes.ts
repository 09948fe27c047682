import * as z from "zod/mini";
import type { Immutable } from "../shared/immutable.ts";
import { architectureSchema, checkSchema } from "./shapes.ts";

/** How a host shows that it is ready, as an event asks for it, with the defaults filled in. */
export const readinessSchema = z.object({
  /** May hold {private_ip}, {public_ip}, {private_dns}, {public_dns}. */
  url: z.string(),
  status: z.array(z.int()),
  /** Any of these texts, case ignored; empty for any body. */
  contains: z.array(z.string()),
  interval_seconds: z.int(),
  timeout_seconds: z.int(),
  start_after_seconds: z.int(),
  /** Good answers one after another. */
  successes: z.int(),
  verify_tls: z.boolean(),
  via: z.enum(["lambda", "instance"]),
});
export type Readiness = Immutable<z.infer<typeof readinessSchema>>;

/** What a capture is asked to do, whether by a person or by an event of EC2: what the plan of a capture holds. */
export const captureRequestSchema = z.object({
  instance_id: z.string(),
  /** As it is written on the image: formatted. */
  version: z.string(),
  /** Empty without one. */
  variant: z.string(),
  /** The event's job; the instance's id without one. */
  job_id: z.string(),
  reboot: z.boolean(),
  delay_seconds: z.int(),
  readiness: z.nullable(readinessSchema),
  /** Further Regions. */
  regions: z.array(z.string()),
  force: z.boolean(),
  verify: z.boolean(),
  /** Key of a template whose parameters are written too; null for none. */
  publish_as: z.nullable(z.string()),
  tags: z.record(z.string(), z.string()),
  dry_run: z.boolean(),
});
export type CaptureRequest = Immutable<z.infer<typeof captureRequestSchema>>;

/** A capture between two states, beside the work on its image: the host, and whether it is ready. */
export const captureSchema = z.object({
  execution_id: z.string(),
  request: captureRequestSchema,
  architecture: architectureSchema,
  region: z.string(),
  /** ARN of the execution that captures this very host for this job already, as an event may come twice; null for none. */
  already: z._default(z.nullable(z.string()), null),
  /** The present probing; null without readiness, and where there is nothing to ask for. */
  probe: z.nullable(
    z.object({
      /** The instance that is asked: the host, or the clone of its image. */
      instance_id: z.string(),
      /** With the instance's addresses filled in. */
      url: z.string(),
      /** Good answers so far, one after another. */
      successes: z.int(),
      since: z.iso.datetime(),
      deadline: z.iso.datetime(),
      /** What the last answer was, in a few words. */
      last: z.string(),
      /** Systems Manager's command, if the instance itself asks. */
      command_id: z.nullable(z.string()),
    }),
  ),
  check: checkSchema,
});
export type Capture = Immutable<z.infer<typeof captureSchema>>;

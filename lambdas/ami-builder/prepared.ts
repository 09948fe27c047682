import * as z from "zod/mini";
import type { Immutable } from "../shared/immutable.ts";
import { architectureSchema } from "./shapes.ts";
import { hygieneItems, testPlaces, testStreams } from "./template/template.ts";

/*
 * The prepared build: all that decides what the calls of a build, a capture or a validation ask for, as one object in the bucket. The planner
 * writes it once for each attempt, before anything is launched; builder, checker and publisher only read it. So a call that is made again is
 * made with the very same parameters, whatever the clock says and whatever is applied meanwhile.
 */

const texts = z.record(z.string(), z.string());

/** An instance type in a subnet. */
const candidateSchema = z.object({
  type: z.string(),
  /** Null for the default VPC's. */
  subnet_id: z.nullable(z.string()),
  spot: z.boolean(),
});
export type Candidate = Immutable<z.infer<typeof candidateSchema>>;

/** How instances are launched. */
const instanceSchema = z.object({
  /** The base image; of a verifier it is the image itself. */
  image_id: z.string(),
  /** In the order in which they are tried; three rounds of them, the last on demand. */
  candidates: z.array(candidateSchema),
  instance_profile_name: z.string(),
  security_group_ids: z.array(z.string()),
  associate_public_ip_address: z.boolean(),
  /** GiB of the root volume; null for the base's. */
  volume_size_gb: z.nullable(z.int()),
  /** Key of the volumes; null for the account's default key. */
  kms_key_id: z.nullable(z.string()),
  encrypted: z.boolean(),
  hop_limit: z.int(),
  /** The base has no SSM agent: user data installs it. */
  installs_agent: z.boolean(),
  /** Tags of instances, volumes and network interfaces, but for role and Name. */
  tags: texts,
  /** When an instance powers itself off: ISO 8601 in UTC. */
  expires_at: z.iso.datetime(),
});

/** The parts of a template that instances run and are judged by. */
const definitionSchema = z.object({
  steps: z.array(
    z.object({
      name: z.string(),
      script: z.string(),
      timeout_seconds: z.int(),
      retries: z.int(),
      reboot: z.boolean(),
    }),
  ),
  validation_tests: z.array(
    z.object({
      name: z.string(),
      command: z.string(),
      expected: z.optional(z.string()),
      expected_contains: z.array(z.string()),
      expected_not_contains: z.array(z.string()),
      expected_matches: z.optional(z.string()),
      exit_code: z.union([z.int(), z.literal("any")]),
      stream: z.enum(testStreams),
      timeout_seconds: z.int(),
      on: z.array(z.enum(testPlaces)),
    }),
  ),
  hygiene: z.array(z.enum(hygieneItems)),
});
export type Definition = Immutable<z.infer<typeof definitionSchema>>;

/** A Region where the image is published. */
const destinationSchema = z.object({
  region: z.string(),
  /** Key of the copies; null for the Region's default key. */
  kms_key_id: z.nullable(z.string()),
  /** Names of the parameters that name the image there. */
  parameters: z.array(z.string()),
});
export type Destination = Immutable<z.infer<typeof destinationSchema>>;

export const preparedSchema = z.object({
  kind: z.enum(["build", "capture", "validation"]),
  id: z.string(),
  attempt: z.int(),
  execution_id: z.string(),
  template: z.string(),
  architecture: architectureSchema,
  region: z.string(),
  /** What instances run: the parts of the template as `readTemplates` gives it; null without one. */
  definition: z.nullable(definitionSchema),
  /** What scripts see as AMI_BUILDER_VERSION, and names hold. */
  version: z.string(),
  hash: z.string(),
  base_image_id: z.string(),
  /** Id of the newest finished image when the build was decided; empty without one. */
  predecessor: z.string(),
  image: z.object({
    name: z.string(),
    description: z.string(),
    /** Tags of image and snapshots, but for the state. */
    tags: texts,
    imds_support: z.nullable(z.string()),
  }),
  instance: instanceSchema,
  destinations: z.array(destinationSchema),
  publish_together: z.boolean(),
  share: z.object({
    account_ids: z.array(z.string()),
    organization_arns: z.array(z.string()),
    ou_arns: z.array(z.string()),
  }),
  /** Days after its creation that an image is deprecated; null for never. */
  deprecate_after_days: z.nullable(z.int()),
  image_timeout_minutes: z.int(),
  copy_timeout_hours: z.int(),
  keep_failed_builders: z.boolean(),
  /** Of a capture: the host, and how the image is made of it. */
  capture: z.nullable(
    z.object({
      host_id: z.string(),
      job: z.string(),
      variant: z.string(),
      reboot: z.boolean(),
    }),
  ),
});
export type Prepared = Immutable<z.infer<typeof preparedSchema>>;

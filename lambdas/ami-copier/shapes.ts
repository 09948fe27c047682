import * as z from "zod/mini";
import type { Immutable } from "../shared/immutable.ts";

/** An AMI id as EC2 writes it: 8 hexadecimal digits in the old form, 17 in the new. */
export const imageIdSchema = z
  .string()
  .check(z.regex(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/, 'must be an AMI id such as "ami-0123456789abcdef0"'));

const count = z.int().check(z.gte(0, "must not be negative"));
const tagMap = z.record(z.string(), z.string());

/** What Red Hat's API knows of an image. */
const imageMetadataSchema = z.object({ tags: tagMap, description: z.optional(z.string()) });
export type ImageMetadata = Immutable<z.infer<typeof imageMetadataSchema>>;

/** The images taken at once. Ids only, because 5,000 of them have to fit one payload; metadata as far as there is room. */
export const plannedWaveSchema = z.object({
  index: count,
  images: z.array(imageIdSchema),
  /** By source image id. */
  metadata: z.optional(z.record(z.string(), imageMetadataSchema)),
  /** How many failures the wave may report in detail. */
  failure_limit: count,
});
export type PlannedWave = Immutable<z.infer<typeof plannedWaveSchema>>;

const modeSchema = z.enum(["discovery", "single"]);
export type Mode = z.infer<typeof modeSchema>;

/** What a run found and means to do. total_discovered = to_process + skipped + deferred. */
export const discoveryResultSchema = z.object({
  mode: modeSchema,
  summary: z.object({ total_discovered: count, to_process: count, skipped: count, deferred: count }),
  waves: z.array(plannedWaveSchema),
});
export type DiscoveryResult = Immutable<z.infer<typeof discoveryResultSchema>>;

const copyItemFields = {
  source_ami_id: imageIdSchema,
  source_ami_name: z.string(),
  /** Name of the final image. */
  ami_name: z.string(),
  uuid: z.nullable(z.string()),
  /** Red Hat's tags of this image only; the user's and the module's own are put together where they are written. */
  tags: tagMap,
  /** The Name tag, with `{distribution}` still open; null when the template is empty. */
  name_tag: z.nullable(z.string()),
  /** Description of the final image. */
  description: z.string(),
  temp_ami_id: z.optional(imageIdSchema),
  temp_ami_name: z.string(),
  /** ISO 8601 in UTC. Decided before the copy starts, so that every try of the copy has the same parameters. */
  copy_initiated_at: z.iso.datetime(),
  /** ARN of the execution that started the copy, when it is another one. Its snapshots are found by it. */
  copy_execution: z.optional(z.string()),
  /** When somebody last knew that the temporary image exists. ISO 8601 in UTC. */
  last_seen_at: z.optional(z.iso.datetime()),
};

/** One image on its way: planned ("pending") or being copied ("copy_initiated"). */
export const copyItemSchema = z.object({ ...copyItemFields, status: z.enum(["pending", "copy_initiated"]) });
export type CopyItem = Immutable<z.infer<typeof copyItemSchema>>;

/**
 * The temporary image as AWS describes it, cut down to what its registration needs: a field that AWS adds tomorrow must
 * not reach RegisterImage, which refuses some of what DescribeImages shows.
 */
const temporaryImageSchema = z.object({
  ImageId: z.string(),
  Architecture: z.optional(z.string()),
  BlockDeviceMappings: z.array(
    z.object({
      DeviceName: z.optional(z.string()),
      VirtualName: z.optional(z.string()),
      NoDevice: z.optional(z.string()),
      Ebs: z.optional(
        z.object({
          SnapshotId: z.optional(z.string()),
          VolumeSize: z.optional(z.number()),
          VolumeType: z.optional(z.string()),
          DeleteOnTermination: z.optional(z.boolean()),
          Iops: z.optional(z.number()),
          Throughput: z.optional(z.number()),
        }),
      ),
    }),
  ),
  BootMode: z.optional(z.string()),
  EnaSupport: z.optional(z.boolean()),
  ImdsSupport: z.optional(z.string()),
  PlatformDetails: z.optional(z.string()),
  RootDeviceName: z.optional(z.string()),
  SriovNetSupport: z.optional(z.string()),
  State: z.optional(z.string()),
  TpmSupport: z.optional(z.string()),
  UsageOperation: z.optional(z.string()),
  VirtualizationType: z.optional(z.string()),
});
export type TemporaryImage = Immutable<z.infer<typeof temporaryImageSchema>>;
export type TemporaryMapping = TemporaryImage["BlockDeviceMappings"][number];

/** One image whose copy ended: to be finished, or to be removed. */
export const readyItemSchema = z.object({
  ...copyItemFields,
  temp_ami_id: imageIdSchema,
  status: z.literal("copy_initiated"),
  action: z.enum(["finalize", "discard"]),
  /** Why the copy is discarded. */
  reason: z.optional(z.string()),
  /** What a discarded copy counts as. */
  discarded_as: z.optional(z.enum(["failed", "deferred"])),
  /** The discarded image has lost its tags, so that the finalizer may not deregister it. */
  keeps_image: z.optional(z.boolean()),
  /** The final image, when one exists already. */
  final_ami_id: z.optional(imageIdSchema),
  temp_image: temporaryImageSchema,
});
export type ReadyItem = Immutable<z.infer<typeof readyItemSchema>>;

/** What Step Functions' Catch gives; there need not be a cause. */
export const caughtErrorSchema = z.object({ Error: z.optional(z.string()), Cause: z.optional(z.string()) });

/** What became of one image. */
const outcomeSchema = z.object({
  source_ami_id: imageIdSchema,
  status: z.enum(["completed", "failed", "deferred", "skipped"]),
  reason: z.optional(z.string()),
  error: z.optional(caughtErrorSchema),
});
export type Outcome = Immutable<z.infer<typeof outcomeSchema>>;

const waveEntrySchema = z.discriminatedUnion("status", [copyItemSchema, outcomeSchema]);
export type WaveEntry = Immutable<z.infer<typeof waveEntrySchema>>;

const failureSchema = z.object({ source_ami_id: z.string(), reason: z.string() });
export type Failure = Immutable<z.infer<typeof failureSchema>>;

const waveSummarySchema = z.object({
  copied: count,
  skipped: count,
  failed: count,
  deferred: count,
  /** At most failure_limit of the failed ones. */
  failures: z.array(failureSchema),
  failure_limit: count,
});
export type WaveSummary = Immutable<z.infer<typeof waveSummarySchema>>;

/** A wave between two states of the workflow, as the status checker reads it. */
export const waveSchema = z.object({
  execution_id: z.string(),
  index: count,
  images: z.array(waveEntrySchema),
  ready: z.array(waveEntrySchema),
  summary: waveSummarySchema,
});
export type WaveState = Immutable<z.infer<typeof waveSchema>>;

/** A wave as the functions return it. */
export interface Wave {
  readonly execution_id: string;
  readonly index: number;
  readonly images: readonly CopyItem[];
  readonly ready: readonly ReadyItem[];
  readonly summary: WaveSummary;
}

/** What a wave reports at its end. Without a summary it died before it could count. */
export const waveResultSchema = z.object({
  index: count,
  summary: z.optional(waveSummarySchema),
  error: z.optional(z.string()),
});
export type WaveResult = Immutable<z.infer<typeof waveResultSchema>>;

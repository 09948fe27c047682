import * as z from "zod";
import type { Scenario, ScenarioInput } from "../../scenario/schema.ts";

const count = z.int().min(0);
const positive = z.number().positive();

/** What was there before the simulation begins. */
export const earlierStates = {
  none: "the image is new",
  copied: "an earlier run has copied it",
  "half-copied": "an earlier run started its copy and was stopped half-way",
  failed: "an earlier run started its copy and was stopped; the copy has failed since, and lies around",
} as const;

const earlier = z.enum(Object.keys(earlierStates) as [keyof typeof earlierStates]);

const volume = z.strictObject({
  device: z.string().min(1).describe("Device name, such as /dev/sda1"),
  size: z.int().min(1).max(16_384).describe("GiB"),
  type: z.enum(["gp2", "gp3", "io1", "io2", "st1", "sc1", "standard"]).default("gp2").describe("Volume type"),
  iops: z.int().positive().optional().describe("Of io1, io2 and gp3"),
});

const image = z.strictObject({
  name: z.string().min(3).optional().describe("Name; without one it is Image Builder's, with a UUID"),
  count: count.default(1).describe("How many of the kind"),
  architecture: z.enum(["x86_64", "arm64"]).default("x86_64").describe("Architecture"),
  boot_mode: z.enum(["legacy-bios", "uefi", "uefi-preferred"]).default("uefi-preferred").describe("Boot mode"),
  uefi_data: z.string().optional().describe("UEFI variable store, in base64"),
  volumes: z.array(volume).min(1).optional().describe("Volumes, the root volume first; without them one of 10 GiB"),
  deprecated: z.boolean().default(false).describe("Whether its owner has deprecated it"),
  region: z.string().optional().describe("Region it is shared in, if it is another one"),
  earlier: earlier.optional().describe("What was there before, if it is not the same for all"),
  copy_fails: z.string().min(1).optional().describe("Why its copies fail; without it they succeed"),
});

const imagesRule = "Shared images: how many, or which";

/** The fields of ami-copier's scenarios. */
export const fields = z.strictObject({
  images: z
    .union([count, z.array(image)], imagesRule)
    .default(2)
    .describe(imagesRule),
  composes: z
    .union([z.literal(false), count])
    .optional()
    .describe("Composes that Red Hat lists, one for each image when left out; false leaves Red Hat's API out"),
  earlier: earlier.default("none").describe("What was there before, for all images that do not say otherwise"),
  copy_minutes: positive.default(30).describe("How long a copy takes"),
  pending_seconds: z.number().min(0).default(0).describe("How long a registered image is pending"),
  snapshot_copy_quota: z.int().min(1).default(20).describe("Snapshot copies that EC2 runs at a time"),
  quota_mode: z
    .enum(["refuse", "fail"])
    .default("refuse")
    .describe("What EC2 does with a copy beyond that: refuse it, or take it and let it fail"),
  failed_copies_lose: z
    .array(z.enum(["name", "tags", "snapshots"]))
    .default([])
    .describe("What a copy loses when it fails: its name, its tags, or, in EC2's view, its snapshots"),
});

export type CopierFields = z.output<typeof fields>;
export type CopierScenario = Scenario<CopierFields>;
export type CopierScenarioInput = ScenarioInput<z.input<typeof fields>>;
export type ScenarioImage = z.output<typeof image>;

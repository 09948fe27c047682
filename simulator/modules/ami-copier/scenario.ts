import * as z from "zod";
import type { Scenario, ScenarioInput } from "../../scenario/schema.ts";
import { region, seconds, someMinutes, text, wholeNumber } from "../../scenario/values.ts";
import { findImageProblems } from "./image-rules.ts";
import { redHatAccount } from "./red-hat/images.ts";
import { findVolumeProblems, volumeLimits } from "./volume-rules.ts";

const count = wholeNumber(0);

/** What was there before the simulation begins. */
export const earlierStates = {
  none: "the image is new",
  copied: "an earlier run has copied it",
  "half-copied": "an earlier run started its copy and was stopped half-way",
  failed: "an earlier run started its copy and was stopped; the copy has failed since, and lies around",
} as const;

const earlier = z.enum(Object.keys(earlierStates) as [keyof typeof earlierStates]);

/** EC2's rule for names of images (API reference, RegisterImage). */
const imageName = z
  .string()
  .regex(
    /^[a-zA-Z0-9()[\] ./'@_-]{3,128}$/,
    "must have 3 to 128 characters, of letters, digits, spaces and ( ) [ ] . / - ' @ _",
  );

/** Names of devices of HVM images (EC2 User Guide, Device names for volumes; that those without /dev/ are taken too is from memory). */
const device = z
  .string()
  .regex(
    /^(\/dev\/)?(sda1|sd[a-z]|xvd[a-z]|xvd[a-d][a-x])$/,
    "must be a device such as /dev/sda1, /dev/sdb to /dev/sdz, /dev/xvda to /dev/xvdz or /dev/xvdaa to /dev/xvddx",
  );

const ownerRule = "must be the id of an account, 12 digits in quotes";

const base64 = z.string().regex(/^(?=.)([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "must be base64");

const volume = z
  .strictObject({
    device: device.describe("Device name, such as /dev/sda1"),
    size: wholeNumber(1, 65_536).describe("GiB, as far as the volume type has them"),
    type: z
      .enum(Object.keys(volumeLimits) as [keyof typeof volumeLimits])
      .default("gp2")
      .describe("Volume type"),
    iops: wholeNumber(1, 256_000).optional().describe("Of gp3, io1 and io2; the last two need them"),
  })
  .superRefine((value, context) => {
    for (const { field, rule: message } of findVolumeProblems(value)) {
      context.addIssue({ code: "custom", path: [field], message });
    }
  });

const image = z.strictObject({
  name: imageName.optional().describe("Name; without one it is Image Builder's, with a UUID"),
  count: count.default(1).describe("How many of the kind"),
  owner: z
    .string(ownerRule)
    .regex(/^\d{12}$/, ownerRule)
    .default(redHatAccount)
    .describe("Account that shares it; Red Hat's when left out"),
  architecture: z.enum(["x86_64", "arm64"]).default("x86_64").describe("Architecture"),
  boot_mode: z.enum(["legacy-bios", "uefi", "uefi-preferred"]).default("uefi-preferred").describe("Boot mode"),
  uefi_data: base64.optional().describe("UEFI variable store, in base64; not with legacy-bios"),
  volumes: z.array(volume).min(1).optional().describe("Volumes, the root volume first; without them one of 10 GiB"),
  deprecated: z.boolean().default(false).describe("Whether its owner has deprecated it"),
  region: region.optional().describe("Region it is shared in, if it is another one"),
  earlier: earlier.optional().describe("What was there before, if it is not the same for all"),
  copy_fails: text.optional().describe("Why its copies fail; without it they succeed"),
});

const images = z.array(image).superRefine((list, context) => {
  for (const { path, rule: message, remedy = "" } of findImageProblems(list)) {
    context.addIssue({ code: "custom", path: [...path], message, params: { remedy } });
  }
});

/** The fields of ami-copier's scenarios. */
export const fields = z.strictObject({
  images: z
    .union([count, images], "must be a number of images, or a list of them")
    .default(2)
    .describe("Shared images: how many, or which"),
  composes: z
    .union([z.literal(false), count], "must be a number of composes, or false")
    .optional()
    .describe(
      "Composes that Red Hat lists, one for each image when left out; false leaves Red Hat's API out. A number turns the API on where variables do not speak of it; so does a scenario without variables",
    ),
  earlier: earlier.default("none").describe("What was there before, for all images that do not say otherwise"),
  copy_minutes: someMinutes.default(30).describe("How long a copy takes"),
  pending_seconds: seconds.default(0).describe("How long a registered image is pending"),
  hidden_seconds: seconds.default(0).describe("How long EC2 does not show what was just made"),
  snapshot_copy_quota: wholeNumber(1).default(20).describe("Snapshot copies that EC2 runs at a time"),
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

/** An image of which a scenario says nothing. */
export const plainImage: ScenarioImage = image.parse({});

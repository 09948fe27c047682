import * as z from "zod";
import { awsServiceNames } from "../aws/services.ts";
import { faultKinds } from "../core/faults.ts";

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

const fault = z.strictObject({
  kind: z.enum(Object.keys(faultKinds) as [keyof typeof faultKinds]).describe("What goes wrong"),
  service: z
    .enum([...awsServiceNames, "redhat"] as string[])
    .optional()
    .describe("Only calls to this service"),
  operation: z.string().min(1).optional().describe("Only calls of this operation, such as CopyImage or token"),
  call: z.int().min(1).optional().describe("Only the n-th of those calls"),
  every: z.int().min(1).optional().describe("Only every n-th of those calls"),
  seconds: positive.optional().describe("Of slow: virtual seconds until the answer comes"),
});

const key = z.strictObject({
  id: z.string().min(1).describe("Key id"),
  aliases: z.array(z.string().startsWith("alias/")).default([]).describe("Aliases, with alias/ before them"),
  region: z.string().optional().describe("Region, if it is another one"),
  state: z.enum(["Enabled", "Disabled", "PendingDeletion"]).default("Enabled").describe("Key state"),
  spec: z.string().default("SYMMETRIC_DEFAULT").describe("Key spec"),
  allowed: z.boolean().default(true).describe("Whether its policy lets the functions use it"),
});

const run = z.strictObject({
  at_minutes: z.number().min(0).default(0).describe("Virtual minutes after the simulation began"),
  input: z.unknown().optional().describe("The execution's input, as AWS takes it"),
  twice: z.boolean().default(false).describe("Whether the start is delivered twice, as EventBridge may do"),
  stop_after_minutes: positive.optional().describe("Minutes after which the execution is stopped"),
});

const imagesRule = "Shared images: how many, or which";

/** A scenario: what is there, what goes wrong, and what is started when. Everything has a default. */
export const scenarioSchema = z.strictObject({
  images: z
    .union([count, z.array(image)], imagesRule)
    .default(2)
    .describe(imagesRule),
  composes: z
    .union([z.literal(false), count])
    .optional()
    .describe("Composes that Red Hat lists, one for each image when left out; false leaves Red Hat's API out"),
  earlier: earlier.default("none").describe("What was there before, for all images that do not say otherwise"),
  region: z
    .string()
    .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "It must be a Region such as us-east-1")
    .default("us-east-1")
    .describe("Region of the installation and of the images"),
  copy_minutes: positive.default(30).describe("How long a copy takes"),
  hidden_seconds: z.number().min(0).default(0).describe("How long EC2 does not show what was just made"),
  pending_seconds: z.number().min(0).default(0).describe("How long a registered image is pending"),
  snapshot_copy_quota: z.int().min(1).default(20).describe("Snapshot copies that EC2 runs at a time"),
  variables: z.record(z.string(), z.unknown()).default({}).describe("Inputs of the module"),
  keys: z.array(key).default([]).describe("KMS keys; the one that kms_key_id names exists without being listed"),
  faults: z.array(fault).default([]).describe("What goes wrong"),
  runs: z.array(run).min(1).optional().describe("Executions to start; one at the beginning when left out"),
  days: positive.max(31).optional().describe("Follow the module's schedule for so many days, instead of runs"),
});

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type ScenarioImage = z.output<typeof image>;

/** Thrown for a scenario that cannot be simulated; the message names the value, the rule and the remedy. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

/**
 * Checks a scenario and fills in the defaults.
 *
 * @param input what a scenario file holds
 * @throws ScenarioError that lists every problem, a line each
 */
export function parseScenario(input: unknown): Scenario {
  const result = scenarioSchema.safeParse(input);
  if (result.success) {
    if (result.data.runs !== undefined && result.data.days !== undefined) {
      throw new ScenarioError("runs and days exclude each other: remove one of them.");
    }
    return result.data;
  }
  const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "the scenario"}: ${issue.message}`);
  throw new ScenarioError(problems.join("\n"));
}

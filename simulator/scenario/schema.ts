import * as z from "zod";
import { faultKinds, serviceNames } from "../server/faults.ts";

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
  device: z.string().min(1),
  size: z.int().min(1).max(16_384),
  type: z.enum(["gp2", "gp3", "io1", "io2", "st1", "sc1", "standard"]).default("gp2"),
  /** Of io1, io2 and gp3. */
  iops: z.int().positive().optional(),
});

const image = z.strictObject({
  name: z.string().min(3).optional(),
  /** How many of the kind. */
  count: count.default(1),
  architecture: z.enum(["x86_64", "arm64"]).default("x86_64"),
  boot_mode: z.enum(["legacy-bios", "uefi", "uefi-preferred"]).default("uefi-preferred"),
  uefi_data: z.string().optional(),
  volumes: z.array(volume).min(1).optional(),
  deprecated: z.boolean().default(false),
  region: z.string().optional(),
  earlier: earlier.optional(),
  /** Why its copies fail; without it they succeed. */
  copy_fails: z.string().min(1).optional(),
});

const fault = z.strictObject({
  kind: z.enum(Object.keys(faultKinds) as [keyof typeof faultKinds]),
  service: z.enum(serviceNames).optional(),
  operation: z.string().min(1).optional(),
  call: z.int().min(1).optional(),
  every: z.int().min(1).optional(),
  seconds: positive.optional(),
});

const key = z.strictObject({
  id: z.string().min(1),
  aliases: z.array(z.string().startsWith("alias/")).default([]),
  region: z.string().optional(),
  state: z.enum(["Enabled", "Disabled", "PendingDeletion"]).default("Enabled"),
  spec: z.string().default("SYMMETRIC_DEFAULT"),
  allowed: z.boolean().default(true),
});

const run = z.strictObject({
  /** Virtual minutes after the simulation began. */
  at_minutes: z.number().min(0).default(0),
  /** The execution's input, as AWS takes it. */
  input: z.unknown().optional(),
  /** Whether the start is delivered twice, as EventBridge may do. */
  twice: z.boolean().default(false),
  /** Minutes after which the execution is stopped. */
  stop_after_minutes: positive.optional(),
});

/** A scenario: what is there, what goes wrong, and what is started when. Everything has a default. */
export const scenarioSchema = z.strictObject({
  /** Shared images: how many, or which. */
  images: z.union([count, z.array(image)]).default(2),
  /** Composes that Red Hat lists, one for each image when left out; `false` leaves Red Hat's API out. */
  composes: z.union([z.literal(false), count]).optional(),
  /** What was there before, for all images that do not say otherwise. */
  earlier: earlier.default("none"),
  /** The Region of the installation and of the images. */
  region: z
    .string()
    .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/)
    .default("us-east-1"),
  /** How long a copy takes. */
  copy_minutes: positive.default(30),
  /** How long EC2 does not show what was just made. */
  hidden_seconds: z.number().min(0).default(0),
  snapshot_copy_quota: z.int().min(1).default(20),
  /** The module's inputs. */
  variables: z.record(z.string(), z.unknown()).default({}),
  keys: z.array(key).default([]),
  faults: z.array(fault).default([]),
  runs: z.array(run).min(1).optional(),
  /** Follow the module's schedule for so many days, instead of `runs`. */
  days: positive.max(31).optional(),
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

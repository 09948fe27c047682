import * as z from "zod";
import { hygieneItems } from "../../../lambdas/ami-builder/template/template.ts";
import type { Scenario, ScenarioInput } from "../../scenario/schema.ts";
import { hostFields } from "./hosts/fields.ts";
import { minutes, region, seconds, someMinutes, text, wholeNumber } from "../../scenario/values.ts";

const architecture = z.enum(["x86_64", "arm64"]);
const imageId = z.string().regex(/^ami-[0-9a-f]{8,17}$/, "must be an image id: ami- and 8 to 17 hexadecimal digits");

const template = z.union(
  [z.string(), z.record(z.string(), z.unknown())],
  "must be a template: its fields, its YAML, or the name of a file",
);

const templates = z.union(
  [z.array(text), z.record(z.string(), template)],
  "must be a list of files, or templates by their keys",
);

const baseImage = z.strictObject({
  name: text.describe("Name"),
  owner: z
    .string("must be an account id in quotes, or amazon")
    .default("amazon")
    .describe("Whose it is: an account id in quotes, or amazon"),
  architecture: architecture.default("x86_64").describe("Architecture"),
  id: imageId.optional().describe("Image id; by lot when left out"),
  parameter: text.optional().describe("Name of a parameter of Systems Manager that names it"),
  region: region.optional().describe("Region, if it is another one"),
  size: wholeNumber(1, 16_384).default(8).describe("GiB of its volume"),
  at_minutes: minutes
    .default(0)
    .describe("Virtual minutes after the simulation began when it comes out; 0 for one that is there"),
});

const command = z.strictObject({
  template: text.optional().describe("Only of this template"),
  step: text.optional().describe("Only of this step; prepare, tests, hygiene and proof are the module's own commands"),
  test: text.optional().describe("Only of this test"),
  match: text.optional().describe("Only of scripts and tests' commands that contain this text"),
  on: z.enum(["builder", "image"]).optional().describe("Only on builders, or only on instances of the image"),
  architecture: architecture.optional().describe("Only on this architecture"),
  exit: wholeNumber(0, 255).optional().describe("Exit code; of a test the one it wants, else 0"),
  stdout: z.string().optional().describe("What it prints; of a test what it wants to see, else nothing"),
  stderr: z.string().default("").describe("What it prints to stderr"),
  seconds: seconds.optional().describe("How long it takes: 5 for a command, 1 for a test when left out"),
  ends: z
    .enum(["power off", "reboot", "hang"])
    .optional()
    .describe("That it switches the machine off, reboots it, or never ends, instead of exiting"),
  times: wholeNumber(1).optional().describe("How often it does so; always when left out"),
});

const refusal = z.strictObject({
  code: text.describe("Code of the error, such as InsufficientInstanceCapacity or VcpuLimitExceeded"),
  type: text.optional().describe("Only of this instance type"),
  market: z.enum(["on-demand", "spot"]).optional().describe("Only of these instances"),
  region: region.optional().describe("Only in this Region"),
  times: wholeNumber(1).optional().describe("How many launches it refuses; all when left out"),
});

const subnet = z.strictObject({
  id: z
    .string()
    .regex(/^subnet-[0-9a-f]{8,17}$/, "must be a subnet id: subnet- and 8 to 17 hexadecimal digits")
    .describe("Subnet id"),
  region: region.optional().describe("Region, if it is another one"),
  route: z
    .enum(["nat", "internet-gateway", "none"])
    .default("nat")
    .describe("Its way out; with none agents reach nobody"),
});

const imageUser = z.strictObject({
  kind: z.enum(["launch-template", "launch-configuration"]).describe("What it is"),
  name: text.describe("Name, or id of a launch template"),
  image_id: imageId.describe("The image that it names, such as one of own_images"),
  group: text.optional().describe("Name of an Auto Scaling group that launches by it"),
  region: region.optional().describe("Region, if it is another one"),
});

/** What was there before the simulation begins. */
export const earlierStates = {
  none: "no execution has been",
  built: "one has built whatever was due",
  stopped: "one was stopped on its way, see earlier_minutes; what it left is there",
} as const;

/** The fields of ami-builder's scenarios. */
export const fields = z.strictObject({
  templates: templates
    .optional()
    .describe(
      "Templates by their keys, each as its fields, its YAML or the name of a file; or a list of files. Those of the basic example when left out, unless variables have some",
    ),
  base_images: z
    .array(baseImage)
    .default([])
    .describe("Base images beside those of the aliases, which each Region has for both architectures"),
  commands: z
    .array(command)
    .default([])
    .describe("What becomes of commands: the first entry that is about one decides. Others exit with 0 after 5 s"),
  hygiene_leaves: z
    .array(z.enum(hygieneItems))
    .default([])
    .describe("What is on the disk again after hygiene, as if a service had made it anew"),
  earlier: z
    .enum(Object.keys(earlierStates) as [keyof typeof earlierStates])
    .default("none")
    .describe("What was there before"),
  earlier_minutes: someMinutes.default(5).describe("Of stopped: after how long it was stopped"),
  earlier_days: z.number().min(0).max(365).default(0).describe("How long ago that was"),
  boot_seconds: seconds.default(20).describe("How long an instance is pending"),
  agent_seconds: seconds.default(40).describe("How long after a boot the agent is online"),
  stop_seconds: seconds.default(30).describe("How long a stop takes"),
  image_minutes: someMinutes.default(5).describe("How long an image is pending"),
  copy_minutes: someMinutes.default(10).describe("How long a copy to another Region takes"),
  image_fails: text.optional().describe("Why images of instances fail; without it they succeed"),
  copy_fails: text.optional().describe("Why copies fail; without it they succeed"),
  image_refused: text.optional().describe("Code that CreateImage is refused with, such as SnapshotLimitExceeded"),
  hidden_seconds: seconds.default(0).describe("How long EC2 does not show a new instance or image"),
  snapshot_copy_quota: wholeNumber(1).default(20).describe("Snapshot copies that EC2 runs at a time in a Region"),
  refusals: z.array(refusal).default([]).describe("Launches that EC2 refuses"),
  subnets: z
    .array(subnet)
    .default([])
    .describe("Subnets; those that the module's inputs name exist without being listed, with a NAT gateway"),
  image_users: z
    .array(imageUser)
    .default([])
    .describe("Launch templates, launch configurations and groups that use images"),
  ...hostFields,
});

export type BuilderFields = z.output<typeof fields>;
export type BuilderScenario = Scenario<BuilderFields>;
export type BuilderScenarioInput = ScenarioInput<z.input<typeof fields>>;
export type DeclaredImageUser = z.output<typeof imageUser>;
export type DeclaredCommand = z.output<typeof command>;
export type DeclaredBaseImage = z.output<typeof baseImage>;

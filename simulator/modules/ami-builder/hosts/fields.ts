import * as z from "zod";
import { minutes, region, someMinutes, text, wholeNumber } from "../../../scenario/values.ts";

const architecture = z.enum(["x86_64", "arm64"]).default("x86_64").describe("Architecture");
const tags = z.record(z.string(), z.string()).default({}).describe("Tags");

const answer = z.strictObject({
  of: z
    .enum(["launch", "reboot", "clone"])
    .default("launch")
    .describe(
      "Who answers so: the host after its launch, the host after a reboot, or an instance of its image. After a reboot, and an instance of its image, answer what the host answered last, a minute after their boot, unless something is said of them",
    ),
  after_minutes: minutes
    .default(0)
    .describe(
      "Minutes from which on it answers so: after the boot, of a host that is there already after the simulation began",
    ),
  status: wholeNumber(100, 599).default(200).describe("Status code"),
  body: z.string().default("").describe("Text of the page"),
});

/** A host: somebody's instance that images are to be made of. */
const host = z.strictObject({
  id: z
    .string()
    .regex(/^i-[0-9a-f]{8,17}$/, "must be an instance id: i- and 8 to 17 hexadecimal digits")
    .describe("Instance id"),
  type: text.default("t3.large").describe("Instance type"),
  architecture,
  size: wholeNumber(1, 16_384).default(30).describe("GiB of its volume"),
  tags,
  tags_at_minutes: someMinutes
    .optional()
    .describe("Virtual minutes after the simulation began when it gets its tags; with its launch when left out"),
  at_minutes: minutes
    .default(0)
    .describe("Virtual minutes after the simulation began when it is launched; 0 for one that is there already"),
  ends_at_minutes: someMinutes
    .optional()
    .describe("Virtual minutes after the simulation began when somebody terminates it"),
  state: z.enum(["running", "stopped"]).default("running").describe("Whether it runs when the simulation begins"),
  public: z.boolean().default(false).describe("Whether it has a public address"),
  agent: z.boolean().default(true).describe("Whether its profile lets its agent reach Systems Manager"),
  certificate: z
    .enum(["self-signed", "trusted"])
    .default("self-signed")
    .describe("Whose certificate it shows over https"),
  names: z
    .array(text)
    .default([])
    .describe("Names that lead to it beside its addresses and EC2's names of it, such as a load balancer's"),
  answers: z
    .array(answer)
    .default([])
    .describe(
      "What it answers whoever asks for a page; the last that holds counts. Before the first it refuses connections",
    ),
});

/** An image that the account has already. */
const ownImage = z.strictObject({
  id: z
    .string()
    .regex(/^ami-[0-9a-f]{8,17}$/, "must be an image id: ami- and 8 to 17 hexadecimal digits")
    .optional()
    .describe("Image id; by lot when left out"),
  name: text.describe("Name"),
  architecture,
  region: region.optional().describe("Region, if it is another one"),
  tags,
  age_days: z.number().min(0).max(36_500).default(1).describe("Days since it was made"),
  disabled: z.boolean().default(false).describe("Whether somebody has disabled it"),
});

/** What a scenario says of hosts, and of images that there are. */
export const hostFields = {
  hosts: z.array(host).default([]).describe("Instances of others, such as hosts that images are made of"),
  own_images: z.array(ownImage).default([]).describe("Images that the account has already"),
};

export type DeclaredHost = z.output<typeof host>;
export type DeclaredAnswer = z.output<typeof answer>;
export type DeclaredOwnImage = z.output<typeof ownImage>;

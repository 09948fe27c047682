import * as z from "zod";
import { KeySpec } from "@aws-sdk/client-kms";
import { faultKinds } from "../core/faults.ts";
import type { HostOperations } from "../core/server/host.ts";
import { faultTargets, findFaultProblem } from "./fault-rules.ts";
import { describeProblems, placeOf } from "./problems.ts";
import { daysRule, maxDays, minutes, region, seconds, someMinutes, text, wholeNumber } from "./values.ts";

const key = z.strictObject({
  id: z
    .string()
    .regex(
      /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/,
      "must be a key id, such as 11111111-2222-3333-4444-555555555555 or mrk- and 32 hexadecimal digits",
    )
    .describe("Key id"),
  aliases: z
    .array(
      z
        .string()
        .regex(
          /^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/,
          "must be alias/ and at most 250 letters, digits and / _ -, and not begin with alias/aws/, which AWS keeps for itself",
        ),
    )
    .default([])
    .describe("Aliases, with alias/ before them"),
  region: region.optional().describe("Region, if it is another one"),
  state: z.enum(["Enabled", "Disabled", "PendingDeletion"]).default("Enabled").describe("Key state"),
  spec: z.enum(KeySpec).default("SYMMETRIC_DEFAULT").describe("Key spec"),
  allowed: z.boolean().default(true).describe("Whether its policy lets the functions use it"),
});

const bucket = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "must be 3 to 63 lower case letters, digits, dots and hyphens, with a letter or digit at both ends",
    )
    .describe("Name of the bucket"),
  region: region.optional().describe("Region, if it is another one"),
  versioned: z.boolean().default(false).describe("Whether it keeps versions"),
  objects: z.record(z.string(), z.string()).default({}).describe("Texts that lie in it, by their keys"),
});

const run = z.strictObject({
  state_machine: text.optional().describe("Name of the state machine, where the module has several"),
  at_minutes: minutes.default(0).describe("Virtual minutes after the simulation began"),
  input: z.unknown().optional().describe("The execution's input, as AWS takes it"),
  twice: z.boolean().default(false).describe("Whether the start is delivered twice, as EventBridge may do"),
  stop_after_minutes: someMinutes.optional().describe("Minutes after which the execution is stopped"),
});

function faultOf(hosts: readonly HostOperations[]) {
  return z
    .strictObject({
      kind: z.enum(Object.keys(faultKinds) as [keyof typeof faultKinds]).describe("What goes wrong"),
      service: z
        .enum(faultTargets(hosts))
        .optional()
        .describe("Only calls to this service, or to this host beside AWS"),
      operation: text.optional().describe("Only calls of this operation, such as CopyImage"),
      call: wholeNumber(1).optional().describe("Only the n-th of those calls"),
      every: wholeNumber(1).optional().describe("Only every n-th of those calls; not beside call"),
      seconds: seconds
        .positive()
        .optional()
        .describe("Of slow, and needed there: virtual seconds until the answer comes"),
    })
    .superRefine((fault, context) => {
      const problem = findFaultProblem(fault, hosts);
      if (problem === undefined) return;
      const { field, rule: message, remedy } = problem;
      context.addIssue({ code: "custom", path: [field], message, params: { remedy } });
    });
}

/**
 * Fields that every scenario has.
 *
 * @param hosts what the module reaches beside AWS
 */
export function commonFields(hosts: readonly HostOperations[]) {
  return z.strictObject({
    region: region.default("us-east-1").describe("Region of the installation"),
    variables: z.record(z.string(), z.unknown()).optional().describe("Inputs of the module"),
    keys: z.array(key).default([]).describe("KMS keys; those that the module's inputs name exist without being listed"),
    buckets: z
      .array(bucket)
      .default([])
      .describe("Buckets of S3 that are there already; the module's own need not be listed"),
    seed: wholeNumber(0, Number.MAX_SAFE_INTEGER)
      .default(1)
      .describe("Chance, such as the delays of retries: the same seed gives the same ones"),
    faults: z.array(faultOf(hosts)).default([]).describe("What goes wrong"),
    runs: z.array(run).min(1).optional().describe("Executions to start; one at the beginning when left out"),
    days: z
      .number(daysRule)
      .positive(daysRule)
      .max(maxDays, daysRule)
      .optional()
      .describe("Follow the module's schedules for so many days, instead of runs"),
    twice: z
      .boolean()
      .default(false)
      .describe("Whether each firing of a schedule is delivered twice, as EventBridge may do"),
  });
}

type CommonFields = ReturnType<typeof commonFields>;

/** What every scenario says: what is there, what goes wrong, and what is started when. */
export type CommonScenario = z.output<CommonFields>;

/** A scenario of a module with fields of its own. */
export type Scenario<Fields extends object = object> = CommonScenario & Fields;

/** A scenario as a file has it, where everything has a default. */
export type ScenarioInput<Fields extends object = object> = z.input<CommonFields> & Fields;

/** Thrown for a scenario that cannot be simulated; the message names the value, the rule and the remedy. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

/** What a module says of its scenarios. */
interface ScenarioModule<Fields extends object> {
  readonly name: string;
  readonly fields: z.ZodObject & z.ZodType<Fields>;
  readonly hosts: readonly HostOperations[];
}

/**
 * All fields of a module's scenarios.
 *
 * @throws Error for a module with a field that every scenario has: one of the two would be lost
 */
export function scenarioFields<Fields extends object>({ name, fields, hosts }: ScenarioModule<Fields>) {
  const common = commonFields(hosts).shape;
  const twofold = Object.keys(fields.shape).filter((field) => field in common);
  if (twofold.length > 0) {
    throw new Error(
      `${name} defines ${twofold.join(", ")}, which every scenario has: give its field of the scenario another name.`,
    );
  }
  return z.strictObject({ ...fields.shape, ...common });
}

/**
 * Checks a scenario of a module and fills in the defaults.
 *
 * @param module whose scenario it is
 * @param input what a scenario file holds
 * @throws ScenarioError that lists every problem, a line each
 */
export function parseScenario<Fields extends object>(module: ScenarioModule<Fields>, input: unknown): Scenario<Fields> {
  const fields = scenarioFields(module);
  const result = fields.safeParse(input);
  if (!result.success) {
    throw new ScenarioError(describeProblems(result.error.issues, input, fields).join("\n"));
  }
  // The compiler cannot put the two shapes' types together again.
  const scenario = result.data as Scenario<Fields>;
  if (scenario.runs !== undefined && scenario.days !== undefined) {
    throw new ScenarioError("runs and days exclude each other: remove one of them.");
  }
  if (scenario.twice && scenario.days === undefined) {
    throw new ScenarioError("twice is of the schedules that days follows: set days, or twice in an entry of runs.");
  }
  requireDistinctKeys(scenario);
  return scenario;
}

/** A Region has a key id and an alias once. */
function requireDistinctKeys({ keys, region: home }: CommonScenario): void {
  const seen = new Set<string>();
  for (const [index, { id, aliases, region: place = home }] of keys.entries()) {
    for (const name of [id, ...aliases]) {
      const path = placeOf(["keys", index]);
      if (seen.has(`${place} ${name}`)) {
        throw new ScenarioError(`${path} must have an id and aliases of its own in ${place}, but ${name} is taken.`);
      }
      seen.add(`${place} ${name}`);
    }
  }
}

import * as z from "zod";
import { awsServiceNames } from "../aws/services.ts";
import { faultKinds } from "../core/faults.ts";

const positive = z.number().positive();

const key = z.strictObject({
  id: z.string().min(1).describe("Key id"),
  aliases: z.array(z.string().startsWith("alias/")).default([]).describe("Aliases, with alias/ before them"),
  region: z.string().optional().describe("Region, if it is another one"),
  state: z.enum(["Enabled", "Disabled", "PendingDeletion"]).default("Enabled").describe("Key state"),
  spec: z.string().default("SYMMETRIC_DEFAULT").describe("Key spec"),
  allowed: z.boolean().default(true).describe("Whether its policy lets the functions use it"),
});

const run = z.strictObject({
  state_machine: z.string().min(1).optional().describe("Name of the state machine, where the module has several"),
  at_minutes: z.number().min(0).default(0).describe("Virtual minutes after the simulation began"),
  input: z.unknown().optional().describe("The execution's input, as AWS takes it"),
  twice: z.boolean().default(false).describe("Whether the start is delivered twice, as EventBridge may do"),
  stop_after_minutes: positive.optional().describe("Minutes after which the execution is stopped"),
});

/**
 * Fields that every scenario has.
 *
 * @param hosts what the module reaches beside AWS
 */
export function commonFields(hosts: readonly string[]) {
  const fault = z.strictObject({
    kind: z.enum(Object.keys(faultKinds) as [keyof typeof faultKinds]).describe("What goes wrong"),
    service: z
      .enum<readonly string[]>([...awsServiceNames, ...hosts])
      .optional()
      .describe("Only calls to this service, or to this host beside AWS"),
    operation: z.string().min(1).optional().describe("Only calls of this operation, such as CopyImage"),
    call: z.int().min(1).optional().describe("Only the n-th of those calls"),
    every: z.int().min(1).optional().describe("Only every n-th of those calls"),
    seconds: positive.optional().describe("Of slow: virtual seconds until the answer comes"),
  });
  return z.strictObject({
    region: z
      .string()
      .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "It must be a Region such as us-east-1")
      .default("us-east-1")
      .describe("Region of the installation"),
    variables: z.record(z.string(), z.unknown()).default({}).describe("Inputs of the module"),
    keys: z.array(key).default([]).describe("KMS keys; the one that kms_key_id names exists without being listed"),
    hidden_seconds: z.number().min(0).default(0).describe("How long EC2 does not show what was just made"),
    seed: z
      .int()
      .min(0)
      .default(1)
      .describe("Chance, such as the delays of retries: the same seed gives the same ones"),
    faults: z.array(fault).default([]).describe("What goes wrong"),
    runs: z.array(run).min(1).optional().describe("Executions to start; one at the beginning when left out"),
    days: positive.max(31).optional().describe("Follow the module's schedules for so many days, instead of runs"),
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

/**
 * Checks a scenario of a module and fills in the defaults.
 *
 * @param module whose scenario it is
 * @param input what a scenario file holds
 * @throws ScenarioError that lists every problem, a line each
 */
export function parseScenario<Fields extends object>(
  { fields, hosts }: { readonly fields: z.ZodObject & z.ZodType<Fields>; readonly hosts: readonly string[] },
  input: unknown,
): Scenario<Fields> {
  const result = z.strictObject({ ...fields.shape, ...commonFields(hosts).shape }).safeParse(input);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "the scenario"}: ${issue.message}`);
    throw new ScenarioError(problems.join("\n"));
  }
  // The compiler cannot put the two shapes' types together again.
  const scenario = result.data as Scenario<Fields>;
  if (scenario.runs !== undefined && scenario.days !== undefined) {
    throw new ScenarioError("runs and days exclude each other: remove one of them.");
  }
  if (scenario.twice && scenario.days === undefined) {
    throw new ScenarioError("twice is of the schedules that days follows: set days, or twice in an entry of runs.");
  }
  return scenario;
}

import { resolve } from "node:path";
import { readConfiguration } from "./configuration.ts";
import { EvaluationError, InvalidVariablesError, ModuleError } from "./errors.ts";
import { follow } from "./expressions.ts";
import type { Installation } from "./resources.ts";
import { ModuleScope } from "./scope.ts";
import { isObject, toNumber, toText, type ObjectValue } from "./values.ts";
import { brokenRules, variableValues } from "./variables.ts";

export { InvalidVariablesError } from "./errors.ts";
export type { Installation } from "./resources.ts";

/** A Lambda function of the module. */
export interface ModuleFunction {
  readonly arn: string;
  readonly name: string;
  /** Absolute path. */
  readonly zip: string;
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Statements of the policies of its role. */
  readonly policy: readonly unknown[];
}

/** What the module makes of its variables. */
export interface EvaluatedModule {
  readonly functions: readonly ModuleFunction[];
  readonly stateMachine: {
    readonly arn: string;
    readonly name: string;
    readonly definition: unknown;
  };
  readonly schedule: { readonly expression: string; readonly enabled: boolean };
  /** Parameters that the module creates. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Secrets that the module creates. */
  readonly secrets: readonly { readonly name: string; readonly arn: string; readonly value: string }[];
}

/**
 * Evaluates a module for given variables, as Terraform would when it installs it.
 *
 * @param folder of the module's `.tf` files
 * @param variables its inputs as plain data; all others have their defaults
 * @throws InvalidVariablesError when Terraform would refuse the variables
 * @throws ModuleError for a module with something that is not supported
 */
export async function evaluateModule(
  folder: string,
  variables: Readonly<Record<string, unknown>>,
  installation: Installation,
): Promise<EvaluatedModule> {
  const configuration = await readConfiguration(resolve(folder));
  const values = variableValues(configuration.variables, variables);
  const scope = new ModuleScope(configuration, values, installation);
  try {
    const blocks = [...configuration.resources.values(), ...configuration.dataSources.values()];
    const problems = blocks
      .filter((block) => scope.countOf(block) > 0)
      .flatMap((block) => brokenRules(block.preconditions, scope, block.address));
    if (problems.length > 0) throw new InvalidVariablesError(problems);
    return describe(scope);
  } catch (error) {
    throw error instanceof EvaluationError ? new InvalidVariablesError([error.message]) : error;
  }
}

function describe(scope: ModuleScope): EvaluatedModule {
  const stateMachine = only(scope, "aws_sfn_state_machine");
  const schedule = only(scope, "aws_cloudwatch_event_rule");
  return {
    functions: scope.all("aws_lambda_function").map((resource) => describeFunction(resource, scope)),
    stateMachine: {
      arn: text(stateMachine, "arn"),
      name: text(stateMachine, "name"),
      definition: JSON.parse(text(stateMachine, "definition")),
    },
    schedule: { expression: text(schedule, "schedule_expression"), enabled: text(schedule, "state") === "ENABLED" },
    parameters: scope
      .all("aws_ssm_parameter")
      .map((parameter) => ({ name: text(parameter, "name"), value: text(parameter, "value") })),
    secrets: scope.all("aws_secretsmanager_secret_version").map((version) => {
      const secret = scope.all("aws_secretsmanager_secret").find(({ id }) => id === version["secret_id"]);
      if (secret === undefined) throw new ModuleError("A secret's version is of no secret of the module");
      return { name: text(secret, "name"), arn: text(secret, "arn"), value: text(version, "secret_string") };
    }),
  };
}

function describeFunction(resource: ObjectValue, scope: ModuleScope): ModuleFunction {
  const environment = follow(resource, ["environment", 0, "variables"]);
  if (!isObject(environment)) throw new ModuleError(`The environment of ${text(resource, "function_name")} is no map`);
  return {
    arn: text(resource, "arn"),
    name: text(resource, "function_name"),
    zip: text(resource, "filename"),
    handler: text(resource, "handler"),
    timeout: toNumber(follow(resource, ["timeout"])),
    memoryMegabytes: toNumber(follow(resource, ["memory_size"])),
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, toText(value)])),
    policy: policyOf(text(resource, "role"), scope),
  };
}

/** Statements of all policies of a role, as they are in its JSON. */
function policyOf(roleArn: string, scope: ModuleScope): unknown[] {
  const role = scope.all("aws_iam_role").find(({ arn }) => arn === roleArn);
  if (role === undefined) throw new ModuleError(`${roleArn} is no role of the module`);
  return scope
    .all("aws_iam_role_policy")
    .filter((policy) => policy["role"] === role["id"])
    .flatMap((policy) => (JSON.parse(text(policy, "policy")) as { readonly Statement: readonly unknown[] }).Statement);
}

function only(scope: ModuleScope, type: string): ObjectValue {
  const [first, ...more] = scope.all(type);
  if (first === undefined || more.length > 0) throw new ModuleError(`The module must have one ${type}`);
  return first;
}

function text(resource: ObjectValue, attribute: string): string {
  return toText(follow(resource, [attribute]));
}

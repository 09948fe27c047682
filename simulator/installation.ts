import { mkdtempSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "./account.ts";
import { type EventRule, readEventRules } from "./aws/events/resources.ts";
import { readInstanceProfiles, readRoles } from "./aws/iam/resources.ts";
import { readBuckets, readObjects } from "./aws/s3/resources.ts";
import { readSecrets } from "./aws/secrets-manager/resources.ts";
import { type ModuleSubscription, readTopics } from "./aws/sns/resources.ts";
import type { Subscription } from "./aws/sns/topics.ts";
import { readQueues } from "./aws/sqs/resources.ts";
import { readParameters } from "./aws/ssm/resources.ts";
import { type ModuleStateMachine, readStateMachines } from "./aws/states/resources.ts";
import { atExit } from "./core/at-exit.ts";
import { readResourceStatements, readStatements } from "./core/iam/policy.ts";
import { ModuleError } from "./core/module-error.ts";
import { mayAssume, mayRunOnInstances } from "./core/iam/roles.ts";
import type { ExecutionRecord } from "./core/record.ts";
import { type Invocation, LambdaFunction } from "./lambda/lambda-function.ts";
import { buildRuntime, unpack } from "./lambda/package.ts";
import { readPermissions } from "./lambda/permissions.ts";
import { type ModuleFunction, readFunctions } from "./lambda/resources.ts";
import type { Definition } from "./step-functions/definition.ts";
import type { InterpreterEvent } from "./step-functions/history.ts";
import type { EvaluatedModule } from "./terraform/evaluate.ts";

/** What an installation tells of while it works. */
export interface Observer {
  /** An event of an execution, of whatever installation in the account. */
  readonly execution?: (event: InterpreterEvent) => void;
  /** A line that a function writes. */
  readonly log?: (functionName: string, line: string) => void;
}

/** One execution to start. */
export interface Run {
  /** Name of the state machine; it may be left out where the module has one. */
  readonly stateMachine?: string | undefined;
  readonly name: string;
  /** The execution's input, as AWS takes it. */
  readonly input: unknown;
  /** The moment that its record counts from, in milliseconds since 1970. */
  readonly since: number;
  /** Stops the execution, as an operator can. */
  readonly stop?: AbortSignal;
}

/** A schedule of the module. */
export interface Schedule {
  readonly ruleName: string;
  /** Such as `rate(1 day)` or `cron(0 3 * * ? *)`. */
  readonly expression: string;
  readonly enabled: boolean;
}

/** The module, installed in an account: its functions run in processes, its state machines can be started. */
export interface Installation {
  readonly module: EvaluatedModule;
  readonly invocations: readonly Invocation[];
  readonly schedules: readonly Schedule[];
  /** Names of the state machines. */
  readonly stateMachines: readonly string[];
  /** Starts a state machine, and ends with the execution. */
  readonly start: (run: Run) => Promise<ExecutionRecord>;
  /**
   * Fires a scheduled rule, as EventBridge would: its targets get the event or their input, with their roles. What that starts
   * goes on; `account.settled` waits for it, and `account.stateMachines.records` has the executions.
   *
   * @param at milliseconds since 1970
   * @throws Error for a rule without a schedule, or one that is disabled
   */
  readonly fire: (ruleName: string, at: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Installs the module in an account, as Terraform would; close it at the end. Several may stand in one account under different
 * names.
 *
 * @param account where
 * @param module what it creates
 * @param observer is told what happens
 * @throws Error for what AWS would refuse to create, such as a function with a role that Lambda may not assume
 */
export async function install(
  account: Account,
  module: EvaluatedModule,
  observer: Observer = {},
): Promise<Installation> {
  const stateMachines = installResources(account, module);
  const rules = readEventRules(module);
  for (const rule of rules) account.events.put(rule);
  // Last, for functions have processes and files that somebody has to end and remove.
  const functions = await installFunctions(account, module, observer);
  const { execution } = observer;
  if (execution !== undefined) account.executionObservers.add(execution);
  return {
    module,
    invocations: functions.invocations,
    schedules: rules.flatMap(({ name, scheduleExpression, enabled }) =>
      scheduleExpression === undefined ? [] : [{ ruleName: name, expression: scheduleExpression, enabled }],
    ),
    stateMachines: stateMachines.map(({ name }) => name),
    start: async ({ stateMachine, ...run }) => {
      const stateMachineArn = findMachine(stateMachines, stateMachine).arn;
      return account.guard(account.stateMachines.start({ ...run, stateMachineArn }).ended);
    },
    fire: async (ruleName, at) => {
      const rule = findRule(rules, ruleName);
      await account.clock.sleepUntil(at);
      account.events.fire(rule.arn);
    },
    close: async () => {
      if (execution !== undefined) account.executionObservers.delete(execution);
      await functions.close();
    },
  };
}

/**
 * Puts into an account what the module creates, but for its functions and what calls it.
 *
 * @returns the state machines
 * @throws ModuleError for what AWS would refuse to create
 */
export function installResources(account: Account, module: EvaluatedModule): readonly ModuleStateMachine[] {
  installSettings(account, module);
  installMessaging(account, module);
  installBuckets(account, module);
  const stateMachines = readStateMachines(module);
  for (const machine of stateMachines) installStateMachine(account, machine);
  return stateMachines;
}

/** Roles, instance profiles, parameters and secrets. */
function installSettings(account: Account, module: EvaluatedModule): void {
  for (const { arn, name, trust, policy } of readRoles(module)) {
    account.roles.set(arn, { arn, name, trust: readResourceStatements(trust), policy: readStatements(policy) });
  }
  for (const { name, arn, role: roleName } of readInstanceProfiles(module)) {
    const role = [...account.roles.values()].find((candidate) => candidate.name === roleName);
    const isTrusted = role !== undefined && mayRunOnInstances(role);
    account.ec2.profiles.set(name, { name, arn, roleArn: role?.arn, isTrusted });
  }
  account.ssm.parameters.add(account.region, ...readParameters(module));
  account.secrets.push(...readSecrets(module));
}

/** Queues and topics. */
function installMessaging(account: Account, module: EvaluatedModule): void {
  for (const { policy = [], ...queue } of readQueues(module)) {
    account.queues.put({ ...queue, policy: readResourceStatements(policy) });
  }
  for (const { arn, name, policy = [], subscriptions } of readTopics(module)) {
    account.topics.put({
      arn,
      name,
      policy: readResourceStatements(policy),
      subscriptions: subscriptions.map((subscription) => readSubscription(name, subscription)),
    });
  }
}

/** Buckets with their policies, and the objects that Terraform puts. */
function installBuckets(account: Account, module: EvaluatedModule): void {
  const buckets = readBuckets(module);
  for (const bucket of buckets) {
    account.s3.putBucket({ ...bucket, region: account.region, policy: readResourceStatements(bucket.policy) });
  }
  account.s3.applied.apply(
    readObjects(module),
    buckets.map(({ name }) => name),
  );
}

function readSubscription(topic: string, { protocol, endpoint, filterPolicy }: ModuleSubscription): Subscription {
  if (filterPolicy !== undefined) {
    throw new ModuleError(`The filter policy of a subscription of ${topic} is not simulated`);
  }
  if (protocol !== "email" && protocol !== "email-json" && protocol !== "sqs") {
    throw new ModuleError(`A subscription of ${topic} by ${protocol} is not simulated; email and sqs are.`);
  }
  return { protocol, endpoint };
}

async function installFunctions(account: Account, module: EvaluatedModule, { log = () => undefined }: Observer) {
  const functions: LambdaFunction[] = [];
  const stop = () => {
    for (const target of functions) target.stop();
  };
  const temporary = mkdtempSync(join(tmpdir(), "simulation-"));
  const cleanedUp = atExit(() => {
    stop();
    rmSync(temporary, { recursive: true, force: true });
  });
  const runtime = await buildRuntime(temporary);
  const invocations: Invocation[] = [];
  const { clock, callers, region, endpoints } = account;
  const host = {
    runtime,
    clock,
    callers,
    region,
    endpoints,
    observe: (invocation: Invocation) => invocations.push(invocation),
    log,
  };
  const close = async () => {
    stop();
    await rm(temporary, { recursive: true, force: true });
    cleanedUp();
  };
  try {
    for (const definition of readFunctions(module)) {
      const { arn, name, roleArn, zip, version, settings } = definition;
      requireTrust(account, roleArn, { service: "lambda.amazonaws.com", sourceArn: arn });
      const unpacked = join(temporary, name);
      await unpack(zip, unpacked);
      const installed = new LambdaFunction(definition, unpacked, host);
      functions.push(installed);
      // A version that is there already stays as it is.
      const isNew = version === undefined || account.versions.publish(arn, version, settings);
      for (const functionArn of [arn, `${arn}:$LATEST`, ...(isNew ? listVersions(definition) : [])]) {
        account.functions.set(functionArn, {
          policy: readResourceStatements(readPermissions(module, functionArn, name)),
          invoke: (event, executionArn) => installed.invoke(event, executionArn),
          invokeLater: (event) => {
            account.invocations.add(() => installed.invoke(event));
          },
        });
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { invocations, close };
}

/**
 * The ARNs of the version that is published, its aliases' among them.
 *
 * @throws ModuleError for an alias of another version, which only an earlier installation could know
 */
function listVersions({ arn, version: number, aliases }: ModuleFunction): readonly string[] {
  const version = number === undefined ? "$LATEST" : String(number);
  for (const [alias, of] of aliases) {
    if (of !== version) throw new ModuleError(`${alias} is of version ${of}; here only ${version} is simulated.`);
  }
  return [`${arn}:${version}`, ...aliases.map(([alias]) => alias)];
}

function installStateMachine(account: Account, { arn, name, definition, roleArn, policy }: ModuleStateMachine): void {
  requireTrust(account, roleArn, { service: "states.amazonaws.com", sourceArn: arn });
  account.stateMachines.put({
    arn,
    name,
    definition: definition as Definition,
    roleArn,
    policy: readStatements(policy),
  });
}

/** AWS does not create what it could not run: the service tries to assume the role at once. */
function requireTrust(account: Account, roleArn: string, principal: { service: string; sourceArn: string }): void {
  const role = account.roles.get(roleArn);
  if (role === undefined || !mayAssume(role, principal)) {
    throw new ModuleError(
      `${principal.service} cannot assume ${roleArn} for ${principal.sourceArn}. Let its trust policy allow it.`,
    );
  }
}

function findMachine(machines: readonly ModuleStateMachine[], name: string | undefined): ModuleStateMachine {
  const [first, ...more] = machines;
  const found = name === undefined && more.length === 0 ? first : machines.find((machine) => machine.name === name);
  if (found === undefined) {
    const names = machines.map((machine) => machine.name).join(", ");
    throw new Error(`Name a state machine of the module, not ${name ?? "none"}: ${names}`);
  }
  return found;
}

function findRule(rules: readonly EventRule[], ruleName: string): EventRule {
  const rule = rules.find(({ name }) => name === ruleName);
  if (rule === undefined) {
    throw new Error(`${ruleName} is no rule of the module: ${rules.map(({ name }) => name).join(", ")}`);
  }
  return rule;
}

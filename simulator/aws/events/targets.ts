import { AwsError } from "../../core/aws-error.ts";
import { isAllowed, isServiceAllowed, type ResourceStatement } from "../../core/iam/policy.ts";
import { mayAssume, type Role, sourceConditions } from "../../core/iam/roles.ts";
import type { Topics } from "../sns/topics.ts";
import type { Queues } from "../sqs/queues.ts";
import { DeliveryError } from "./delivery.ts";
import type { EventRule, EventTarget } from "./resources.ts";

/** A function that events reach. */
export interface FunctionTarget {
  /** Statements of its policy: who may invoke it. */
  readonly policy: readonly ResourceStatement[];
  /** Takes an event to be worked on later. */
  readonly invokeLater: (event: unknown) => void;
}

/** What rules can call. */
export interface TargetPorts {
  readonly roles: ReadonlyMap<string, Role>;
  readonly functions: ReadonlyMap<string, FunctionTarget>;
  readonly queues: Queues;
  readonly topics: Topics;
  /** Starts an execution. @throws AwsError StateMachineDoesNotExist and others */
  readonly startExecution: (stateMachineArn: string, name: string, input: unknown) => void;
}

const service = "events.amazonaws.com";

/** Kinds of targets by the service in their ARN. */
const kinds: Readonly<Record<string, (ports: TargetPorts, delivery: TargetDelivery) => void>> = {
  lambda: invokeFunction,
  sns: publish,
  sqs: send,
  states: startExecution,
};

/** One try to deliver. */
export interface TargetDelivery {
  readonly rule: EventRule;
  readonly target: EventTarget;
  /** What the target gets. */
  readonly input: string;
  /** A name for an execution that no other delivery has. */
  readonly name: string;
}

/** Whether rules can have such a target here. */
export function isKnownTarget(arn: string): boolean {
  return serviceOf(arn) in kinds;
}

/**
 * Calls a target once.
 *
 * @throws DeliveryError
 */
export function callTarget(ports: TargetPorts, delivery: TargetDelivery): void {
  const { arn } = delivery.target;
  const call = kinds[serviceOf(arn)];
  if (call === undefined) throw new Error(`${arn} is no target that is simulated`);
  try {
    call(ports, delivery);
  } catch (error) {
    throw error instanceof AwsError ? new DeliveryError("ERROR_FROM_TARGET", `${error.code}: ${error.message}`) : error;
  }
}

/** A state machine needs a role, which EventBridge assumes. */
function startExecution(ports: TargetPorts, { rule, target, input, name }: TargetDelivery): void {
  const role = ports.roles.get(target.roleArn ?? "");
  if (role === undefined || !mayAssume(role, { service, sourceArn: rule.arn })) {
    throw new DeliveryError(
      "FAILED_TO_ASSUME_ROLE",
      `EventBridge cannot assume the role ${target.roleArn ?? "(none)"} for the rule ${rule.name}`,
    );
  }
  const request = { action: "states:StartExecution", resource: target.arn };
  if (!isAllowed(role.policy, request)) {
    throw noPermissions(`${role.arn} is not authorized to perform: ${request.action} on resource: ${request.resource}`);
  }
  try {
    ports.startExecution(target.arn, name, parse(input));
  } catch (error) {
    throw error instanceof AwsError && error.code === "StateMachineDoesNotExist"
      ? new DeliveryError("NO_RESOURCE", error.message)
      : error;
  }
}

/** A function, and whoever else has a policy of its own, lets the service in by it. */
function invokeFunction({ functions }: TargetPorts, { rule, target, input }: TargetDelivery): void {
  const called = functions.get(target.arn);
  if (called === undefined) throw new DeliveryError("NO_RESOURCE", `Function not found: ${target.arn}`);
  const conditions = sourceConditions({ service, sourceArn: rule.arn });
  const request = { action: "lambda:InvokeFunction", resource: target.arn, conditions };
  if (!isServiceAllowed(called.policy, service, request)) {
    throw noPermissions(`The policy of ${target.arn} does not let ${service} invoke it for ${rule.arn}`);
  }
  called.invokeLater(parse(input));
}

function publish({ topics }: TargetPorts, { target, input }: TargetDelivery): void {
  if (!topics.has(target.arn)) throw new DeliveryError("NO_RESOURCE", `Topic does not exist: ${target.arn}`);
  if (!topics.mayPublish(target.arn, service)) {
    throw noPermissions(`The policy of ${target.arn} does not let ${service} publish without a condition`);
  }
  topics.publish({ topicArn: target.arn, message: input, publisher: service });
}

function send({ queues }: TargetPorts, { rule, target, input }: TargetDelivery): void {
  if (!queues.all.some(({ arn }) => arn === target.arn)) {
    throw new DeliveryError("NO_RESOURCE", `Queue does not exist: ${target.arn}`);
  }
  if (!queues.maySend(target.arn, { service, sourceArn: rule.arn })) {
    throw noPermissions(`The policy of ${target.arn} does not let ${service} send for ${rule.arn}`);
  }
  queues.send(target.arn, input);
}

function noPermissions(message: string): DeliveryError {
  return new DeliveryError("NO_PERMISSIONS", message);
}

function parse(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw new DeliveryError("INVALID_JSON", `The input is no JSON: ${input.slice(0, 200)}`);
  }
}

function serviceOf(arn: string): string {
  return arn.split(":")[2] ?? "";
}

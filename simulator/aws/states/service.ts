import { AwsError, ensure } from "../../core/aws-error.ts";
import type { Service } from "../../core/service.ts";
import { json10Protocol } from "../../core/wire/json-protocol.ts";
import type { ExecutionDescription } from "../../step-functions/execution-state.ts";
import type { StateMachines } from "../../step-functions/state-machines.ts";

type Operation = (machines: StateMachines, input: Fields) => object;
type Fields = Readonly<Record<string, unknown>>;

/** Step Functions, as far as functions and people call it. */
export function createStates(machines: StateMachines): Service {
  return {
    protocol: json10Protocol,
    denial: "AccessDeniedException",
    access: (operation, input) => {
      const { stateMachineArn, executionArn } = input as Fields;
      // Task tokens belong to no resource (Service Authorization Reference; from memory).
      const resource = typeof stateMachineArn === "string" ? stateMachineArn : executionArn;
      return [{ action: `states:${operation}`, resource: typeof resource === "string" ? resource : "*" }];
    },
    call: (name, input) => {
      const operation = operations.get(name);
      ensure(operation !== undefined, "UnknownOperationException", `${name} is not known`);
      return operation(machines, input as Fields);
    },
  };
}

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["StartExecution", startExecution],
  ["DescribeExecution", describeExecution],
  ["StopExecution", stopExecution],
  ["RedriveExecution", redriveExecution],
  ["ListExecutions", listExecutions],
  [
    "SendTaskSuccess",
    ({ tokens }, input) => {
      tokens.succeed(required(input, "taskToken"), required(input, "output"));
      return {};
    },
  ],
  [
    "SendTaskFailure",
    ({ tokens }, input) => {
      tokens.fail(required(input, "taskToken"), text(input, "error") ?? "", text(input, "cause") ?? "");
      return {};
    },
  ],
  [
    "SendTaskHeartbeat",
    ({ tokens }, input) => {
      tokens.heartbeat(required(input, "taskToken"));
      return {};
    },
  ],
]);

function startExecution(machines: StateMachines, input: Fields): object {
  const { executionArn, startDate } = machines.start({
    stateMachineArn: required(input, "stateMachineArn"),
    name: text(input, "name"),
    input: parsed(text(input, "input") ?? "{}"),
  });
  return { executionArn, startDate: seconds(startDate) };
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw new AwsError("InvalidExecutionInput", "Invalid State Machine Execution Input: the input is no valid JSON");
  }
}

function describeExecution(machines: StateMachines, input: Fields): object {
  const execution = machines.describe(required(input, "executionArn"));
  return {
    ...execution,
    ...dates(execution),
    inputDetails: { included: true },
    ...(execution.output === undefined ? {} : { outputDetails: { included: true } }),
    ...redriveOf(machines, execution),
  };
}

function redriveOf(machines: StateMachines, { executionArn, redriveCount, redriveDate }: ExecutionDescription): object {
  const problem = machines.redriveProblem(executionArn);
  const redrivable = machines.isChild(executionArn) ? "REDRIVABLE_BY_MAP_RUN" : "REDRIVABLE";
  return {
    redriveCount,
    ...(redriveDate === undefined ? {} : { redriveDate: seconds(redriveDate) }),
    redriveStatus: problem === undefined ? redrivable : "NOT_REDRIVABLE",
    ...(problem === undefined ? {} : { redriveStatusReason: problem }),
  };
}

/** Another call with the same clientToken is not recognised as the same: it answers that the execution is running. */
function redriveExecution(machines: StateMachines, input: Fields): object {
  const { redriveDate } = machines.redrive(required(input, "executionArn"));
  return { redriveDate: seconds(redriveDate) };
}

function stopExecution(machines: StateMachines, input: Fields): object {
  const stopDate = machines.stop(required(input, "executionArn"), text(input, "error"), text(input, "cause"));
  return { stopDate: seconds(stopDate) };
}

const defaultPage = 100;
const largestPage = 1_000;

/** The newest first; a page has 100 when maxResults is 0 or left out (API Reference, ListExecutions). */
function listExecutions(machines: StateMachines, input: Fields): object {
  const { arn } = machines.machine(required(input, "stateMachineArn"));
  const { statusFilter, maxResults = 0 } = input;
  const size = Number(maxResults) || defaultPage;
  ensure(size > 0 && size <= largestPage, "ValidationException", `maxResults must be 0 to ${largestPage}`);
  const token = text(input, "nextToken");
  const offset = token === undefined ? "0" : Buffer.from(token, "base64").toString("utf8");
  ensure(/^\d+$/.test(offset), "InvalidToken", "Invalid Token: 'Invalid token'");
  const from = Number(offset);
  const found = machines.executions
    .filter(({ stateMachineArn, status }) => stateMachineArn === arn && (statusFilter ?? status) === status)
    .reverse();
  const executions = found.slice(from, from + size).map((execution) => {
    const { executionArn, stateMachineArn, name, status, redriveCount, redriveDate } = execution;
    const redriven = redriveDate === undefined ? {} : { redriveDate: seconds(redriveDate) };
    return { executionArn, stateMachineArn, name, status, ...dates(execution), redriveCount, ...redriven };
  });
  const next = from + size;
  const nextToken = next < found.length ? { nextToken: Buffer.from(String(next)).toString("base64") } : {};
  return { executions, ...nextToken };
}

function dates({ startDate, stopDate }: ExecutionDescription): object {
  return { startDate: seconds(startDate), ...(stopDate === undefined ? {} : { stopDate: seconds(stopDate) }) };
}

/** JSON protocols send moments as seconds since 1970. */
function seconds(milliseconds: number): number {
  return milliseconds / 1_000;
}

function text(input: Fields, name: string): string | undefined {
  const value = input[name];
  ensure(
    value === undefined || value === null || typeof value === "string",
    "ValidationException",
    `${name} must be text`,
  );
  return value ?? undefined;
}

function required(input: Fields, name: string): string {
  const value = text(input, name);
  ensure(value !== undefined, "ValidationException", `${name} must not be null`);
  return value;
}

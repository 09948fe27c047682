import { AwsError } from "../core/aws-error.ts";
import type { VirtualClock } from "../core/clock.ts";
import { ModuleError } from "../core/module-error.ts";
import { LambdaError } from "../lambda/lambda-function.ts";
import { StateError } from "./errors.ts";
import { errorName, type TaskResource } from "./resource.ts";
import type { Role } from "./role.ts";

/** A call of an AWS service with the rights of a state machine's role. */
export interface ServiceCall {
  /** Its name in the scope of a signature, such as `sns`, `states` or `events`. */
  readonly service: string;
  /** Such as `Publish`. */
  readonly operation: string;
  /** Parameters as the SDK has them. */
  readonly input: object;
  readonly role: Role;
}

/** What tasks reach. */
export interface TaskPorts {
  readonly clock: VirtualClock;
  /**
   * Calls the function of an ARN for an execution; its errors have the name that Retry and Catch look for, and the cause as their
   * message.
   */
  readonly invoke: (functionArn: string, event: unknown, executionArn: string) => Promise<unknown>;
  /**
   * Calls an AWS service, which checks the role's rights. The virtual clock stands still meanwhile, unless the call is slow.
   *
   * @throws AwsError with the code AWS answers with
   */
  readonly call: (call: ServiceCall) => Promise<object>;
}

/**
 * Does what a Task state says, once.
 *
 * @param input after Parameters
 * @returns the result, before ResultSelector
 * @throws StateError with the name AWS gives, ModuleError for what the simulator does not know
 */
export async function performTask(
  resource: TaskResource,
  input: unknown,
  role: Role,
  ports: TaskPorts,
): Promise<unknown> {
  if (resource.kind === "function") {
    return invoke(resource.arn, input, role, ports);
  }
  const parameters = typeof input === "object" && input !== null ? input : {};
  if (resource.service === "lambda" && resource.operation === "Invoke" && !resource.sdk) {
    const { arn, payload } = readInvocation(parameters, role);
    const result = await invoke(arn, payload, role, ports);
    return { ExecutedVersion: arn.split(":")[7] ?? "$LATEST", Payload: result, StatusCode: 200 };
  }
  try {
    const service = signingNames[resource.service] ?? resource.service;
    const texts = resource.sdk ? parameters : withTexts(parameters);
    const request = service === "states" ? withFirstLetter(texts, "toLowerCase") : texts;
    const call = { service, operation: resource.operation, input: request, role };
    return asResult(await ports.call(call));
  } catch (error) {
    if (error instanceof AwsError) {
      throw new StateError(errorName(resource, error.code), error.message);
    }
    throw error;
  }
}

/** What lambda:invoke calls with what (API Reference, Invoke). */
function readInvocation(parameters: object, role: Role): { readonly arn: string; readonly payload: unknown } {
  const {
    FunctionName = "",
    Qualifier,
    Payload = {},
    ...others
  } = parameters as { FunctionName?: string; Qualifier?: string; Payload?: unknown };
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new ModuleError(`lambda:invoke: the simulator knows no ${unknown}; leave it out.`);
  const arn = functionArn(FunctionName, role);
  return { arn: Qualifier === undefined ? arn : `${arn}:${Qualifier}`, payload: Payload };
}

async function invoke(arn: string, event: unknown, role: Role, { invoke: call }: TaskPorts): Promise<unknown> {
  const denial = role.denial("lambda:InvokeFunction", arn);
  if (denial !== undefined) {
    // As https://github.com/awslabs/aws-deployment-framework/issues/460 has it.
    throw new StateError(
      "Lambda.AWSLambdaException",
      `${denial} (Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException)`,
    );
  }
  try {
    return (await call(arn, event, executionArn(role))) ?? null;
  } catch (error) {
    throw error instanceof LambdaError ? new StateError(error.name, error.message) : error;
  }
}

/** The execution that has the role; of one of a distributed map, the execution that started the map. */
export function executionArn({ machineArn, sessionName }: Role): string {
  return `${machineArn.replace(":stateMachine:", ":execution:")}:${sessionName}`;
}

/** The ARN of a function that may be given by its name, in the Region and account of the state machine. */
function functionArn(nameOrArn: string, { machineArn }: Role): string {
  if (nameOrArn.startsWith("arn:")) return nameOrArn;
  const [, partition = "", , region = "", account = ""] = machineArn.split(":");
  return `arn:${partition}:lambda:${region}:${account}:function:${nameOrArn}`;
}

/** Services that sign under another name than the one their integration has. */
const signingNames: Readonly<Record<string, string>> = {
  cloudwatch: "monitoring",
  eventbridge: "events",
  sfn: "states",
};

/** Fields that optimized integrations take as JSON and send as text. */
const textFields = ["Detail", "Input", "Message", "MessageBody"];

function withTexts(parameters: object): object {
  return JSON.parse(
    JSON.stringify(parameters, (key, value: unknown) =>
      textFields.includes(key) && typeof value === "object" ? JSON.stringify(value) : value,
    ),
  ) as object;
}

/** A service's answer as the state gets it: JSON of its own, which nothing that happens in the service later changes. */
function asResult(answer: object): object {
  return withFirstLetter(JSON.parse(JSON.stringify(answer)) as object, "toUpperCase");
}

/** Parameters and results have Pascal case here, even where the API has camel case, as Step Functions' own does. */
function withFirstLetter(fields: object, change: "toLowerCase" | "toUpperCase"): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [`${name.charAt(0)[change]()}${name.slice(1)}`, value as unknown]),
  );
}

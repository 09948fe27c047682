import { ModuleError } from "../core/module-error.ts";

/** What a Task state calls. */
export type TaskResource =
  | { readonly kind: "function"; readonly arn: string }
  | {
      readonly kind: "integration";
      /** As the ARN has it, such as `sns` or `dynamodb`. */
      readonly service: string;
      /** Name of the API's operation, such as `Publish`. */
      readonly operation: string;
      /** An AWS SDK integration; else one of those that Step Functions optimizes. */
      readonly sdk: boolean;
      readonly waitsForToken: boolean;
    };

const integration = /^arn:[^:]+:states:::(aws-sdk:)?([a-z0-9]+):([A-Za-z0-9]+)(\.waitForTaskToken)?$/;

/**
 * Reads the Resource of a Task state.
 *
 * @throws ModuleError for what the simulator does not run: activities, `.sync`
 */
export function readResource(resource: string): TaskResource {
  if (/^arn:[^:]+:lambda:/.test(resource)) {
    return { kind: "function", arn: resource };
  }
  const match = integration.exec(resource);
  if (match === null) {
    throw new ModuleError(
      `${resource} is no resource that the simulator knows; use a function's ARN, lambda:invoke or an integration, each without .sync.`,
    );
  }
  const [, sdk, service = "", action = "", token] = match;
  const operation = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  return { kind: "integration", service, operation, sdk: sdk !== undefined, waitsForToken: token !== undefined };
}

/** What errors of an AWS SDK integration begin with, where it is not the service's name in lower case but for the first letter. */
const sdkNames: Readonly<Record<string, string>> = {
  acmpca: "AcmPca",
  autoscaling: "AutoScaling",
  cloudwatch: "CloudWatch",
  dynamodb: "DynamoDb",
  eventbridge: "EventBridge",
  secretsmanager: "SecretsManager",
};

/** The same for optimized integrations, which keep the services' own spelling. */
const optimizedNames: Readonly<Record<string, string>> = {
  dynamodb: "DynamoDB",
  events: "EventBridge",
  lambda: "Lambda",
  sns: "SNS",
  sqs: "SQS",
  states: "StepFunctions",
};

/**
 * The name under which Retry and Catch find an error of an integration: service and error in Pascal case, always ending in
 * Exception (Step Functions Developer Guide, AWS SDK service integrations). What the service's model does not list, such as a
 * call that is denied and every error of EC2, comes under the service's general exception; that and the names of optimized
 * integrations are from memory.
 */
export function errorName({ service, sdk }: { readonly service: string; readonly sdk: boolean }, code: string): string {
  const prefix = sdk ? (sdkNames[service] ?? pascalCase(service)) : (optimizedNames[service] ?? pascalCase(service));
  if (service === "ec2" || unmodelled.includes(code)) {
    return sdk ? `${prefix}.${prefix}Exception` : `${prefix}.${optimizedGeneral[prefix] ?? `Amazon${prefix}`}Exception`;
  }
  const name = code.split(".").map(pascalCase).join("");
  return `${prefix}.${name.endsWith("Exception") ? name : `${name}Exception`}`;
}

const unmodelled = [
  "PreconditionFailed",
  "ConditionalRequestConflict",
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "NotAuthorized",
];
const optimizedGeneral: Readonly<Record<string, string>> = { Lambda: "AWSLambda", StepFunctions: "AWSStepFunctions" };

function pascalCase(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

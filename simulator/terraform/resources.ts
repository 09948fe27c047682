import { EvaluationError, ModuleError } from "./errors.ts";
import { toText, type ObjectValue } from "./values.ts";

/** Where a module is installed. */
export interface Installation {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** What AWS adds to a thing that has these arguments. */
type Computed = (argument: (name: string) => string, installation: Installation) => ObjectValue;

/** The six characters that AWS adds to the name of a secret in its ARN; AWS draws them by lot. */
const secretSuffix = "-AbCdEf";

const computedOfResources: Readonly<Record<string, Computed>> = {
  aws_cloudwatch_event_rule: (argument, at) => ({
    id: argument("name"),
    arn: arn(at, "events", `rule/${argument("name")}`),
  }),
  aws_cloudwatch_event_target: () => ({}),
  aws_cloudwatch_log_group: (argument, at) => ({
    id: argument("name"),
    arn: arn(at, "logs", `log-group:${argument("name")}`),
  }),
  aws_iam_role: (argument, { partition, accountId }) => ({
    id: argument("name"),
    arn: `arn:${partition}:iam::${accountId}:role/${argument("name")}`,
  }),
  aws_iam_role_policy: (argument) => ({ id: `${argument("role")}:${argument("name")}` }),
  aws_lambda_function: (argument, at) => ({
    id: argument("function_name"),
    arn: arn(at, "lambda", `function:${argument("function_name")}`),
  }),
  aws_secretsmanager_secret: (argument, at) => {
    const secretArn = arn(at, "secretsmanager", `secret:${argument("name")}${secretSuffix}`);
    return { id: secretArn, arn: secretArn };
  },
  aws_secretsmanager_secret_version: () => ({}),
  aws_sfn_state_machine: (argument, at) => {
    const stateMachineArn = arn(at, "states", `stateMachine:${argument("name")}`);
    return { id: stateMachineArn, arn: stateMachineArn };
  },
  aws_sqs_queue: (argument, at) => {
    const url = `https://sqs.${at.region}.${dnsSuffix(at.partition)}/${at.accountId}/${argument("name")}`;
    return { id: url, url, arn: arn(at, "sqs", argument("name")) };
  },
  aws_sqs_queue_policy: () => ({}),
  aws_ssm_parameter: (argument, at) => ({
    id: argument("name"),
    arn: arn(at, "ssm", `parameter/${argument("name").replace(/^\//, "")}`),
  }),
};

const computedOfDataSources: Readonly<Record<string, Computed>> = {
  aws_caller_identity: (_argument, { accountId }) => ({ account_id: accountId }),
  aws_partition: (_argument, { partition }) => ({ partition, dns_suffix: dnsSuffix(partition) }),
  aws_region: (_argument, { region }) => ({ id: region, region }),
  aws_secretsmanager_secret: (argument, at) => existingSecret(argument, at),
};

/**
 * What a resource or a data source is after Terraform has applied it: its arguments and what AWS adds to them.
 *
 * @param kind which of the two it is
 * @param type for example `aws_iam_role`
 * @param given its arguments; null is as good as left out
 * @throws ModuleError for a type that is not known
 */
export function withComputed(
  kind: "resource" | "data",
  type: string,
  given: ObjectValue,
  installation: Installation,
): ObjectValue {
  const table = kind === "resource" ? computedOfResources : computedOfDataSources;
  const computed = Object.hasOwn(table, type) ? table[type] : undefined;
  if (computed === undefined) throw new ModuleError(`The ${kind} type ${type} is not supported`);
  return { ...given, ...computed((name) => toText(given[name] ?? ""), installation) };
}

function arn({ partition, region, accountId }: Installation, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

function dnsSuffix(partition: string): string {
  if (partition === "aws-cn") return "amazonaws.com.cn";
  if (partition === "aws" || partition === "aws-us-gov") return "amazonaws.com";
  throw new ModuleError(`The partition ${partition} is not supported`);
}

/** A secret that is there already: by its name, or by its ARN, whose end AWS may be left to find. */
function existingSecret(argument: (name: string) => string, at: Installation): ObjectValue {
  const [givenArn, givenName] = [argument("arn"), argument("name")];
  if ((givenArn === "") === (givenName === "")) throw new EvaluationError("a secret is needed by its ARN or its name");
  if (givenArn === "") {
    const secretArn = arn(at, "secretsmanager", `secret:${givenName}${secretSuffix}`);
    return { id: secretArn, arn: secretArn, name: givenName };
  }
  const nameAndSuffix = givenArn.split(":").slice(6).join(":");
  const name = nameAndSuffix.replace(/-[a-zA-Z0-9]{6}$/, "");
  const secretArn = name === nameAndSuffix ? givenArn + secretSuffix : givenArn;
  return { id: secretArn, arn: secretArn, name };
}

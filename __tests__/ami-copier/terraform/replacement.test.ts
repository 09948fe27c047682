import { App } from "cdktf";
import { expect, it } from "vitest";
import { amiCopier } from "../../../stacks/ami-copier/index.ts";
import { createModuleStack } from "../../../stacks/shared/module.ts";

/**
 * What Terraform cannot change in place, by type of resource: what the provider's documentation marks "Forces new resource" (5.100, put
 * together from memory; an argument too many makes this test only stricter).
 */
const forcesNew: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_event_rule: ["name", "name_prefix", "event_bus_name"],
  aws_cloudwatch_event_target: ["rule", "target_id", "event_bus_name"],
  aws_cloudwatch_log_group: ["name", "name_prefix", "log_group_class"],
  aws_iam_role: ["name", "name_prefix", "path"],
  aws_iam_role_policy: ["name", "name_prefix", "role"],
  aws_lambda_function: ["function_name", "package_type"],
  aws_secretsmanager_secret: ["name", "name_prefix"],
  aws_secretsmanager_secret_version: ["secret_id"],
  aws_sfn_state_machine: ["name", "name_prefix", "type"],
  aws_sqs_queue: ["name", "name_prefix", "fifo_queue"],
  aws_sqs_queue_policy: ["queue_url"],
  aws_ssm_parameter: ["name"],
};

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/**
 * Of every resource of version 1.0 such arguments as they stand there; only the secret's id was written `[0].id`, which is the same. An
 * upgrade would destroy what has another line here.
 */
const version10: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "aws_cloudwatch_event_rule.ami_discovery": {
    name: "${var.name_prefix}-ami-discovery",
  },
  "aws_cloudwatch_event_target.step_functions": {
    rule: "${aws_cloudwatch_event_rule.ami_discovery.name}",
    target_id: "InvokeStepFunctions",
  },
  "aws_cloudwatch_log_group.finalizer": {
    name: "/aws/lambda/${var.name_prefix}-ami-copier-finalizer",
  },
  "aws_cloudwatch_log_group.initiator": {
    name: "/aws/lambda/${var.name_prefix}-ami-copier-initiator",
  },
  "aws_cloudwatch_log_group.status_checker": {
    name: "/aws/lambda/${var.name_prefix}-ami-copier-status-checker",
  },
  "aws_cloudwatch_log_group.step_functions": {
    name: "/aws/vendedlogs/states/${var.name_prefix}-ami-copier",
  },
  "aws_iam_role.eventbridge": {
    name: "${var.name_prefix}-ami-copier-eventbridge",
  },
  "aws_iam_role.finalizer": {
    name: "${var.name_prefix}-ami-copier-finalizer",
  },
  "aws_iam_role.lambda": {
    name: "${var.name_prefix}-ami-copier-role",
  },
  "aws_iam_role.status_checker": {
    name: "${var.name_prefix}-ami-copier-status-checker",
  },
  "aws_iam_role.step_functions": {
    name: "${var.name_prefix}-ami-copier-sfn",
  },
  "aws_iam_role_policy.eventbridge": {
    name: "${var.name_prefix}-ami-copier-eventbridge-policy",
    role: "${aws_iam_role.eventbridge.id}",
  },
  "aws_iam_role_policy.finalizer": {
    name: "${var.name_prefix}-ami-copier-finalizer-policy",
    role: "${aws_iam_role.finalizer.id}",
  },
  "aws_iam_role_policy.lambda": {
    name: "${var.name_prefix}-ami-copier-policy",
    role: "${aws_iam_role.lambda.id}",
  },
  "aws_iam_role_policy.status_checker": {
    name: "${var.name_prefix}-ami-copier-status-checker-policy",
    role: "${aws_iam_role.status_checker.id}",
  },
  "aws_iam_role_policy.step_functions": {
    name: "${var.name_prefix}-ami-copier-sfn-policy",
    role: "${aws_iam_role.step_functions.id}",
  },
  "aws_lambda_function.finalizer": {
    function_name: "${var.name_prefix}-ami-copier-finalizer",
  },
  "aws_lambda_function.initiator": {
    function_name: "${var.name_prefix}-ami-copier-initiator",
  },
  "aws_lambda_function.status_checker": {
    function_name: "${var.name_prefix}-ami-copier-status-checker",
  },
  "aws_secretsmanager_secret.redhat_api": {
    name: "${var.name_prefix}-redhat-api-credentials",
  },
  "aws_secretsmanager_secret_version.redhat_api": {
    secret_id: "${one(aws_secretsmanager_secret.redhat_api[*].id)}",
  },
  "aws_sfn_state_machine.ami_copier": {
    name: "${var.name_prefix}-ami-copier",
  },
  "aws_sqs_queue.schedule_dead_letters": {
    name: "${var.name_prefix}-ami-copier-dead-letters",
  },
  "aws_sqs_queue_policy.schedule_dead_letters": {
    queue_url: "${aws_sqs_queue.schedule_dead_letters.url}",
  },
  "aws_ssm_parameter.redhat_client_id": {
    name: "/${var.name_prefix}/redhat/client-id",
  },
  "aws_ssm_parameter.redhat_client_secret": {
    name: "/${var.name_prefix}/redhat/client-secret",
  },
};

const { resource } = createModuleStack(new App(), amiCopier).toTerraform() as { readonly resource: Resources };

it.each(Object.entries(version10))("an upgrade from 1.0 keeps %s", (address, expected) => {
  const [type = "", name = ""] = address.split(".");
  const body = resource[type]?.[name] ?? {};
  const replacing = (forcesNew[type] ?? []).filter((argument) => argument in body);
  expect(Object.fromEntries(replacing.map((argument) => [argument, body[argument]]))).toEqual(expected);
});

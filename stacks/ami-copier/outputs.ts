import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { hclAny } from "../shared/hcl.ts";
import type { Notifications } from "../shared/notifications.ts";
import type { Workflow } from "../shared/workflow.ts";
import type { Credentials } from "./credentials.ts";
import type { Functions } from "./functions.ts";
import type { CopySchedule } from "./schedule.ts";

/** The parts whose attributes are put out. */
interface Parts {
  readonly functions: Functions;
  readonly credentials: Credentials;
  readonly workflow: Workflow;
  readonly schedule: CopySchedule;
  readonly notifications: Notifications;
}

/**
 * The outputs: the original's, then those that are new.
 *
 * @param scope the module
 * @param parts what it is made of
 */
export function declareOutputs(scope: Construct, parts: Parts): void {
  const { functions, credentials, notifications } = parts;
  const { stateMachine, logGroup, role: workflowRole } = parts.workflow;
  const { rule } = parts.schedule;
  const { initiator, statusChecker, finalizer } = functions;
  const outputs: readonly (readonly [name: string, description: string, value: unknown])[] = [
    ["state_machine_arn", "ARN of the Step Functions state machine", stateMachine.arn],
    ["state_machine_name", "Name of the Step Functions state machine", stateMachine.name],
    ["initiator_lambda_arn", "ARN of the initiator function", initiator.function.arn],
    ["initiator_lambda_name", "Name of the initiator function", initiator.function.functionName],
    ["status_checker_lambda_arn", "ARN of the status checker function", statusChecker.function.arn],
    ["status_checker_lambda_name", "Name of the status checker function", statusChecker.function.functionName],
    ["finalizer_lambda_arn", "ARN of the finalizer function", finalizer.function.arn],
    ["finalizer_lambda_name", "Name of the finalizer function", finalizer.function.functionName],
    [
      "lambda_role_arn",
      "ARN of the initiator's role, which makes the copies: the one that the policy of a customer managed key may have to name",
      initiator.role.arn,
    ],
    ["step_functions_role_arn", "ARN of the state machine's role", workflowRole.arn],
    ["eventbridge_rule_arn", "ARN of the EventBridge rule", rule.arn],
    ["eventbridge_rule_name", "Name of the EventBridge rule", rule.name],
    ["schedule_expression", "When the rule starts a run", rule.scheduleExpression],
    [
      "cloudwatch_log_group_names",
      "Names of the log groups: initiator, status_checker, finalizer, step_functions",
      {
        initiator: initiator.logGroup.name,
        status_checker: statusChecker.logGroup.name,
        finalizer: finalizer.logGroup.name,
        step_functions: logGroup.name,
      },
    ],
    [
      "redhat_api_secret_arn",
      "ARN of the secret with Red Hat's credentials, as a policy names it: with existing_redhat_secret_name it ends in -?????? for the characters that AWS adds; null unless the API is enabled with secretsmanager",
      hclAny`${credentials.usesSecret} ? ${credentials.secretArn} : null`,
    ],
    [
      "redhat_ssm_parameter_arns",
      "ARNs of the SSM parameters with Red Hat's credentials, client_id and client_secret; null unless the API is enabled with ssm",
      hclAny`${credentials.usesParameters} ? ${{ client_id: credentials.clientId.arn, client_secret: credentials.clientSecret.arn }} : null`,
    ],
    [
      "notification_topic_arn",
      "ARN of the topic that is told of runs that end badly, made or given; null without one",
      notifications.topicArn,
    ],
    [
      "alarm_arns",
      "ARNs of the alarms: runs_failed, no_success, undelivered_starts; null unless alarms_enabled",
      notifications.alarmArns,
    ],
  ];
  for (const [name, description, value] of outputs) {
    new TerraformOutput(scope, `output.${name}`, { description, value });
  }
}

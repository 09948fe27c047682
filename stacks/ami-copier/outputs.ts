import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { hclAny } from "../shared/hcl.ts";
import type { Functions } from "./functions.ts";
import type { CopySchedule } from "./schedule.ts";
import type { CopyWorkflow } from "./workflow.ts";

/** The parts whose attributes are put out. */
interface Parts {
  readonly functions: Functions;
  readonly workflow: CopyWorkflow;
  readonly schedule: CopySchedule;
}

/**
 * The outputs, the original's (B50-B53).
 *
 * @param scope the module
 * @param parts what it is made of
 */
export function declareOutputs(scope: Construct, { functions, workflow, schedule }: Parts): void {
  const { stateMachine, logGroup } = workflow.workflow;
  const { rule } = schedule.schedule;
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
      "ARN of the initiator's role, which makes the copies: the one that the policy of a customer key may have to name",
      functions.initiatorRole.arn,
    ],
    ["step_functions_role_arn", "ARN of the state machine's role", workflow.role.arn],
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
      "ARN of the secret with Red Hat's credentials; null unless the API is enabled with secretsmanager",
      hclAny`local.uses_secret ? local.secret_arn : null`,
    ],
    [
      "redhat_ssm_parameter_arns",
      "ARNs of the SSM parameters with Red Hat's credentials, client_id and client_secret; null unless the API is enabled with ssm",
      hclAny`local.uses_parameters ? { client_id = local.client_id_parameter_arn, client_secret = local.client_secret_parameter_arn } : null`,
    ],
  ];
  for (const [name, description, value] of outputs) {
    new TerraformOutput(scope, `output.${name}`, { description, value });
  }
}

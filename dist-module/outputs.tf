# Generated from TypeScript (stacks/ami-copier); change it there.

output "state_machine_arn" {
  description = "ARN of the Step Functions state machine"
  value       = aws_sfn_state_machine.ami_copier.arn
}

output "state_machine_name" {
  description = "Name of the Step Functions state machine"
  value       = aws_sfn_state_machine.ami_copier.name
}

output "initiator_lambda_arn" {
  description = "ARN of the initiator function"
  value       = aws_lambda_function.initiator.arn
}

output "initiator_lambda_name" {
  description = "Name of the initiator function"
  value       = aws_lambda_function.initiator.function_name
}

output "status_checker_lambda_arn" {
  description = "ARN of the status checker function"
  value       = aws_lambda_function.status_checker.arn
}

output "status_checker_lambda_name" {
  description = "Name of the status checker function"
  value       = aws_lambda_function.status_checker.function_name
}

output "finalizer_lambda_arn" {
  description = "ARN of the finalizer function"
  value       = aws_lambda_function.finalizer.arn
}

output "finalizer_lambda_name" {
  description = "Name of the finalizer function"
  value       = aws_lambda_function.finalizer.function_name
}

output "lambda_role_arn" {
  description = "ARN of the initiator's role, which makes the copies: the one that the policy of a customer managed key may have to name"
  value       = aws_iam_role.lambda.arn
}

output "step_functions_role_arn" {
  description = "ARN of the state machine's role"
  value       = aws_iam_role.step_functions.arn
}

output "eventbridge_rule_arn" {
  description = "ARN of the EventBridge rule"
  value       = aws_cloudwatch_event_rule.ami_discovery.arn
}

output "eventbridge_rule_name" {
  description = "Name of the EventBridge rule"
  value       = aws_cloudwatch_event_rule.ami_discovery.name
}

output "schedule_expression" {
  description = "When the rule starts a run"
  value       = aws_cloudwatch_event_rule.ami_discovery.schedule_expression
}

output "cloudwatch_log_group_names" {
  description = "Names of the log groups: initiator, status_checker, finalizer, step_functions"
  value = {
    initiator      = aws_cloudwatch_log_group.initiator.name
    status_checker = aws_cloudwatch_log_group.status_checker.name
    finalizer      = aws_cloudwatch_log_group.finalizer.name
    step_functions = aws_cloudwatch_log_group.step_functions.name
  }
}

output "redhat_api_secret_arn" {
  description = "ARN of the secret with Red Hat's credentials, as a policy names it: with existing_redhat_secret_name it ends in -?????? for the characters that AWS adds; null unless the API is enabled with secretsmanager"
  value       = local.uses_secret ? local.secret_arn : null
}

output "redhat_ssm_parameter_arns" {
  description = "ARNs of the SSM parameters with Red Hat's credentials, client_id and client_secret; null unless the API is enabled with ssm"
  value = local.uses_parameters ? {
    client_id     = local.client_id_parameter_arn
    client_secret = local.client_secret_parameter_arn
  } : null
}

output "notification_topic_arn" {
  description = "ARN of the topic that is told of runs that end badly, made or given; null without one"
  value       = local.notification_topic_arn
}

output "alarm_arns" {
  description = "ARNs of the alarms: runs_failed, no_success, undelivered_starts; null unless alarms_enabled"
  value = var.alarms_enabled ? {
    runs_failed        = one(aws_cloudwatch_metric_alarm.runs_failed[*].arn)
    no_success         = one(aws_cloudwatch_metric_alarm.no_success[*].arn)
    undelivered_starts = one(aws_cloudwatch_metric_alarm.undelivered_starts[*].arn)
  } : null
}

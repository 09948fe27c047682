# Generated from TypeScript (stacks/ami-builder); change it there.

output "state_machine_arn" {
  description = "ARN of the state machine that builds and captures images"
  value       = aws_sfn_state_machine.ami_builder.arn
}

output "state_machine_name" {
  description = "Name of that state machine"
  value       = aws_sfn_state_machine.ami_builder.name
}

output "cleanup_state_machine_arn" {
  description = "ARN of the state machine that cleans up"
  value       = aws_sfn_state_machine.cleanup.arn
}

output "bucket_name" {
  description = "Name of the bucket with templates, records and logs, made or given"
  value       = local.bucket_name
}

output "function_arns" {
  description = "ARNs of the functions: planner, builder, checker, prober, publisher, cleaner"
  value = {
    planner   = aws_lambda_function.planner.arn
    builder   = aws_lambda_function.builder.arn
    checker   = aws_lambda_function.checker.arn
    prober    = aws_lambda_function.prober.arn
    publisher = aws_lambda_function.publisher.arn
    cleaner   = aws_lambda_function.cleaner.arn
  }
}

output "role_arns" {
  description = "ARNs of the roles: those of the functions, of which the policy of a customer managed key may have to name builder and publisher, step_functions, cleanup, and instance, which is null with instance_profile_name"
  value = {
    planner        = aws_iam_role.planner.arn
    builder        = aws_iam_role.builder.arn
    checker        = aws_iam_role.checker.arn
    prober         = aws_iam_role.prober.arn
    publisher      = aws_iam_role.publisher.arn
    cleaner        = aws_iam_role.cleaner.arn
    step_functions = aws_iam_role.step_functions.arn
    cleanup        = aws_iam_role.cleanup.arn
    instance       = one(aws_iam_role.instance[*].arn)
  }
}

output "instance_profile_name" {
  description = "Name of the profile of the instances that build, made or given"
  value       = local.instance_profile_name
}

output "security_group_id" {
  description = "Id of the security group of these instances; null with security_group_ids"
  value       = one(aws_security_group.builders[*].id)
}

output "parameter_names" {
  description = "Names of the parameters with the newest images, by template and architecture"
  value = {
    for key, text in var.templates : key => {
      for architecture in try(yamldecode(text).base_ami.architecture, ["x86_64"]) : architecture => "${local.parameter_prefix}/${key}/${architecture}/latest"
    }
  }
}

output "eventbridge_rule_arns" {
  description = "ARNs of the rules that start runs: schedule, cleanup, running, tagged"
  value = {
    schedule = aws_cloudwatch_event_rule.schedule.arn
    cleanup  = aws_cloudwatch_event_rule.cleanup.arn
    running  = aws_cloudwatch_event_rule.running.arn
    tagged   = aws_cloudwatch_event_rule.tagged.arn
  }
}

output "cloudwatch_log_group_names" {
  description = "Names of the log groups: those of the functions, step_functions and cleanup"
  value = {
    planner        = aws_cloudwatch_log_group.planner.name
    builder        = aws_cloudwatch_log_group.builder.name
    checker        = aws_cloudwatch_log_group.checker.name
    prober         = aws_cloudwatch_log_group.prober.name
    publisher      = aws_cloudwatch_log_group.publisher.name
    cleaner        = aws_cloudwatch_log_group.cleaner.name
    step_functions = aws_cloudwatch_log_group.step_functions.name
    cleanup        = aws_cloudwatch_log_group.cleanup.name
  }
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

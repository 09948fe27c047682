run "defaults_have_the_names_of_the_original" {
  assert {
    condition = [
      aws_iam_role.lambda.name, aws_iam_role.step_functions.name, aws_iam_role.eventbridge.name,
      aws_iam_role_policy.lambda.name, aws_iam_role_policy.step_functions.name, aws_iam_role_policy.eventbridge.name,
      ] == [
      "rhel-ami-copier-role", "rhel-ami-copier-sfn", "rhel-ami-copier-eventbridge",
      "rhel-ami-copier-policy", "rhel-ami-copier-sfn-policy", "rhel-ami-copier-eventbridge-policy",
    ]
    error_message = "names of roles and policies"
  }

  assert {
    condition = [
      aws_lambda_function.initiator.function_name, aws_lambda_function.status_checker.function_name, aws_lambda_function.finalizer.function_name,
      ] == [
      "rhel-ami-copier-initiator", "rhel-ami-copier-status-checker", "rhel-ami-copier-finalizer",
    ]
    error_message = "names of functions"
  }

  assert {
    condition = [
      aws_lambda_function.initiator.timeout, aws_lambda_function.status_checker.timeout, aws_lambda_function.finalizer.timeout,
    ] == [600, 60, 300]
    error_message = "timeouts"
  }

  assert {
    condition = alltrue([
      for function in [aws_lambda_function.initiator, aws_lambda_function.status_checker, aws_lambda_function.finalizer] :
      function.runtime == "nodejs22.x" && function.architectures == tolist(["arm64"]) && function.memory_size == 256
      && function.handler == "index.handler" && function.tracing_config[0].mode == "PassThrough"
    ])
    error_message = "settings of the functions"
  }

  assert {
    condition = output.cloudwatch_log_group_names == {
      initiator      = "/aws/lambda/rhel-ami-copier-initiator"
      status_checker = "/aws/lambda/rhel-ami-copier-status-checker"
      finalizer      = "/aws/lambda/rhel-ami-copier-finalizer"
      step_functions = "/aws/vendedlogs/states/rhel-ami-copier"
    }
    error_message = "log groups"
  }

  assert {
    condition     = aws_sfn_state_machine.ami_copier.name == "rhel-ami-copier" && aws_sfn_state_machine.ami_copier.logging_configuration[0].level == "ALL" && aws_sfn_state_machine.ami_copier.logging_configuration[0].include_execution_data
    error_message = "the state machine"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.ami_discovery.name == "rhel-ami-discovery" && aws_cloudwatch_event_rule.ami_discovery.state == "ENABLED" && aws_cloudwatch_event_rule.ami_discovery.schedule_expression == "rate(12 hours)"
    error_message = "the rule"
  }

  assert {
    condition     = aws_cloudwatch_event_target.step_functions.target_id == "InvokeStepFunctions" && aws_cloudwatch_event_target.step_functions.input == null && length(aws_cloudwatch_event_target.step_functions.dead_letter_config) == 1
    error_message = "the target"
  }

  assert {
    condition     = output.redhat_api_secret_arn == null && output.redhat_ssm_parameter_arns == null
    error_message = "null outputs without the API"
  }

  assert {
    condition     = length(aws_ssm_parameter.redhat_client_id) == 0 && length(aws_secretsmanager_secret.redhat_api) == 0
    error_message = "no credentials without the API"
  }
}

run "name_tags_are_those_of_the_original" {
  variables {
    tags = { Environment = "test" }
  }

  assert {
    condition = [
      aws_iam_role.step_functions.tags, aws_cloudwatch_log_group.step_functions.tags, aws_sfn_state_machine.ami_copier.tags, aws_iam_role.lambda.tags,
      ] == [
      tomap({ Environment = "test", Name = "rhel-ami-copier-sfn" }),
      tomap({ Environment = "test", Name = "rhel-ami-copier-sfn-logs" }),
      tomap({ Environment = "test", Name = "rhel-ami-copier" }),
      tomap({ Environment = "test" }),
    ]
    error_message = "tags"
  }
}

run "tags_travel_in_the_state_machine" {
  command = apply

  variables {
    tags = { Environment = "test", "team:cost/center" = "a=b" }
  }

  assert {
    condition     = jsondecode(jsondecode(aws_sfn_state_machine.ami_copier.definition).States.ProcessAMIs.ItemProcessor.States.StartCopies.ItemProcessor.States.StartCopy.Parameters.tags) == { Environment = "test", "team:cost/center" = "a=b" }
    error_message = "the tags are one text in the definition"
  }

  assert {
    condition     = !contains(keys(aws_lambda_function.initiator.environment[0].variables), "TAGS")
    error_message = "no tags in the environment"
  }
}

run "a_prefix_at_its_limit" {
  variables {
    name_prefix = "a2345678901234567890123456789012345678"
  }

  assert {
    condition     = length(aws_lambda_function.status_checker.function_name) == 64
    error_message = "the longest function name has 64 characters"
  }
}

run "switches" {
  variables {
    schedule_enabled         = false
    schedule_expression      = "cron(0 */12 * * ? *)"
    tracing_enabled          = true
    log_kms_key_arn          = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
    lambda_architecture      = "x86_64"
    lambda_runtime           = "nodejs22.x"
    lambda_memory_size       = 512
    log_retention_days       = 0
    status_check_wait_time   = 60
  }

  assert {
    condition     = aws_cloudwatch_event_rule.ami_discovery.state == "DISABLED"
    error_message = "schedule_enabled"
  }

  assert {
    condition     = aws_lambda_function.finalizer.tracing_config[0].mode == "Active" && aws_sfn_state_machine.ami_copier.tracing_configuration[0].enabled
    error_message = "tracing_enabled"
  }

  assert {
    condition = alltrue([
      for group in [aws_cloudwatch_log_group.initiator, aws_cloudwatch_log_group.status_checker, aws_cloudwatch_log_group.finalizer, aws_cloudwatch_log_group.step_functions] :
      group.kms_key_id == var.log_kms_key_arn && group.retention_in_days == 0
    ])
    error_message = "log_kms_key_arn, log_retention_days"
  }

  assert {
    condition = alltrue([
      for role in [aws_iam_role.lambda, aws_iam_role.status_checker, aws_iam_role.finalizer, aws_iam_role.step_functions, aws_iam_role.eventbridge] :
      role.permissions_boundary == var.permissions_boundary_arn
    ])
    error_message = "permissions_boundary_arn"
  }
}

run "null_means_the_default" {
  variables {
    name_prefix = null
    tags        = null
    kms_key_id  = null
  }

  assert {
    condition     = output.state_machine_name == "rhel-ami-copier"
    error_message = "an input that is null takes its default"
  }
}

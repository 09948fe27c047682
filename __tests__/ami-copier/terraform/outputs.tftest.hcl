# In a file of its own, since a mocked resource gets its ARN when it is applied for the first time.
run "every_output" {
  command = apply

  variables {
    name_prefix         = "acme_1"
    schedule_expression = "rate(1 day)"
  }

  override_resource {
    target = aws_lambda_function.initiator
    values = { arn = "arn:aws:lambda:us-east-1:123456789012:function:initiator", qualified_arn = "arn:aws:lambda:us-east-1:123456789012:function:initiator:7" }
  }
  override_resource {
    target = aws_lambda_function.status_checker
    values = { arn = "arn:aws:lambda:us-east-1:123456789012:function:status-checker", qualified_arn = "arn:aws:lambda:us-east-1:123456789012:function:status-checker:7" }
  }
  override_resource {
    target = aws_lambda_function.finalizer
    values = { arn = "arn:aws:lambda:us-east-1:123456789012:function:finalizer", qualified_arn = "arn:aws:lambda:us-east-1:123456789012:function:finalizer:7" }
  }
  override_resource {
    target = aws_iam_role.lambda
    values = { arn = "arn:aws:iam::123456789012:role/initiator" }
  }
  override_resource {
    target = aws_iam_role.step_functions
    values = { arn = "arn:aws:iam::123456789012:role/sfn" }
  }

  assert {
    condition = [
      output.state_machine_arn, output.initiator_lambda_arn, output.status_checker_lambda_arn, output.finalizer_lambda_arn,
      output.lambda_role_arn, output.step_functions_role_arn, output.eventbridge_rule_arn,
      ] == [
      "arn:aws:states:us-east-1:123456789012:stateMachine:mocked",
      "arn:aws:lambda:us-east-1:123456789012:function:initiator",
      "arn:aws:lambda:us-east-1:123456789012:function:status-checker",
      "arn:aws:lambda:us-east-1:123456789012:function:finalizer",
      "arn:aws:iam::123456789012:role/initiator",
      "arn:aws:iam::123456789012:role/sfn",
      "arn:aws:events:us-east-1:123456789012:rule/mocked",
    ]
    error_message = "ARNs"
  }

  assert {
    condition = [
      output.state_machine_name, output.initiator_lambda_name, output.status_checker_lambda_name, output.finalizer_lambda_name,
      output.eventbridge_rule_name, output.schedule_expression,
      ] == [
      "acme_1-ami-copier", "acme_1-ami-copier-initiator", "acme_1-ami-copier-status-checker", "acme_1-ami-copier-finalizer",
      "acme_1-ami-discovery", "rate(1 day)",
    ]
    error_message = "names and schedule"
  }

  assert {
    condition     = alltrue([for name in values(output.cloudwatch_log_group_names) : strcontains(name, "/acme_1-ami-copier")])
    error_message = "log groups"
  }

  assert {
    condition = [
      aws_cloudwatch_event_target.step_functions.arn, aws_cloudwatch_event_target.step_functions.role_arn,
      aws_cloudwatch_event_target.step_functions.rule, aws_cloudwatch_event_target.step_functions.dead_letter_config[0].arn,
      ] == [
      output.state_machine_arn, aws_iam_role.eventbridge.arn, output.eventbridge_rule_name, aws_sqs_queue.schedule_dead_letters.arn,
    ]
    error_message = "the target starts the state machine, and what it cannot deliver is kept"
  }

  assert {
    condition = [
      for name in ["DiscoverAMIs", "AggregateResults"] : jsondecode(aws_sfn_state_machine.ami_copier.definition).States[name].Resource
    ] == ["${output.initiator_lambda_arn}:7", "${output.status_checker_lambda_arn}:7"]
    error_message = "the states call the versions of their functions, whose ARNs without them are put out"
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.ami_copier.definition).States.ProcessAMIs.ItemProcessor.States.WaitForCopy.Seconds == 300
    error_message = "the wait is a number"
  }

  assert {
    condition = [
      for s in jsondecode(aws_sqs_queue_policy.schedule_dead_letters.policy).Statement :
      [s.Principal.Service, s.Action, s.Resource, s.Condition.StringEquals["aws:SourceAccount"], s.Condition.ArnEquals["aws:SourceArn"]]
      ] == [
      ["events.amazonaws.com", "sqs:SendMessage", aws_sqs_queue.schedule_dead_letters.arn, "123456789012", output.eventbridge_rule_arn],
    ]
    error_message = "only the rule writes to the queue"
  }
}

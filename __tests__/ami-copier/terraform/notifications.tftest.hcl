# The failure signal: nothing by default, each rule refused, a topic made or given, alarms.

run "nothing_by_default" {
  command = plan

  assert {
    condition = (
      length(aws_sns_topic.notifications) + length(aws_sns_topic_policy.notifications) + length(aws_sns_topic_subscription.email)
      + length(aws_cloudwatch_event_rule.run_ended) + length(aws_cloudwatch_event_target.run_ended)
      + length(aws_cloudwatch_metric_alarm.runs_failed) + length(aws_cloudwatch_metric_alarm.no_success)
      + length(aws_cloudwatch_metric_alarm.undelivered_starts) == 0
    )
    error_message = "The failure signal costs, so somebody has to ask for it."
  }
  assert {
    condition     = output.notification_topic_arn == null && output.alarm_arns == null
    error_message = "Outputs of what is not there must be null."
  }
}

run "refuses_a_topic_given_and_made" {
  command = plan

  variables {
    notification_topic_arn    = "arn:aws:sns:us-east-1:123456789012:operators"
    create_notification_topic = true
  }

  expect_failures = [aws_iam_role.lambda]
}

run "refuses_emails_without_the_topic_made" {
  command = plan

  variables {
    notification_topic_arn = "arn:aws:sns:us-east-1:123456789012:operators"
    notification_emails    = ["operator@example.com"]
  }

  expect_failures = [aws_iam_role.lambda]
}

run "refuses_a_topic_of_another_region" {
  command = plan

  variables {
    notification_topic_arn = "arn:aws:sns:eu-west-1:123456789012:operators"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "refuses_wrong_values" {
  command = plan

  variables {
    notification_topic_arn      = "operators"
    notification_emails         = ["operator"]
    alarm_hours_without_success = 1
  }

  expect_failures = [var.notification_topic_arn, var.notification_emails, var.alarm_hours_without_success]
}

run "refuses_other_wrong_values" {
  command = plan

  variables {
    notification_topic_arn      = "arn:aws:sns:us-east-1:123456789012:operators.fifo"
    notification_emails         = [for number in range(21) : "operator${number}@example.com"]
    alarm_hours_without_success = 169
  }

  expect_failures = [var.notification_topic_arn, var.notification_emails, var.alarm_hours_without_success]
}

run "refuses_half_an_hour" {
  command = plan

  variables {
    notification_emails         = ["one@two@example.com"]
    alarm_hours_without_success = 2.5
  }

  expect_failures = [var.notification_emails, var.alarm_hours_without_success]
}

run "a_topic_made" {
  variables {
    create_notification_topic = true
    notification_emails       = ["operator@example.com", "second@example.com"]
  }

  assert {
    condition     = aws_sns_topic.notifications[0].name == "rhel-ami-copier-notifications"
    error_message = "The topic has another name."
  }
  assert {
    condition     = aws_sns_topic_policy.notifications[0].arn == aws_sns_topic.notifications[0].arn
    error_message = "The policy belongs to another topic."
  }
  assert {
    condition = { for statement in jsondecode(aws_sns_topic_policy.notifications[0].policy).Statement : statement.Principal.Service => {
      action    = statement.Action
      resource  = statement.Resource
      condition = jsonencode(lookup(statement, "Condition", {}))
      } } == {
      "events.amazonaws.com" = {
        action    = "sns:Publish"
        resource  = aws_sns_topic.notifications[0].arn
        condition = "{}"
      }
      "cloudwatch.amazonaws.com" = {
        action    = "sns:Publish"
        resource  = aws_sns_topic.notifications[0].arn
        condition = jsonencode({ StringEquals = { "aws:SourceAccount" = "123456789012" } })
      }
    }
    error_message = "EventBridge publishes without a condition, CloudWatch for this account."
  }
  assert {
    condition = { for address, subscription in aws_sns_topic_subscription.email : address => [subscription.protocol, subscription.endpoint, subscription.topic_arn] } == {
      "operator@example.com" = ["email", "operator@example.com", aws_sns_topic.notifications[0].arn]
      "second@example.com"   = ["email", "second@example.com", aws_sns_topic.notifications[0].arn]
    }
    error_message = "Each address has a subscription of its own."
  }
  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.run_ended[0].event_pattern) == {
      source      = ["aws.states"]
      detail-type = ["Step Functions Execution Status Change"]
      detail = {
        stateMachineArn = [aws_sfn_state_machine.ami_copier.arn]
        status          = ["FAILED", "TIMED_OUT", "ABORTED"]
      }
    }
    error_message = "The rule hears of other ends, or of other state machines."
  }
  assert {
    condition     = aws_cloudwatch_event_target.run_ended[0].arn == aws_sns_topic.notifications[0].arn
    error_message = "The events go elsewhere."
  }
  assert {
    condition     = length(aws_cloudwatch_event_target.run_ended[0].input_transformer) == 0 && aws_cloudwatch_event_target.run_ended[0].role_arn == null
    error_message = "The event is passed on as it is, by the topic's policy."
  }
  assert {
    condition     = output.notification_topic_arn == aws_sns_topic.notifications[0].arn && output.alarm_arns == null
    error_message = "The topic made must be put out, and no alarm."
  }
}

run "success_too" {
  variables {
    notification_topic_arn = "arn:aws:sns:us-east-1:123456789012:operators"
    notify_success         = true
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.run_ended[0].event_pattern).detail.status == ["FAILED", "TIMED_OUT", "ABORTED", "SUCCEEDED"]
    error_message = "The rule does not hear of success."
  }
  assert {
    condition     = length(aws_sns_topic.notifications) == 0 && output.notification_topic_arn == "arn:aws:sns:us-east-1:123456789012:operators"
    error_message = "The topic given is the one that is used."
  }
}

run "a_topic_of_another_partition" {
  command = plan

  variables {
    notification_topic_arn = "arn:aws-cn:sns:us-east-1:123456789012:operators"
    alarms_enabled         = true
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.runs_failed[0].alarm_actions == toset(["arn:aws-cn:sns:us-east-1:123456789012:operators"])
    error_message = "A topic may be of any partition."
  }
}

run "alarms_without_a_topic" {
  variables {
    alarms_enabled              = true
    alarm_hours_without_success = 168
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.no_success[0].period == 3600
      && aws_cloudwatch_metric_alarm.no_success[0].evaluation_periods == 168
      && aws_cloudwatch_metric_alarm.no_success[0].datapoints_to_alarm == 168
      && aws_cloudwatch_metric_alarm.no_success[0].treat_missing_data == "breaching"
      && aws_cloudwatch_metric_alarm.no_success[0].comparison_operator == "LessThanThreshold"
      && aws_cloudwatch_metric_alarm.no_success[0].dimensions == tomap({ StateMachineArn = aws_sfn_state_machine.ami_copier.arn })
    )
    error_message = "A week without success must be seen by the hour."
  }
  assert {
    condition = { for query in aws_cloudwatch_metric_alarm.runs_failed[0].metric_query : query.id => [for metric in query.metric : [metric.metric_name, metric.period, metric.dimensions.StateMachineArn == aws_sfn_state_machine.ami_copier.arn]] } == {
      ended_badly = []
      failed      = [["ExecutionsFailed", 300, true]]
      timed_out   = [["ExecutionsTimedOut", 300, true]]
      aborted     = [["ExecutionsAborted", 300, true]]
    }
    error_message = "Runs that failed, timed out or were aborted count."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.runs_failed[0].treat_missing_data == "notBreaching" && aws_cloudwatch_metric_alarm.undelivered_starts[0].treat_missing_data == "notBreaching"
    error_message = "No data is good there."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.undelivered_starts[0].dimensions == tomap({ QueueName = "rhel-ami-copier-dead-letters" })
    error_message = "The queue is that of the undelivered starts."
  }
  assert {
    condition = alltrue([for alarm in [aws_cloudwatch_metric_alarm.runs_failed[0], aws_cloudwatch_metric_alarm.no_success[0], aws_cloudwatch_metric_alarm.undelivered_starts[0]] :
    length(alarm.alarm_actions == null ? [] : alarm.alarm_actions) == 0])
    error_message = "Without a topic the alarms only show."
  }
  assert {
    condition = output.alarm_arns == {
      runs_failed        = aws_cloudwatch_metric_alarm.runs_failed[0].arn
      no_success         = aws_cloudwatch_metric_alarm.no_success[0].arn
      undelivered_starts = aws_cloudwatch_metric_alarm.undelivered_starts[0].arn
    }
    error_message = "The alarms' ARNs must be put out."
  }
}

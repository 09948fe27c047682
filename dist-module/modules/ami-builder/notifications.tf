# Generated from TypeScript (stacks/ami-builder); change it there.

locals {
  notification_topic_arn = (
    var.create_notification_topic
    ? one(aws_sns_topic.notifications[*].arn)
    : var.notification_topic_arn != ""
    ? var.notification_topic_arn
    : null
  )
}

# Not encrypted: the AWS managed key of SNS lets neither EventBridge nor CloudWatch publish. Give a topic of your own for that.
resource "aws_sns_topic" "notifications" {
  count = var.create_notification_topic ? 1 : 0

  name = "${var.name_prefix}-ami-builder-notifications"
  tags = var.tags
}

# EventBridge publishes to no topic whose policy has a condition for it; CloudWatch does.
resource "aws_sns_topic_policy" "notifications" {
  count = var.create_notification_topic ? 1 : 0

  arn = one(aws_sns_topic.notifications[*].arn)
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "PublishEvents"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = one(aws_sns_topic.notifications[*].arn)
      },
      {
        Sid       = "PublishAlarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = one(aws_sns_topic.notifications[*].arn)
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.create_notification_topic ? var.notification_emails : [])

  endpoint  = each.value
  protocol  = "email"
  topic_arn = one(aws_sns_topic.notifications[*].arn)
}

resource "aws_cloudwatch_event_rule" "run_ended" {
  count = var.create_notification_topic || var.notification_topic_arn != "" ? 1 : 0

  name        = "${var.name_prefix}-ami-builder-run-ended"
  description = "Runs of ${var.name_prefix}-ami-builder that have ended"
  event_pattern = jsonencode({
    source      = ["aws.states"]
    detail-type = ["Step Functions Execution Status Change"]
    detail = {
      stateMachineArn = [aws_sfn_state_machine.ami_builder.arn]
      status          = concat(["FAILED", "TIMED_OUT", "ABORTED"], var.notify_success ? ["SUCCEEDED"] : [])
    }
  })
  tags = var.tags
}

# The event as it is: what EventBridge puts into a template it does not escape, and a cause may hold quotes.
resource "aws_cloudwatch_event_target" "run_ended" {
  count = var.create_notification_topic || var.notification_topic_arn != "" ? 1 : 0

  rule      = one(aws_cloudwatch_event_rule.run_ended[*].name)
  target_id = "PublishRunEnded"
  arn       = local.notification_topic_arn
}

# Any of three periods, for a metric that comes late counts as 0 until it is there. A period without such an end has no data.
resource "aws_cloudwatch_metric_alarm" "runs_failed" {
  count = var.alarms_enabled ? 1 : 0

  alarm_name          = "${var.name_prefix}-ami-builder-runs-failed"
  alarm_description   = "A run failed, timed out or was aborted."
  alarm_actions       = compact([local.notification_topic_arn])
  comparison_operator = "GreaterThanOrEqualToThreshold"
  datapoints_to_alarm = 1
  evaluation_periods  = 3
  threshold           = 1
  treat_missing_data  = "notBreaching"
  tags                = var.tags

  metric_query {
    id          = "ended_badly"
    expression  = "FILL(failed, 0) + FILL(timed_out, 0) + FILL(aborted, 0)"
    label       = "Runs ended badly"
    return_data = true
  }

  metric_query {
    id = "failed"

    metric {
      dimensions  = { StateMachineArn = aws_sfn_state_machine.ami_builder.arn }
      metric_name = "ExecutionsFailed"
      namespace   = "AWS/States"
      period      = 300
      stat        = "Sum"
    }
  }

  metric_query {
    id = "timed_out"

    metric {
      dimensions  = { StateMachineArn = aws_sfn_state_machine.ami_builder.arn }
      metric_name = "ExecutionsTimedOut"
      namespace   = "AWS/States"
      period      = 300
      stat        = "Sum"
    }
  }

  metric_query {
    id = "aborted"

    metric {
      dimensions  = { StateMachineArn = aws_sfn_state_machine.ami_builder.arn }
      metric_name = "ExecutionsAborted"
      namespace   = "AWS/States"
      period      = 300
      stat        = "Sum"
    }
  }
}

# An hour without a run has no data, which counts against it: every hour of the window must be without success.
resource "aws_cloudwatch_metric_alarm" "no_success" {
  count = var.alarms_enabled ? 1 : 0

  alarm_name          = "${var.name_prefix}-ami-builder-no-success"
  alarm_description   = "No run has succeeded for ${var.alarm_hours_without_success} hours."
  alarm_actions       = compact([local.notification_topic_arn])
  comparison_operator = "LessThanThreshold"
  datapoints_to_alarm = var.alarm_hours_without_success
  dimensions          = { StateMachineArn = aws_sfn_state_machine.cleanup.arn }
  evaluation_periods  = var.alarm_hours_without_success
  metric_name         = "ExecutionsSucceeded"
  namespace           = "AWS/States"
  period              = 3600
  statistic           = "Sum"
  threshold           = 1
  treat_missing_data  = "breaching"
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "undelivered_starts" {
  count = var.alarms_enabled ? 1 : 0

  alarm_name          = "${var.name_prefix}-ami-builder-undelivered-starts"
  alarm_description   = "A start could not be delivered; its event is in the queue ${aws_sqs_queue.dead_letters.name}."
  alarm_actions       = compact([local.notification_topic_arn])
  comparison_operator = "GreaterThanOrEqualToThreshold"
  dimensions          = { QueueName = aws_sqs_queue.dead_letters.name }
  evaluation_periods  = 1
  metric_name         = "ApproximateNumberOfMessagesVisible"
  namespace           = "AWS/SQS"
  period              = 300
  statistic           = "Maximum"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  tags                = var.tags
}

# Generated from TypeScript (stacks/ami-builder); change it there.

# The rules' role: it starts the state machines.
resource "aws_iam_role" "eventbridge" {
  name = "${var.name_prefix}-ami-builder-eventbridge"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          ArnLike = {
            "aws:SourceArn" = [
              "${local.events_arn_prefix}:rule/${var.name_prefix}-ami-builder-schedule",
              "${local.events_arn_prefix}:rule/${var.name_prefix}-ami-builder-cleanup",
              "${local.events_arn_prefix}:rule/${var.name_prefix}-ami-builder-running",
              "${local.events_arn_prefix}:rule/${var.name_prefix}-ami-builder-tagged",
            ]
          }
        }
      },
    ]
  })
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "eventbridge" {
  name = "${var.name_prefix}-ami-builder-eventbridge-policy"
  role = aws_iam_role.eventbridge.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "StartRuns"
        Effect   = "Allow"
        Action   = ["states:StartExecution"]
        Resource = [aws_sfn_state_machine.ami_builder.arn, aws_sfn_state_machine.cleanup.arn]
      },
    ]
  })
}

resource "aws_cloudwatch_event_rule" "schedule" {
  name                = "${var.name_prefix}-ami-builder-schedule"
  description         = "Builds what is due"
  schedule_expression = var.schedule_expression
  state               = var.schedule_enabled ? "ENABLED" : "DISABLED"
  tags                = var.tags
}

resource "aws_cloudwatch_event_rule" "cleanup" {
  name                = "${var.name_prefix}-ami-builder-cleanup"
  description         = "Removes what runs that died have left, and old images"
  schedule_expression = var.cleanup_schedule_expression
  state               = var.cleanup_enabled ? "ENABLED" : "DISABLED"
  tags                = var.tags
}

resource "aws_cloudwatch_event_rule" "running" {
  name        = "${var.name_prefix}-ami-builder-running"
  description = "Captures an instance that begins to run, if it is tagged for it"
  event_pattern = jsonencode({
    source      = ["aws.ec2"]
    detail-type = ["EC2 Instance State-change Notification"]
    detail      = { state = ["running"] }
  })
  state = var.auto_capture ? "ENABLED" : "DISABLED"
  tags  = var.tags
}

resource "aws_cloudwatch_event_rule" "tagged" {
  name        = "${var.name_prefix}-ami-builder-tagged"
  description = "Captures an instance that is tagged for it while it runs"
  event_pattern = jsonencode({
    source      = ["aws.tag"]
    detail-type = ["Tag Change on Resource"]
    detail = {
      service          = ["ec2"]
      resource-type    = ["instance"]
      changed-tag-keys = [var.capture_tag_key]
      tags             = { (var.capture_tag_key) = [var.capture_tag_value] }
    }
  })
  state = var.auto_capture ? "ENABLED" : "DISABLED"
  tags  = var.tags
}

# Starts of the state machine that EventBridge could not deliver, for 14 days, the longest SQS keeps a message.
resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name_prefix}-ami-builder-dead-letters"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "KeepUndeliveredStarts"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.dead_letters.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          ArnEquals = {
            "aws:SourceArn" = [
              aws_cloudwatch_event_rule.schedule.arn,
              aws_cloudwatch_event_rule.cleanup.arn,
              aws_cloudwatch_event_rule.running.arn,
              aws_cloudwatch_event_rule.tagged.arn,
            ]
          }
        }
      },
    ]
  })
}

# A start is tried again for six hours: one that comes later would only run beside the next. After that it is a dead letter.
resource "aws_cloudwatch_event_target" "schedule" {
  rule      = aws_cloudwatch_event_rule.schedule.name
  target_id = "InvokeStepFunctions"
  arn       = aws_sfn_state_machine.ami_builder.arn
  role_arn  = aws_iam_role.eventbridge.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 21600
    maximum_retry_attempts       = 20
  }
}

# A start is tried again for six hours: one that comes later would only run beside the next. After that it is a dead letter.
resource "aws_cloudwatch_event_target" "cleanup" {
  rule      = aws_cloudwatch_event_rule.cleanup.name
  target_id = "InvokeStepFunctions"
  arn       = aws_sfn_state_machine.cleanup.arn
  role_arn  = aws_iam_role.eventbridge.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 21600
    maximum_retry_attempts       = 20
  }
}

# A start is tried again for six hours: one that comes later would only run beside the next. After that it is a dead letter.
resource "aws_cloudwatch_event_target" "running" {
  rule      = aws_cloudwatch_event_rule.running.name
  target_id = "InvokeStepFunctions"
  arn       = aws_sfn_state_machine.ami_builder.arn
  role_arn  = aws_iam_role.eventbridge.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 21600
    maximum_retry_attempts       = 20
  }
}

# A start is tried again for six hours: one that comes later would only run beside the next. After that it is a dead letter.
resource "aws_cloudwatch_event_target" "tagged" {
  rule      = aws_cloudwatch_event_rule.tagged.name
  target_id = "InvokeStepFunctions"
  arn       = aws_sfn_state_machine.ami_builder.arn
  role_arn  = aws_iam_role.eventbridge.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 21600
    maximum_retry_attempts       = 20
  }
}

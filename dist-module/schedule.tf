# Generated from TypeScript (stacks/ami-copier); change it there.

# The schedule's role: it starts the state machine.
resource "aws_iam_role" "eventbridge" {
  name = "${var.name_prefix}-ami-copier-eventbridge"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          ArnLike      = { "aws:SourceArn" = "${local.events_arn_prefix}:rule/${var.name_prefix}-ami-discovery" }
        }
      },
    ]
  })
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "eventbridge" {
  name = "${var.name_prefix}-ami-copier-eventbridge-policy"
  role = aws_iam_role.eventbridge.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "StartRuns"
        Effect   = "Allow"
        Action   = ["states:StartExecution"]
        Resource = [aws_sfn_state_machine.ami_copier.arn]
      },
    ]
  })
}

resource "aws_cloudwatch_event_rule" "ami_discovery" {
  name                = "${var.name_prefix}-ami-discovery"
  description         = "Scheduled rule to discover and copy shared Red Hat AMIs"
  schedule_expression = var.schedule_expression
  state               = var.schedule_enabled ? "ENABLED" : "DISABLED"
  tags                = var.tags
}

# Starts of the state machine that EventBridge could not deliver, for 14 days, the longest SQS keeps a message.
resource "aws_sqs_queue" "schedule_dead_letters" {
  name                      = "${var.name_prefix}-ami-copier-dead-letters"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "schedule_dead_letters" {
  queue_url = aws_sqs_queue.schedule_dead_letters.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "KeepUndeliveredStarts"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.schedule_dead_letters.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          ArnEquals    = { "aws:SourceArn" = aws_cloudwatch_event_rule.ami_discovery.arn }
        }
      },
    ]
  })
}

# A start is tried again for six hours: one that comes later would only run beside the next. After that it is a dead letter.
resource "aws_cloudwatch_event_target" "step_functions" {
  rule      = aws_cloudwatch_event_rule.ami_discovery.name
  target_id = "InvokeStepFunctions"
  arn       = aws_sfn_state_machine.ami_copier.arn
  role_arn  = aws_iam_role.eventbridge.arn

  dead_letter_config {
    arn = aws_sqs_queue.schedule_dead_letters.arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 21600
    maximum_retry_attempts       = 20
  }
}

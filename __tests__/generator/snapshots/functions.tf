# Generated, do not edit.

resource "aws_cloudwatch_log_group" "echo" {
  name              = "/aws/lambda/sample-echo"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# It only writes its log.
resource "aws_iam_role" "echo" {
  name = "sample-echo"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "echo" {
  name = "sample-echo-policy"
  role = aws_iam_role.echo.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.echo.arn}:*"]
        },
      ],
      # Filtered: both sides of a conditional would have to be of one type, and statements differ.
      [for statement in [
        # X-Ray, with `tracing_enabled`. AWS has no narrower resource for it
        {
          Sid      = "Trace"
          Effect   = "Allow"
          Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
          Resource = ["*"]
        },
      ] : statement if var.tracing_enabled]
    )
  })
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "echo" {
  function_name    = "sample-echo"
  description      = "Answers"
  role             = aws_iam_role.echo.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/handler.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
  publish          = true
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/handler.zip")
  timeout          = 3
  tags             = var.tags

  environment {
    variables = { MODE = "" }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  depends_on = [aws_cloudwatch_log_group.echo]
}

# Generated, do not edit.

resource "aws_cloudwatch_log_group" "echo" {
  name              = "/aws/lambda/sample-echo"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_lambda_function" "echo" {
  function_name    = "sample-echo"
  description      = "Answers"
  role             = aws_iam_role.sample.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/handler.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
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

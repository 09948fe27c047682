# Generated, do not edit.

output "function_arn" {
  description = "ARN | of the function."
  value       = aws_lambda_function.echo.arn
}

output "secret" {
  description = "The secret."
  value       = var.secret
  sensitive   = true
}

output "off" {
  description = "False."
  value       = false
}

# Generated from TypeScript (stacks/ami-copier); change it there.

locals {
  uses_parameters = var.enable_redhat_api && var.redhat_credential_store == "ssm"
  uses_secret     = var.enable_redhat_api && var.redhat_credential_store == "secretsmanager"
  # Whether a credential is given is no secret; as one it would make everything that depends on it one too.
  has_inline_service_account = nonsensitive(var.redhat_client_id != "" && var.redhat_client_secret != "")
  has_inline_credentials     = local.has_inline_service_account || nonsensitive(var.redhat_offline_token != "")
  has_existing_secret        = var.existing_redhat_secret_arn != "" || var.existing_redhat_secret_name != ""
  has_existing_client_id     = var.existing_redhat_client_id_param_arn != "" || var.existing_redhat_client_id_param_name != ""
  has_existing_client_secret = var.existing_redhat_client_secret_param_arn != "" || var.existing_redhat_client_secret_param_name != ""
  has_existing_parameters    = local.has_existing_client_id || local.has_existing_client_secret
  # An ARN does not tell whether the name begins with a slash, so it is used as it is.
  client_id_parameter = (
    local.has_existing_client_id
    ? coalesce(var.existing_redhat_client_id_param_arn, var.existing_redhat_client_id_param_name)
    : one(aws_ssm_parameter.redhat_client_id[*].name)
  )
  client_id_parameter_arn = (
    var.existing_redhat_client_id_param_arn != ""
    ? var.existing_redhat_client_id_param_arn
    : var.existing_redhat_client_id_param_name != ""
    ? "${local.ssm_arn_prefix}:parameter/${trimprefix(var.existing_redhat_client_id_param_name, "/")}"
    : one(aws_ssm_parameter.redhat_client_id[*].arn)
  )
  # An ARN does not tell whether the name begins with a slash, so it is used as it is.
  client_secret_parameter = (
    local.has_existing_client_secret
    ? coalesce(var.existing_redhat_client_secret_param_arn, var.existing_redhat_client_secret_param_name)
    : one(aws_ssm_parameter.redhat_client_secret[*].name)
  )
  client_secret_parameter_arn = (
    var.existing_redhat_client_secret_param_arn != ""
    ? var.existing_redhat_client_secret_param_arn
    : var.existing_redhat_client_secret_param_name != ""
    ? "${local.ssm_arn_prefix}:parameter/${trimprefix(var.existing_redhat_client_secret_param_name, "/")}"
    : one(aws_ssm_parameter.redhat_client_secret[*].arn)
  )
  offline_access = { offline_token = var.redhat_offline_token }
  service_account = {
    client_id     = var.redhat_client_id
    client_secret = var.redhat_client_secret
  }
  secret_arn  = one(concat(aws_secretsmanager_secret.redhat_api[*].arn, data.aws_secretsmanager_secret.existing[*].arn))
  secret_name = one(concat(aws_secretsmanager_secret.redhat_api[*].name, data.aws_secretsmanager_secret.existing[*].name))
}

resource "aws_ssm_parameter" "redhat_client_id" {
  count = local.uses_parameters && !local.has_existing_parameters ? 1 : 0

  name        = "/${var.name_prefix}/redhat/client-id"
  type        = "SecureString"
  description = "Client ID of the Red Hat service account of ${var.name_prefix}-ami-copier"
  value       = var.redhat_client_id
  tags        = var.tags
}

resource "aws_ssm_parameter" "redhat_client_secret" {
  count = local.uses_parameters && !local.has_existing_parameters ? 1 : 0

  name        = "/${var.name_prefix}/redhat/client-secret"
  type        = "SecureString"
  description = "Client secret of the Red Hat service account of ${var.name_prefix}-ami-copier"
  value       = var.redhat_client_secret
  tags        = var.tags
}

# No recovery window: Terraform holds the value, so nothing is lost for good, and the name is free again at once.
resource "aws_secretsmanager_secret" "redhat_api" {
  count = local.uses_secret && !local.has_existing_secret ? 1 : 0

  name                    = "${var.name_prefix}-redhat-api-credentials"
  description             = "Red Hat API credentials of ${var.name_prefix}-ami-copier"
  recovery_window_in_days = 0
  tags                    = var.tags
}

resource "aws_secretsmanager_secret_version" "redhat_api" {
  count = local.uses_secret && !local.has_existing_secret ? 1 : 0

  secret_id     = one(aws_secretsmanager_secret.redhat_api[*].id)
  secret_string = jsonencode(var.redhat_offline_token != "" ? local.offline_access : local.service_account)
}

# Name and ARN only: no value of an existing secret or parameter is ever read here.
data "aws_secretsmanager_secret" "existing" {
  count = local.uses_secret && local.has_existing_secret ? 1 : 0

  name = var.existing_redhat_secret_arn == "" ? var.existing_redhat_secret_name : null
  arn  = var.existing_redhat_secret_arn != "" ? var.existing_redhat_secret_arn : null
}

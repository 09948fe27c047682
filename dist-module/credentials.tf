# Generated from TypeScript (stacks/ami-copier); change it there.

locals {
  uses_parameters = var.enable_redhat_api && var.redhat_credential_store == "ssm"
  uses_secret     = var.enable_redhat_api && var.redhat_credential_store == "secretsmanager"
  # Whether a credential is given is no secret; as one it would make everything that depends on it one too.
  has_inline_service_account = nonsensitive(var.redhat_client_id != "" && var.redhat_client_secret != "")
  # One of them that is known when Terraform plans is enough: the others may be made in the same configuration.
  has_inline_credentials = nonsensitive(anytrue([var.redhat_client_id != "", var.redhat_client_secret != "", var.redhat_offline_token != ""]))
  # Existing credentials have no part in it: what the same configuration makes is not known when Terraform counts.
  keeps_parameters           = local.uses_parameters ? local.has_inline_credentials : false
  has_existing_secret        = var.existing_redhat_secret_arn != "" || var.existing_redhat_secret_name != ""
  has_existing_client_id     = var.existing_redhat_client_id_param_arn != "" || var.existing_redhat_client_id_param_name != ""
  has_existing_client_secret = var.existing_redhat_client_secret_param_arn != "" || var.existing_redhat_client_secret_param_name != ""
  has_existing_parameters    = local.has_existing_client_id || local.has_existing_client_secret
  has_existing_credentials   = local.has_existing_secret || local.has_existing_parameters
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
  keeps_secret   = local.uses_secret ? local.has_inline_credentials : false
  offline_access = { offline_token = var.redhat_offline_token }
  service_account = {
    client_id     = var.redhat_client_id
    client_secret = var.redhat_client_secret
  }
  # An ARN is used as it is: Secrets Manager looks for a name only in the account of who asks.
  secret_id = (
    var.existing_redhat_secret_arn != ""
    ? var.existing_redhat_secret_arn
    : var.existing_redhat_secret_name != ""
    ? var.existing_redhat_secret_name
    : one(aws_secretsmanager_secret.redhat_api[*].name)
  )
  # The question marks stand for the six characters that AWS adds to a secret's name in its ARN.
  existing_secret_arn = (
    can(regex("-[a-zA-Z0-9]{6}$", var.existing_redhat_secret_arn))
    ? var.existing_redhat_secret_arn
    : "${var.existing_redhat_secret_arn}-??????"
  )
  secret_arn = (
    var.existing_redhat_secret_arn != ""
    ? local.existing_secret_arn
    : var.existing_redhat_secret_name != ""
    ? "${local.secretsmanager_arn_prefix}:secret:${var.existing_redhat_secret_name}-??????"
    : one(aws_secretsmanager_secret.redhat_api[*].arn)
  )
}

resource "aws_ssm_parameter" "redhat_client_id" {
  count = local.keeps_parameters ? 1 : 0

  name        = "/${var.name_prefix}/redhat/client-id"
  type        = "SecureString"
  description = "Client ID of the Red Hat service account of ${var.name_prefix}-ami-copier"
  value       = var.redhat_client_id
  tags        = var.tags
}

resource "aws_ssm_parameter" "redhat_client_secret" {
  count = local.keeps_parameters ? 1 : 0

  name        = "/${var.name_prefix}/redhat/client-secret"
  type        = "SecureString"
  description = "Client secret of the Red Hat service account of ${var.name_prefix}-ami-copier"
  value       = var.redhat_client_secret
  tags        = var.tags
}

# No recovery window: Terraform holds the value, so nothing is lost for good, and the name is free again at once.
resource "aws_secretsmanager_secret" "redhat_api" {
  count = local.keeps_secret ? 1 : 0

  name                    = "${var.name_prefix}-redhat-api-credentials"
  description             = "Red Hat API credentials of ${var.name_prefix}-ami-copier"
  recovery_window_in_days = 0
  tags                    = var.tags
}

resource "aws_secretsmanager_secret_version" "redhat_api" {
  count = local.keeps_secret ? 1 : 0

  secret_id     = one(aws_secretsmanager_secret.redhat_api[*].id)
  secret_string = jsonencode(var.redhat_offline_token != "" ? local.offline_access : local.service_account)
}

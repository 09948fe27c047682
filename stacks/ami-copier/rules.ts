import { hcl } from "../shared/hcl.ts";

/** A rule that looks at several inputs. */
interface Rule {
  readonly condition: string;
  readonly errorMessage: string;
}

function notBoth(what: string, arn: string, name: string): Rule {
  return {
    condition: hcl`!(var.${arn} != "" && var.${name} != "")`,
    errorMessage: `Give the existing ${what} by ARN or by name, not both: remove ${arn} or ${name}.`,
  };
}

/**
 * Rules across inputs (B16-B24, D31), checked when Terraform plans. They are preconditions because a variable's own validation may look at
 * other variables only since Terraform 1.9.
 */
export const inputRules: readonly Rule[] = [
  notBoth("secret", "existing_redhat_secret_arn", "existing_redhat_secret_name"),
  notBoth("client ID parameter", "existing_redhat_client_id_param_arn", "existing_redhat_client_id_param_name"),
  notBoth(
    "client secret parameter",
    "existing_redhat_client_secret_param_arn",
    "existing_redhat_client_secret_param_name",
  ),
  {
    condition: hcl`local.has_existing_client_id == local.has_existing_client_secret`,
    errorMessage:
      "Existing SSM parameters are needed for both the client ID and the client secret: add the existing_redhat_client_id_param or existing_redhat_client_secret_param input that is missing, or remove the other.",
  },
  {
    condition: hcl`!var.enable_redhat_api || local.has_inline_credentials || local.has_existing_secret || local.has_existing_parameters`,
    errorMessage:
      "enable_redhat_api needs credentials: set redhat_client_id and redhat_client_secret, or refer to an existing secret or existing SSM parameters.",
  },
  {
    condition: hcl`!var.enable_redhat_api || !local.has_inline_credentials || !(local.has_existing_secret || local.has_existing_parameters)`,
    errorMessage:
      "Give Red Hat's credentials as inputs or refer to existing ones, not both: remove redhat_client_id, redhat_client_secret and redhat_offline_token, or the existing_redhat_ inputs.",
  },
  {
    condition: hcl`!local.has_existing_secret || var.redhat_credential_store == "secretsmanager"`,
    errorMessage: 'An existing secret needs redhat_credential_store = "secretsmanager".',
  },
  {
    condition: hcl`!local.has_existing_parameters || var.redhat_credential_store == "ssm"`,
    errorMessage: 'Existing SSM parameters need redhat_credential_store = "ssm".',
  },
  {
    condition: hcl`var.enable_redhat_api || !(local.has_existing_secret || local.has_existing_parameters)`,
    errorMessage:
      "Existing credentials are only used with enable_redhat_api = true: set it, or remove the existing_redhat_ inputs.",
  },
  {
    condition: hcl`!local.uses_parameters || local.has_inline_service_account || !local.has_inline_credentials`,
    errorMessage:
      'An offline token can only be kept in Secrets Manager: set redhat_credential_store = "secretsmanager", or use redhat_client_id and redhat_client_secret.',
  },
  {
    condition: hcl`can(regex("^arn:", var.kms_key_id)) ? split(":", var.kms_key_id)[3] == data.aws_region.current.id : true`,
    errorMessage:
      "kms_key_id must be a key in the Region of the copies, which is the AWS provider's: name a key of that Region.",
  },
  {
    condition: hcl`alltrue([for arn in concat(compact([var.existing_redhat_secret_arn, var.existing_redhat_client_id_param_arn, var.existing_redhat_client_secret_param_arn]), var.credential_kms_key_arns) : split(":", arn)[3] == data.aws_region.current.id])`,
    errorMessage:
      "The existing credentials and their keys must be in the Region of the functions, which is the AWS provider's: give ARNs of that Region in the existing_redhat_ inputs and in credential_kms_key_arns.",
  },
  {
    condition: hcl`var.log_kms_key_arn == "" ? true : split(":", var.log_kms_key_arn)[3] == data.aws_region.current.id`,
    errorMessage:
      "log_kms_key_arn must be a key in the Region of the log groups, which is the AWS provider's: name a key of that Region.",
  },
  {
    condition: hcl`length(jsonencode(local.initiator_environment)) <= 4096`,
    errorMessage:
      "The initiator's environment variables are longer than Lambda's 4 KB: shorten source_name_filters or the names of the existing SSM parameters.",
  },
  {
    condition: hcl`var.gp3_throughput == null ? true : var.gp3_throughput * 4 <= coalesce(var.gp3_iops, 3000)`,
    errorMessage:
      "gp3 gives at most 0.25 MiB/s for each of a volume's IOPS: set gp3_iops to at least four times gp3_throughput.",
  },
];

import type { IResolvable } from "cdktf";
import type { Account } from "../shared/account.ts";
import type { CustomerManagedKey } from "../shared/encryption.ts";
import { hcl } from "../shared/hcl.ts";
import { inRegion, parameterNames, type Precondition } from "../shared/settings.ts";
import type { Credentials } from "./credentials.ts";
import { input } from "./inputs.ts";

/** What the rules look at beside the inputs themselves. */
interface Parts {
  readonly account: Account;
  readonly key: CustomerManagedKey;
  readonly credentials: Credentials;
  /** The initiator's environment. */
  readonly environment: IResolvable;
}

type ExistingReference = Extract<keyof typeof input, `existing_redhat_${string}`>;

function notBoth(what: string, arn: ExistingReference, name: ExistingReference): Precondition {
  return {
    condition: hcl`!(${input[arn]} != "" && ${input[name]} != "")`,
    errorMessage: `Give the existing ${what} by ARN or by name, not both: remove ${arn} or ${name}.`,
  };
}

/**
 * Rules across inputs, checked when Terraform plans. They are preconditions because a variable's own validation may look at other variables
 * only since Terraform 1.9.
 */
export function inputRules({ account, key, credentials, environment }: Parts): readonly Precondition[] {
  const { hasExisting } = credentials;
  return [
    notBoth("secret", "existing_redhat_secret_arn", "existing_redhat_secret_name"),
    notBoth("client ID parameter", "existing_redhat_client_id_param_arn", "existing_redhat_client_id_param_name"),
    notBoth(
      "client secret parameter",
      "existing_redhat_client_secret_param_arn",
      "existing_redhat_client_secret_param_name",
    ),
    {
      condition: hcl`${credentials.clientId.isGiven} == ${credentials.clientSecret.isGiven}`,
      errorMessage:
        "Existing SSM parameters are needed for both the client ID and the client secret: add the existing_redhat_client_id_param or existing_redhat_client_secret_param input that is missing, or remove the other.",
    },
    {
      condition: hcl`!${input.enable_redhat_api} || ${credentials.hasInline} || ${hasExisting}`,
      errorMessage:
        "enable_redhat_api needs credentials: set redhat_client_id and redhat_client_secret, or refer to an existing secret or existing SSM parameters.",
    },
    {
      condition: hcl`!${input.enable_redhat_api} || nonsensitive((${input.redhat_client_id} != "") == (${input.redhat_client_secret} != ""))`,
      errorMessage:
        "redhat_client_id and redhat_client_secret are one service account: set both, or remove the one that is given.",
    },
    {
      condition: hcl`!${input.enable_redhat_api} || !${credentials.hasInline} || !${hasExisting}`,
      errorMessage:
        "Give Red Hat's credentials as inputs or refer to existing ones, not both: remove redhat_client_id, redhat_client_secret and redhat_offline_token, or the existing_redhat_ inputs.",
    },
    {
      condition: hcl`!${credentials.hasExistingSecret} || ${input.redhat_credential_store} == "secretsmanager"`,
      errorMessage:
        'An existing secret needs redhat_credential_store = "secretsmanager": set it, or remove existing_redhat_secret_arn and existing_redhat_secret_name.',
    },
    {
      condition: hcl`!${credentials.hasExistingParameters} || ${input.redhat_credential_store} == "ssm"`,
      errorMessage:
        'Existing SSM parameters need redhat_credential_store = "ssm": set it, or remove the existing_redhat_client_id_param and existing_redhat_client_secret_param inputs.',
    },
    {
      condition: hcl`${input.enable_redhat_api} || !${hasExisting}`,
      errorMessage:
        "Existing credentials are only used with enable_redhat_api = true: set it, or remove the existing_redhat_ inputs.",
    },
    {
      condition: hcl`${input.enable_redhat_api} || !${credentials.hasInline}`,
      errorMessage:
        "Red Hat's credentials are only used with enable_redhat_api = true: set it, or remove redhat_client_id, redhat_client_secret and redhat_offline_token.",
    },
    {
      condition: hcl`length(${input.credential_kms_key_arns}) == 0 || ${hasExisting}`,
      errorMessage:
        "credential_kms_key_arns are the keys of an existing secret or existing SSM parameters, as what the module keeps needs none: remove it, or refer to existing credentials.",
    },
    {
      condition: hcl`!${credentials.usesParameters} || ${credentials.hasInlineServiceAccount} || !${credentials.hasInline}`,
      errorMessage:
        'An offline token can only be kept in Secrets Manager: set redhat_credential_store = "secretsmanager", or use redhat_client_id and redhat_client_secret.',
    },
    {
      // Secrets Manager User Guide, access from a different account.
      condition: hcl`${input.existing_redhat_secret_arn} == "" ? true : split(":", ${input.existing_redhat_secret_arn})[4] == ${account.accountId} || length(${input.credential_kms_key_arns}) > 0`,
      errorMessage:
        "existing_redhat_secret_arn of another account can only be read with a customer managed key: name the secret's key in credential_kms_key_arns.",
    },
    parameterNames(
      input.name_prefix,
      "name_prefix",
      credentials.keepsParameters,
      'Choose another prefix, keep the credentials in Secrets Manager with redhat_credential_store = "secretsmanager", or refer to existing ones.',
    ),
    key.inRegion(
      "kms_key_id must be a key in the Region of the copies, which is the AWS provider's: name a key of that Region.",
    ),
    {
      condition: hcl`alltrue([for arn in concat(compact([${input.existing_redhat_secret_arn}, ${input.existing_redhat_client_id_param_arn}, ${input.existing_redhat_client_secret_param_arn}]), ${input.credential_kms_key_arns}) : split(":", arn)[3] == ${account.region}])`,
      errorMessage:
        "The existing credentials and their keys must be in the Region of the functions, which is the AWS provider's: give ARNs of that Region in the existing_redhat_ inputs and in credential_kms_key_arns.",
    },
    inRegion(
      input.log_kms_key_arn,
      account,
      "log_kms_key_arn must be a key in the Region of the log groups, which is the AWS provider's: name a key of that Region.",
    ),
    {
      condition: hcl`length(jsonencode(${environment})) <= 4096`,
      errorMessage:
        "The initiator's environment variables are longer than Lambda's 4 KB: shorten source_name_filters or the names of the existing SSM parameters.",
    },
    {
      condition: hcl`${input.gp3_throughput} == null ? true : ${input.gp3_throughput} * 4 <= coalesce(${input.gp3_iops}, 3000)`,
      errorMessage:
        "gp3 gives at most 0.25 MiB/s for each of a volume's IOPS: set gp3_iops to at least four times gp3_throughput.",
    },
  ];
}

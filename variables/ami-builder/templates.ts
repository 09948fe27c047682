import { templatesVariable } from "../ami-builder-templates.ts";
import { keyArn } from "../patterns.ts";
import { emptyOrMatches, wholeNumber } from "../rules.ts";
import { lines, type VariableDefinition } from "../variable.ts";

/** Inputs that say what is built, and where the module keeps what it knows. */
export const amiBuilderTemplateVariables = [
  templatesVariable,
  {
    name: "existing_bucket_name",
    type: "string",
    default: "",
    description: lines(
      "Bucket in the provider's Region that keeps templates, records and logs, instead of one that the module makes.",
      "Its versioning, encryption, policy and lifecycle are then yours, and it serves this installation alone. Terraform has to know the name when it plans.",
    ),
    rules: [
      emptyOrMatches(
        "existing_bucket_name",
        "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "existing_bucket_name must be a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens, or empty.",
      ),
    ],
  },
  {
    name: "bucket_kms_key_arn",
    type: "string",
    default: "",
    description: "ARN of the key that encrypts the bucket, made or existing. Empty for S3's own encryption.",
    rules: [emptyOrMatches("bucket_kms_key_arn", keyArn, "bucket_kms_key_arn must be the ARN of a KMS key, or empty.")],
  },
  {
    name: "force_destroy_bucket",
    type: "bool",
    default: false,
    description: "Whether terraform destroy removes the bucket although records and logs are in it.",
  },
  {
    name: "build_log_days",
    type: "number",
    default: 90,
    description: "Days that the bucket keeps what scripts and tests printed (1-3650).",
    rules: [wholeNumber("build_log_days", 1, 3650, "days")],
  },
] as const satisfies readonly VariableDefinition[];

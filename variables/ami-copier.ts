import {
  failureSignal,
  kmsKeyId,
  lambdaArchitecture,
  lambdaMemorySize,
  lambdaRuntime,
  logKmsKeyArn,
  logRetentionDays,
  namePrefix,
  permissionsBoundaryArn,
  scheduleEnabled,
  scheduleExpressionVariable,
  tags,
  tracingEnabled,
} from "./common.ts";
import { keyArn, partition } from "./patterns.ts";
import {
  eachMatches,
  emptyOrMatches,
  itemsBetween,
  matches,
  nullOrWholeNumber,
  oneOf,
  onlyPlaceholders,
  wholeNumber,
} from "./rules.ts";
import { lines, type VariableDefinition } from "./variable.ts";

/** The characters of an AMI name (EC2, RegisterImage) and the braces of placeholders. */
const nameTemplate = "[a-zA-Z0-9()\\\\[\\\\] ./'@_{}-]";
const architectures = ["x86_64", "arm64", "i386", "x86_64_mac", "arm64_mac"];
const parameterArn = `${partition}:ssm:[a-z0-9-]+:[0-9]{12}:parameter/[a-zA-Z0-9_./-]+`;

/** An existing SSM parameter with a credential, by ARN or by name. */
function existingParameter<const What extends "client_id" | "client_secret">(what: What) {
  const title = what.replace("_", " ");
  const arn = `existing_redhat_${what}_param_arn` as const;
  const name = `existing_redhat_${what}_param_name` as const;
  return [
    {
      name: arn,
      type: "string",
      default: "",
      description: `ARN of an existing SSM parameter with the ${title}.`,
      rules: [emptyOrMatches(arn, parameterArn, `${arn} must be the ARN of an SSM parameter, or empty.`)],
    },
    {
      name,
      type: "string",
      default: "",
      description: `Name of an existing SSM parameter with the ${title}, instead of its ARN.`,
      rules: [
        emptyOrMatches(
          name,
          "[a-zA-Z0-9_./-]{1,1000}",
          `${name} must be a parameter's name: letters, digits and _./- (an ARN goes to ${arn}).`,
        ),
      ],
    },
  ] as const;
}

/** Inputs of ami-copier: first the original's, under its names, then those that are new. */
export const amiCopierVariables = [
  namePrefix("name_prefix", {
    default: "rhel",
    pattern: "[a-zA-Z0-9_-]{1,38}",
    must: "have 1 to 38 letters, digits, hyphens or underscores: a Lambda function's name has room for no more.",
  }),
  {
    name: "ami_name_template",
    type: "string",
    default: "rhel-{uuid}-encrypted-gp3-{date}",
    description: lines(
      "Name of each copy. Placeholders:",
      "{source_name}, {uuid}, {date} (UTC, as 20261105-142030), {timestamp} (seconds since 1970).",
    ),
    rules: [
      matches(
        "ami_name_template",
        `${nameTemplate}{3,128}`,
        "ami_name_template must have 3 to 128 of the characters that an AMI name may hold (letters, digits, spaces and ()[]./-'@_) and placeholders in braces.",
      ),
      onlyPlaceholders("ami_name_template", ["source_name", "uuid", "date", "timestamp"]),
    ],
  },
  {
    name: "ami_name_tag_template",
    type: "string",
    default: "",
    description: lines(
      "Value of the Name tag of each copy; empty for none. Placeholders:",
      "{distribution}, {source_name}, {uuid}, {date}, {timestamp}.",
      "Only written when the copy has a Distribution tag, from the Red Hat API or from tags.",
    ),
    rules: [
      {
        condition: "length(var.ami_name_tag_template) <= 256",
        errorMessage: "ami_name_tag_template must have at most 256 characters, as a tag's value.",
      },
      onlyPlaceholders("ami_name_tag_template", ["distribution", "source_name", "uuid", "date", "timestamp"]),
    ],
  },
  tags({
    description: "Tags of the module's resources, of the copied images and of their snapshots.",
    own: 15,
    reserved: ["SourceAMI", "SourceAMIUUID", "CopiedBy", "CopyDate", "CopierInstallation", "CopyExecution"],
    reservedWhy: "the module writes them, and recognises its copies by them.",
  }),
  {
    name: "status_check_wait_time",
    type: "number",
    default: 300,
    description: "Seconds between two looks at the copies in progress (60-3600).",
    rules: [wholeNumber("status_check_wait_time", 60, 3600, "seconds")],
  },
  lambdaMemorySize(256),
  logRetentionDays("log_retention_days", 7),
  kmsKeyId(
    lines(
      "Customer managed key that encrypts the copies, in their Region:",
      "a key id, a key ARN, alias/name or an alias ARN. Empty for the account's default EBS key;",
      "where that is a customer managed key, name it here, as the functions may use no other.",
    ),
  ),
  scheduleExpressionVariable("schedule_expression", {
    default: "rate(12 hours)",
    description: "When to look for new images, for example rate(12 hours) or cron(0 */12 * * ? *), in UTC.",
  }),
  {
    name: "enable_redhat_api",
    type: "bool",
    default: false,
    description:
      "Tag the copies with what Red Hat's Image Builder API knows of them. Needs credentials, and they need it.",
  },
  {
    name: "redhat_credential_store",
    type: "string",
    default: "ssm",
    description: "Where the credentials are: ssm (Parameter Store) or secretsmanager.",
    rules: [
      oneOf(
        "redhat_credential_store",
        ["ssm", "secretsmanager"],
        'redhat_credential_store must be "ssm" or "secretsmanager".',
      ),
    ],
  },
  {
    name: "redhat_client_id",
    type: "string",
    default: "",
    sensitive: true,
    description:
      "Client ID of a Red Hat service account. The module stores it, and Terraform's state holds it; existing_redhat_client_id_param_name keeps it out.",
  },
  {
    name: "redhat_client_secret",
    type: "string",
    default: "",
    sensitive: true,
    description:
      "Client secret of the service account. The module stores it, and Terraform's state holds it; existing_redhat_client_secret_param_name keeps it out.",
  },
  {
    name: "redhat_offline_token",
    type: "string",
    default: "",
    sensitive: true,
    description: "Deprecated: offline token of a Red Hat user, instead of a service account. Only with secretsmanager.",
  },
  {
    name: "existing_redhat_secret_arn",
    type: "string",
    default: "",
    description:
      "ARN of an existing secret with the credentials, as JSON with client_id and client_secret, or offline_token. One of another account needs its key in credential_kms_key_arns.",
    rules: [
      emptyOrMatches(
        "existing_redhat_secret_arn",
        `${partition}:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[a-zA-Z0-9/_+=.@-]+`,
        "existing_redhat_secret_arn must be the ARN of a Secrets Manager secret, or empty.",
      ),
    ],
  },
  {
    name: "existing_redhat_secret_name",
    type: "string",
    default: "",
    description: "Name of an existing secret of this account with the credentials, instead of its ARN.",
    rules: [
      emptyOrMatches(
        "existing_redhat_secret_name",
        "[a-zA-Z0-9/_+=.@-]{1,512}",
        "existing_redhat_secret_name must be a secret's name: letters, digits and /_+=.@- (an ARN goes to existing_redhat_secret_arn).",
      ),
    ],
  },
  ...existingParameter("client_id"),
  ...existingParameter("client_secret"),
  {
    name: "credential_kms_key_arns",
    type: "list(string)",
    default: [],
    description: "ARNs of the customer managed keys that encrypt the existing secret or parameters, if any.",
    rules: [
      itemsBetween("credential_kms_key_arns", 0, 10, "credential_kms_key_arns must name at most 10 keys."),
      eachMatches(
        "credential_kms_key_arns",
        keyArn,
        "credential_kms_key_arns must be ARNs of KMS keys (not of aliases, which give no right on a key).",
      ),
    ],
  },
  {
    name: "source_owner_ids",
    type: "list(string)",
    default: ["463606842039"],
    description: "Accounts whose shared images are copied. The default is Red Hat Image Builder's.",
    rules: [
      itemsBetween("source_owner_ids", 1, 20, "source_owner_ids must name 1 to 20 accounts."),
      eachMatches("source_owner_ids", "[0-9]{12}", "source_owner_ids must be account ids of 12 digits."),
    ],
  },
  {
    name: "source_region",
    type: "string",
    default: "",
    description: "Region the images are shared in. Empty for the Region of the copies.",
    rules: [
      emptyOrMatches(
        "source_region",
        "[a-z]{2,}(-[a-z]+)+-[0-9]+",
        "source_region must be a Region such as us-east-1, or empty for the Region of the copies.",
      ),
    ],
  },
  {
    name: "source_name_filters",
    type: "list(string)",
    default: [],
    description: "Copy only images whose name matches one of these patterns, with * and ?. Empty for all.",
    rules: [
      {
        condition:
          "length(var.source_name_filters) <= 20 && alltrue([for item in var.source_name_filters : length(item) >= 1 && length(item) <= 128])",
        errorMessage: "source_name_filters must have at most 20 patterns of 1 to 128 characters.",
      },
      {
        condition: "length(jsonencode(var.source_name_filters)) <= 2048",
        errorMessage:
          "source_name_filters must be shorter than 2,048 characters together: they are handed to a function whose environment has 4 KB.",
      },
    ],
  },
  {
    name: "source_architectures",
    type: "list(string)",
    default: [],
    description: "Copy only images of these architectures, for example x86_64 or arm64. Empty for all.",
    rules: [
      itemsBetween(
        "source_architectures",
        0,
        architectures.length,
        "source_architectures must name each architecture once.",
      ),
      eachMatches(
        "source_architectures",
        `(${architectures.join("|")})`,
        `source_architectures must be of ${architectures.join(", ")}.`,
      ),
    ],
  },
  {
    name: "max_concurrent_copies",
    type: "number",
    default: 20,
    description:
      "EBS volumes copied at a time (1-100); more images are taken in waves. The default is the quota of concurrent snapshot copies of a Region.",
    rules: [wholeNumber("max_concurrent_copies", 1, 100, "volumes")],
  },
  {
    name: "copy_timeout_hours",
    type: "number",
    default: 12,
    description:
      "Hours that a copy may take (1-24). One that is not complete in that time and one more hour, for waiting to start, is given up and removed.",
    rules: [wholeNumber("copy_timeout_hours", 1, 24, "hours")],
  },
  {
    name: "gp3_iops",
    type: "number",
    default: null,
    description:
      "IOPS of every volume of the copies (3000-80000; older Regions allow 16000). Null for at least what the source volume sustained.",
    rules: [nullOrWholeNumber("gp3_iops", 3000, 80000, "IOPS")],
  },
  {
    name: "gp3_throughput",
    type: "number",
    default: null,
    description:
      "Throughput in MiB/s of every volume of the copies (125-2000; older Regions allow 1000). Null for at least what the source volume sustained.",
    rules: [nullOrWholeNumber("gp3_throughput", 125, 2000, "MiB/s")],
  },
  {
    name: "imds_support",
    type: "string",
    default: null,
    description: 'Set to "v2.0" to have instances of the copies require IMDSv2. Null leaves it as in the source.',
    rules: [
      {
        condition: 'var.imds_support == null ? true : var.imds_support == "v2.0"',
        errorMessage: 'imds_support must be null or "v2.0".',
      },
    ],
  },
  scheduleEnabled("schedule_enabled"),
  lambdaRuntime,
  lambdaArchitecture,
  tracingEnabled(false),
  logKmsKeyArn,
  permissionsBoundaryArn,
  ...failureSignal({
    alarmsEnabled: false,
    hoursWithoutSuccess: 26,
    hoursAdvice: "twice the schedule's interval",
  }),
] as const satisfies readonly VariableDefinition[];

import type { VariableDefinition, VariableRule } from "./variable.ts";

const partition = "arn:aws[a-z-]*";
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
/** `mrk-` keys exist in several Regions under the same id. */
const keyId = `(${uuid}|mrk-[0-9a-f]{32})`;
const keyArn = `${partition}:kms:[a-z0-9-]+:[0-9]{12}:key/${keyId}`;
const alias = "alias/[a-zA-Z0-9/_-]+";
/** The characters of an AMI name (EC2, RegisterImage) and the braces of placeholders. */
const nameTemplate = "[a-zA-Z0-9()\\\\[\\\\] ./'@_{}-]";

/** The characters of an IAM tag (IAM, TagRole), the narrowest of the services whose resources get the tags. */
const tagCharacters = "[\\\\p{L}\\\\p{Z}\\\\p{N}_.:/=+@-]";

function matches(name: string, pattern: string, errorMessage: string): VariableRule {
  return { condition: `can(regex("^${pattern}$", var.${name}))`, errorMessage };
}

function emptyOrMatches(name: string, pattern: string, errorMessage: string): VariableRule {
  return matches(name, `(${pattern})?`, errorMessage);
}

function eachMatches(name: string, pattern: string, errorMessage: string): VariableRule {
  return { condition: `alltrue([for item in var.${name} : can(regex("^${pattern}$", item))])`, errorMessage };
}

function wholeNumber(name: string, least: number, most: number, unit: string): VariableRule {
  return {
    condition: `var.${name} >= ${least} && var.${name} <= ${most} && floor(var.${name}) == var.${name}`,
    errorMessage: `${name} must be a whole number of ${unit} from ${least} to ${most}.`,
  };
}

function nullOrWholeNumber(name: string, least: number, most: number, unit: string): VariableRule {
  return {
    condition: `var.${name} == null ? true : var.${name} >= ${least} && var.${name} <= ${most} && floor(var.${name}) == var.${name}`,
    errorMessage: `${name} must be null or a whole number of ${unit} from ${least} to ${most}.`,
  };
}

function oneOf(name: string, values: readonly (string | number)[], errorMessage: string): VariableRule {
  return { condition: `contains(${JSON.stringify(values)}, var.${name})`, errorMessage };
}

/** A placeholder that is not known would stay in the name, and braces are no characters of one. */
function onlyPlaceholders(name: string, placeholders: readonly string[]): VariableRule {
  return {
    condition: `!can(regex("[{}]", replace(var.${name}, "/\\\\{(${placeholders.join("|")})\\\\}/", "")))`,
    errorMessage: `${name} must have braces only around ${placeholders.join(", ")}.`,
  };
}

/** What CloudWatch Logs accepts; 0 is Terraform's way to say never. */
const retentionDays = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const architectures = ["x86_64", "arm64", "i386", "x86_64_mac", "arm64_mac"];

function existingReference(kind: string, name: string, arn: string): VariableRule {
  return emptyOrMatches(name, arn, `${name} must be the ARN of ${kind}, or empty.`);
}

const parameterArn = `${partition}:ssm:[a-z0-9-]+:[0-9]{12}:parameter/[a-zA-Z0-9_./-]+`;
const parameterName = "[a-zA-Z0-9_./-]{1,1000}";

/** A description of several lines, which ends with a line break as a heredoc does. */
function lines(...text: readonly string[]): string {
  return `${text.join("\n")}\n`;
}

/** Inputs of ami-copier: first the original's, under its names (B1-B14), then those that are new. */
export const amiCopierVariables: readonly VariableDefinition[] = [
  {
    name: "name_prefix",
    type: "string",
    default: "rhel",
    description:
      "Prefix of the names of all resources. IAM role names are global: use another prefix for each installation in an account.",
    rules: [
      matches(
        "name_prefix",
        "[a-zA-Z0-9_-]{1,38}",
        "name_prefix must have 1 to 38 letters, digits, hyphens or underscores: a Lambda function's name has room for no more.",
      ),
    ],
  },
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
  {
    name: "tags",
    type: "map(string)",
    default: {},
    description: "Tags of the module's resources, of the copied images and of their snapshots.",
    rules: [
      {
        condition: "length(var.tags) <= 37",
        errorMessage:
          "tags must have at most 37 entries: AWS allows 50 tags, and the module writes up to 13 of its own.",
      },
      {
        condition:
          'alltrue([for key, value in var.tags : length(key) >= 1 && length(key) <= 127 && !can(regex("^(?i)aws:", key)) && length(value) <= 256])',
        errorMessage:
          "tags must have keys of 1 to 127 characters that do not begin with aws:, and values of at most 256 characters.",
      },
      {
        condition: `alltrue([for text in concat(keys(var.tags), values(var.tags)) : can(regex("^${tagCharacters}*$", text))])`,
        errorMessage:
          "tags must hold only letters, digits, spaces and the characters _.:/=+-@ because the roles have them too, and IAM takes no others.",
      },
      {
        condition:
          'length(distinct([for key in setunion(keys(var.tags), ["Name"]) : lower(key)])) == length(setunion(keys(var.tags), ["Name"]))',
        errorMessage:
          "tags must not have keys that differ in case only, nor Name in another case: the roles have them too, and IAM takes such keys for the same.",
      },
      {
        condition:
          'length(setintersection(keys(var.tags), ["SourceAMI", "SourceAMIUUID", "CopiedBy", "CopyDate"])) == 0',
        errorMessage:
          "tags must not hold SourceAMI, SourceAMIUUID, CopiedBy or CopyDate: the module writes them, and recognises its copies by them.",
      },
    ],
  },
  {
    name: "status_check_wait_time",
    type: "number",
    default: 300,
    description: "Seconds between two looks at the copies in progress (60-3600).",
    rules: [wholeNumber("status_check_wait_time", 60, 3600, "seconds")],
  },
  {
    name: "lambda_memory_size",
    type: "number",
    default: 256,
    description: "Memory of each function in MB (128-10240).",
    rules: [wholeNumber("lambda_memory_size", 128, 10240, "MB")],
  },
  {
    name: "log_retention_days",
    type: "number",
    default: 7,
    description: "Days that CloudWatch Logs keeps the logs; 0 keeps them for ever.",
    rules: [
      oneOf(
        "log_retention_days",
        retentionDays,
        `log_retention_days must be one of the periods CloudWatch Logs has: ${retentionDays.join(", ")}.`,
      ),
    ],
  },
  {
    name: "kms_key_id",
    type: "string",
    default: "",
    description: lines(
      "Customer key that encrypts the copies, in their Region:",
      "a key id, a key ARN, alias/name or an alias ARN. Empty for the account's default EBS key;",
      "where that is a customer key, name it here, as the functions may use no other.",
    ),
    rules: [
      emptyOrMatches(
        "kms_key_id",
        `${keyId}|${keyArn}|${alias}|${partition}:kms:[a-z0-9-]+:[0-9]{12}:${alias}`,
        "kms_key_id must be a KMS key id, a key ARN, alias/name or an alias ARN, or empty.",
      ),
    ],
  },
  {
    name: "schedule_expression",
    type: "string",
    default: "rate(12 hours)",
    description: "When to look for new images, for example rate(12 hours) or cron(0 */12 * * ? *), in UTC.",
    rules: [
      matches(
        "schedule_expression",
        "(rate\\\\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\\\\)|cron\\\\([^ ()]+ [^ ()]+ (\\\\? [^ ()]+ [^ ()]+|[^ ()]+ [^ ()]+ \\\\?) [^ ()]+\\\\))",
        "schedule_expression must be rate(1 hour), rate(12 hours) and the like with minutes, hours or days, or cron() with six fields, one of the two for days a ?, for example cron(0 6 * * ? *).",
      ),
    ],
  },
  {
    name: "enable_redhat_api",
    type: "bool",
    default: false,
    description: "Tag the copies with what Red Hat's Image Builder API knows of them. Needs credentials.",
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
      "ARN of an existing secret with the credentials, as JSON with client_id and client_secret, or offline_token.",
    rules: [
      existingReference(
        "a Secrets Manager secret",
        "existing_redhat_secret_arn",
        `${partition}:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[a-zA-Z0-9/_+=.@-]+`,
      ),
    ],
  },
  {
    name: "existing_redhat_secret_name",
    type: "string",
    default: "",
    description: "Name of an existing secret with the credentials, instead of its ARN.",
    rules: [
      emptyOrMatches(
        "existing_redhat_secret_name",
        "[a-zA-Z0-9/_+=.@-]{1,512}",
        "existing_redhat_secret_name must be a secret's name: letters, digits and /_+=.@- (an ARN goes to existing_redhat_secret_arn).",
      ),
    ],
  },
  ...["client_id", "client_secret"].flatMap((what): VariableDefinition[] => {
    const title = what.replace("_", " ");
    return [
      {
        name: `existing_redhat_${what}_param_arn`,
        type: "string",
        default: "",
        description: `ARN of an existing SSM parameter with the ${title}.`,
        rules: [existingReference("an SSM parameter", `existing_redhat_${what}_param_arn`, parameterArn)],
      },
      {
        name: `existing_redhat_${what}_param_name`,
        type: "string",
        default: "",
        description: `Name of an existing SSM parameter with the ${title}, instead of its ARN.`,
        rules: [
          emptyOrMatches(
            `existing_redhat_${what}_param_name`,
            parameterName,
            `existing_redhat_${what}_param_name must be a parameter's name: letters, digits and _./- (an ARN goes to existing_redhat_${what}_param_arn).`,
          ),
        ],
      },
    ];
  }),
  {
    name: "credential_kms_key_arns",
    type: "list(string)",
    default: [],
    description: "ARNs of the customer keys that encrypt the existing secret or parameters, if any.",
    rules: [
      {
        condition: "length(var.credential_kms_key_arns) <= 10",
        errorMessage: "credential_kms_key_arns must name at most 10 keys.",
      },
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
      {
        condition: "length(var.source_owner_ids) >= 1 && length(var.source_owner_ids) <= 20",
        errorMessage: "source_owner_ids must name 1 to 20 accounts.",
      },
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
      {
        condition: `length(var.source_architectures) <= ${architectures.length}`,
        errorMessage: "source_architectures must name each architecture once.",
      },
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
    description: "Hours after which a copy that is not complete is given up and removed (1-24).",
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
  {
    name: "schedule_enabled",
    type: "bool",
    default: true,
    description: "Whether the schedule starts runs. Without it only you do.",
  },
  {
    name: "lambda_runtime",
    type: "string",
    default: "nodejs22.x",
    description: "Runtime of the functions: Node.js 20 or newer.",
    rules: [
      matches(
        "lambda_runtime",
        "nodejs(2[02468]|[3-9][02468])\\\\.x",
        "lambda_runtime must be a Node.js runtime of Lambda from nodejs20.x on, for example nodejs22.x.",
      ),
    ],
  },
  {
    name: "lambda_architecture",
    type: "string",
    default: "arm64",
    description: "Processor of the functions: arm64 or x86_64.",
    rules: [oneOf("lambda_architecture", ["arm64", "x86_64"], 'lambda_architecture must be "arm64" or "x86_64".')],
  },
  {
    name: "tracing_enabled",
    type: "bool",
    default: false,
    description: "Trace the state machine and the functions with X-Ray.",
  },
  {
    name: "log_kms_key_arn",
    type: "string",
    default: "",
    description: "ARN of the key that encrypts the log groups; its policy must allow CloudWatch Logs. Empty for none.",
    rules: [emptyOrMatches("log_kms_key_arn", keyArn, "log_kms_key_arn must be the ARN of a KMS key, or empty.")],
  },
  {
    name: "permissions_boundary_arn",
    type: "string",
    default: "",
    description: "ARN of the permissions boundary of all roles. Empty for none.",
    rules: [
      emptyOrMatches(
        "permissions_boundary_arn",
        `${partition}:iam::([0-9]{12}|aws):policy/.+`,
        "permissions_boundary_arn must be the ARN of an IAM policy, or empty.",
      ),
    ],
  },
];

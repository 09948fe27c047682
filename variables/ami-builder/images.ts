import { kmsKeyId } from "../common.ts";
import { accountId, partition } from "../patterns.ts";
import { eachMatches, itemsBetween, matches, nullOrWholeNumber, onlyPlaceholders } from "../rules.ts";
import { lines, type VariableDefinition, type VariableRule } from "../variable.ts";

/** The characters of an AMI name (EC2, CreateImage) and the braces of placeholders. */
const nameTemplate = "[a-zA-Z0-9()\\\\[\\\\] ./'@_{}-]";
/** What can be cleaned before an image is made. */
const hygieneItems = [
  "ssh_host_keys",
  "authorized_keys",
  "machine_id",
  "cloud_init",
  "logs",
  "history",
  "temp",
  "random_seed",
  "ssm_agent",
] as const;
/** Organizations and OUs, as EC2 shares images with them. */
const organization = `${partition}:organizations::${accountId}:organization/o-[a-z0-9]{10,32}`;
const unit = `${partition}:organizations::${accountId}:ou/o-[a-z0-9]{10,32}/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}`;

/** Rules of a template of image names, which must be as unique as ids are. */
export function nameTemplateRules(name: string, placeholders: readonly string[]): readonly VariableRule[] {
  return [
    matches(
      name,
      `${nameTemplate}{3,128}`,
      `${name} must have 3 to 128 of the characters that an AMI name may hold (letters, digits, spaces and ()[]./-'@_) and placeholders in braces.`,
    ),
    onlyPlaceholders(name, placeholders),
    {
      condition: `can(regex("\\\\{id\\\\}", var.${name}))`,
      errorMessage: `${name} must hold {id}: without it two images would have one name.`,
    },
  ];
}

/** Inputs that say what images are like, what they are called, and who gets them. */
export const amiBuilderImageVariables = [
  kmsKeyId(
    lines(
      "Customer managed key that encrypts instances and images, in the provider's Region:",
      "a key id, a key ARN, alias/name or an alias ARN. Empty for the account's default EBS key;",
      "where that is a customer managed key, name it here, as the functions may use no other.",
    ),
  ),
  {
    name: "encrypt_images",
    type: "bool",
    default: true,
    description: "Whether images are encrypted.",
  },
  {
    name: "imds_support",
    type: "string",
    default: "v2.0",
    nullable: true,
    description:
      'Whether instances of the images require IMDSv2: "v2.0", which cannot be undone on an image, or null for what the base image has.',
    rules: [
      {
        condition: 'var.imds_support == null ? true : var.imds_support == "v2.0"',
        errorMessage: 'imds_support must be null or "v2.0".',
      },
    ],
  },
  {
    name: "hygiene",
    type: "set(string)",
    default: hygieneItems,
    description: "What is removed before an image is made, and proved to be gone when it boots.",
    rules: [
      {
        condition: `length(setsubtract(var.hygiene, ${JSON.stringify(hygieneItems).replaceAll(",", ", ")})) == 0`,
        errorMessage: `hygiene must be of ${hygieneItems.join(", ")}.`,
      },
    ],
  },
  {
    name: "image_name_template",
    type: "string",
    default: "{template}-{version}-{architecture}-{id}",
    description:
      "Name of each image. Placeholders: {template}, {version}, {architecture}, {prefix}, and {id}, which it must hold. With {prefix} two installations of an account may build the same template.",
    rules: nameTemplateRules("image_name_template", ["template", "version", "architecture", "prefix", "id"]),
  },
  {
    name: "parameter_prefix",
    type: "string",
    default: "",
    description:
      "Beginning of the names of the parameters that name images, such as /golden. Empty for a slash and name_prefix.",
    rules: [
      {
        // Fifteen levels, of which a captured image's parameter needs four (Systems Manager, constraints for parameter names).
        condition:
          'var.parameter_prefix == "" ? true : can(regex("^(/[a-zA-Z0-9_.-]+){1,10}$", var.parameter_prefix)) && length(var.parameter_prefix) <= 400',
        errorMessage:
          "parameter_prefix must be 1 to 10 parts of letters, digits and _.- that each begin with a slash, 400 characters together, such as /golden, or empty.",
      },
      {
        condition: '!can(regex("^(?i)/(aws|ssm)", var.parameter_prefix))',
        errorMessage:
          "parameter_prefix must not begin with /aws or /ssm, as Systems Manager keeps such names to itself.",
      },
    ],
  },
  {
    name: "channels",
    type: "list(string)",
    default: ["stable"],
    description: "Names of further parameters of each template beside latest, which only promote and rollback move.",
    rules: [
      itemsBetween("channels", 0, 10, "channels must have at most 10 names."),
      eachMatches(
        "channels",
        "[a-z0-9][a-z0-9_.-]{0,39}",
        "channels must have 1 to 40 lower-case letters, digits and _.- and begin with a letter or digit.",
      ),
      {
        condition: '!contains(var.channels, "latest") && length(distinct(var.channels)) == length(var.channels)',
        errorMessage: "channels must not hold latest, which every template has, nor a name twice.",
      },
    ],
  },
  {
    name: "share_with_account_ids",
    type: "list(string)",
    default: [],
    description:
      "Accounts that images are shared with. Encrypted images need a customer managed key, whose policy lets these accounts use it.",
    rules: [
      eachMatches("share_with_account_ids", accountId, "share_with_account_ids must be account ids of 12 digits."),
    ],
  },
  {
    name: "share_with_organization_arns",
    type: "list(string)",
    default: [],
    description: "Organizations that images are shared with, by ARN.",
    rules: [
      eachMatches(
        "share_with_organization_arns",
        organization,
        "share_with_organization_arns must be ARNs of organizations, such as arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5.",
      ),
    ],
  },
  {
    name: "share_with_ou_arns",
    type: "list(string)",
    default: [],
    description: "Organizational units that images are shared with, by ARN.",
    rules: [
      eachMatches(
        "share_with_ou_arns",
        unit,
        "share_with_ou_arns must be ARNs of organizational units, such as arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-ab12-11111111.",
      ),
    ],
  },
  {
    name: "deprecate_after_days",
    type: "number",
    default: null,
    description: "Days after its creation from which EC2 shows an image as deprecated (1-3650). Null for never.",
    rules: [nullOrWholeNumber("deprecate_after_days", 1, 3650, "days")],
  },
] as const satisfies readonly VariableDefinition[];

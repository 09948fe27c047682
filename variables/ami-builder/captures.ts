import { region, securityGroupId, subnetId, tagCharacters } from "../patterns.ts";
import { eachMatches, itemsBetween, matches, oneOf, wholeNumber } from "../rules.ts";
import { lines, type VariableDefinition, type VariableRule } from "../variable.ts";
import { nameTemplateRules } from "./images.ts";

/** Text that is the key of a tag, and none that AWS or the module keeps to itself. */
function tagKeyRules(name: string): readonly VariableRule[] {
  return [
    matches(name, `${tagCharacters}{1,127}`, `${name} must have 1 to 127 letters, digits, spaces and _.:/=+-@.`),
    {
      condition: `!can(regex("^(?i)(aws:|AmiBuilder|Name$|ManagedBy$|CreatedFrom|AutoCreated$|CreatedAt$)", var.${name}))`,
      errorMessage: `${name} must not be a tag that AWS or the module writes: aws:…, AmiBuilder…, Name, ManagedBy, CreatedFrom, CreatedFromJob, AutoCreated or CreatedAt.`,
    },
  ];
}

/** A rule on the readiness of automatic captures, which may be left out. */
function readiness(condition: string, errorMessage: string): VariableRule {
  return { condition: `var.auto_capture_readiness == null ? true : ${condition}`, errorMessage };
}

const field = (name: string) => `var.auto_capture_readiness.${name}`;
const whole = (name: string, least: number, most: string) =>
  `${field(name)} >= ${least} && ${field(name)} <= ${most} && floor(${field(name)}) == ${field(name)}`;

/** Inputs of captures: images of hosts that became ready. */
export const amiBuilderCaptureVariables = [
  {
    name: "managed_by",
    type: "string",
    default: "ami-builder",
    description:
      "Value of the tag ManagedBy of images. A captured image of the same version with this value counts as existing, whoever made it.",
    rules: [
      matches(
        "managed_by",
        `${tagCharacters}{1,256}`,
        "managed_by must have 1 to 256 letters, digits, spaces and _.:/=+-@.",
      ),
    ],
  },
  {
    name: "version_tag_key",
    type: "string",
    default: "Version",
    description: "Tag with the version of a captured image, and of an instance that is captured automatically.",
    rules: tagKeyRules("version_tag_key"),
  },
  {
    name: "variant_tag_key",
    type: "string",
    default: "Variant",
    description: "Tag with the variant of a captured image, and of an instance that is captured automatically.",
    rules: tagKeyRules("variant_tag_key"),
  },
  {
    name: "version_format",
    type: "string",
    default: "as-is",
    description: "How a capture's version is written: as-is, or v, which makes v1.2 of 1.2 and of release/1.2.",
    rules: [oneOf("version_format", ["as-is", "v"], 'version_format must be "as-is" or "v".')],
  },
  {
    name: "capture_name_template",
    type: "string",
    default: "{prefix}-{version}-{id}",
    description: "Name of each captured image. Placeholders: {prefix}, {version}, and {id}, which it must hold.",
    rules: nameTemplateRules("capture_name_template", ["prefix", "version", "id"]),
  },
  {
    name: "auto_capture",
    type: "bool",
    default: false,
    description:
      "Whether an instance that begins to run, or is tagged, with the tag capture_tag_key = capture_tag_value is captured by itself.",
  },
  {
    name: "capture_tag_key",
    type: "string",
    default: "AmiCapture",
    description: "Tag without which no instance is captured, by itself or by hand.",
    rules: tagKeyRules("capture_tag_key"),
  },
  {
    name: "capture_tag_value",
    type: "string",
    default: "true",
    description: "Value of that tag with which an instance is captured by itself.",
    rules: [
      matches(
        "capture_tag_value",
        `${tagCharacters}{1,256}`,
        "capture_tag_value must have 1 to 256 letters, digits, spaces and _.:/=+-@.",
      ),
    ],
  },
  {
    name: "auto_capture_readiness",
    type: 'object({ url = string, status = optional(list(number), [200]), contains = optional(list(string), []), interval_seconds = optional(number, 30), timeout_seconds = optional(number, 5400), start_after_seconds = optional(number, 0), successes = optional(number, 1), verify_tls = optional(bool, true), via = optional(string, "lambda") })',
    default: null,
    description: lines(
      "When a host counts as ready for its automatic capture: url answers with a status of the list, and its body has one of contains.",
      "{private_ip}, {public_ip}, {private_dns} and {public_dns} in url are the host's. via: lambda asks from the function, instance from the host.",
      "Null to capture at once.",
    ),
    rules: [
      readiness(
        `can(regex("^https?://[^ /?#]+([/?#][^ ]*)?$", ${field("url")}))`,
        "auto_capture_readiness must have a url of http:// or https://, without spaces.",
      ),
      readiness(
        `length(${field("status")}) >= 1 && length(${field("status")}) <= 20 && alltrue([for code in ${field("status")} : code >= 100 && code <= 599 && floor(code) == code])`,
        "auto_capture_readiness must have 1 to 20 status codes from 100 to 599.",
      ),
      readiness(
        `length(${field("contains")}) <= 20 && alltrue([for text in ${field("contains")} : length(text) >= 1 && length(text) <= 256])`,
        "auto_capture_readiness must have at most 20 texts of 1 to 256 characters in contains.",
      ),
      readiness(
        `${whole("interval_seconds", 5, "300")} && ${whole("timeout_seconds", 5, `720 * ${field("interval_seconds")}`)}`,
        "auto_capture_readiness must have an interval_seconds from 5 to 300, and a timeout_seconds from 5 to 720 such intervals, both whole.",
      ),
      readiness(
        `${whole("start_after_seconds", 0, "86400")} && ${whole("successes", 1, "10")}`,
        "auto_capture_readiness must have a start_after_seconds from 0 to 86400, and 1 to 10 successes.",
      ),
      readiness(
        `contains(["lambda", "instance"], ${field("via")})`,
        'auto_capture_readiness must have via "lambda" or "instance".',
      ),
    ],
  },
  {
    name: "auto_capture_verify",
    type: "bool",
    default: false,
    description:
      "Boot a clone of an automatically captured image, which must meet auto_capture_readiness before the image is published.",
  },
  {
    name: "capture_regions",
    type: "list(string)",
    default: [],
    description: "Further Regions that captured images are copied to, each in regional.",
    rules: [
      itemsBetween("capture_regions", 0, 40, "capture_regions must name at most 40 Regions."),
      {
        condition: `alltrue([for name in var.capture_regions : can(regex("^${region}$", name))]) && length(distinct(var.capture_regions)) == length(var.capture_regions)`,
        errorMessage: "capture_regions must be Regions such as eu-west-1, each once.",
      },
    ],
  },
  {
    name: "capture_delay_seconds",
    type: "number",
    default: 30,
    description: "Seconds between a host's readiness and its capture (0-3600).",
    rules: [wholeNumber("capture_delay_seconds", 0, 3600, "seconds")],
  },
  {
    name: "probe_subnet_ids",
    type: "list(string)",
    default: [],
    description: lines(
      "Subnets of the function that asks hosts whether they are ready, where they have no public address.",
      "How many there are has to be known when Terraform plans. Empty for a function outside of your networks.",
    ),
    rules: [
      itemsBetween("probe_subnet_ids", 0, 16, "probe_subnet_ids must name at most 16 subnets, as Lambda allows."),
      eachMatches("probe_subnet_ids", subnetId, "probe_subnet_ids must be ids of subnets, such as subnet-0a1b2c3d."),
    ],
  },
  {
    name: "probe_security_group_ids",
    type: "list(string)",
    default: [],
    description: "Security groups of that function, which the hosts let in.",
    rules: [
      itemsBetween(
        "probe_security_group_ids",
        0,
        5,
        "probe_security_group_ids must name at most 5 groups, as Lambda allows.",
      ),
      eachMatches(
        "probe_security_group_ids",
        securityGroupId,
        "probe_security_group_ids must be ids of security groups, such as sg-0a1b2c3d.",
      ),
    ],
  },
  {
    name: "readiness_hosts",
    type: "list(string)",
    default: [],
    description: "Hosts that a readiness url may name beside the instance's own addresses, such as a load balancer's.",
    rules: [
      itemsBetween("readiness_hosts", 0, 50, "readiness_hosts must name at most 50 hosts."),
      eachMatches(
        "readiness_hosts",
        "[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?",
        "readiness_hosts must be names or addresses of hosts, without a scheme and a port.",
      ),
    ],
  },
  {
    name: "adopt_existing",
    type: "bool",
    default: false,
    description: "Whether delete and cleanup also take images that others made, with the tag ManagedBy = managed_by.",
  },
] as const satisfies readonly VariableDefinition[];

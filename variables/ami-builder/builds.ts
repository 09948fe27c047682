import { partition, region, securityGroupId, subnetId, keyAlias, keyAliasArn, keyArn, keyId } from "../patterns.ts";
import { eachMatches, emptyOrMatches, itemsBetween, nullOrWholeNumber, wholeNumber } from "../rules.ts";
import { lines, type VariableDefinition } from "../variable.ts";

/** Every entry of `regional` fulfils a condition on `place`. */
const eachRegional = (condition: string) => `alltrue([for place in values(var.regional) : ${condition}])`;
const instanceType = "[a-z0-9-]+[.][a-z0-9-]+";
/** The default quota of policies that are attached to a role (IAM and STS quotas). */
const mostPolicies = 10;

/** Inputs that say where and how instances build. */
export const amiBuilderBuildVariables = [
  {
    name: "subnet_ids",
    type: "list(string)",
    default: [],
    description: lines(
      "Subnets for the instances that build and test, of one VPC: they need a way out to Systems Manager and none in.",
      "Empty for the default VPC, whose instances reach it only with associate_public_ip_address = true.",
      "How many there are has to be known when Terraform plans.",
    ),
    rules: [
      itemsBetween("subnet_ids", 0, 16, "subnet_ids must name at most 16 subnets."),
      eachMatches("subnet_ids", subnetId, "subnet_ids must be ids of subnets, such as subnet-0a1b2c3d4e5f60718."),
    ],
  },
  {
    name: "associate_public_ip_address",
    type: "bool",
    default: false,
    description:
      "Whether these instances get a public address: their way out where a subnet has no NAT gateway. No way in opens.",
  },
  {
    name: "security_group_ids",
    type: "list(string)",
    default: [],
    description: lines(
      "Security groups of these instances. Empty for one that the module makes, without a way in.",
      "How many there are has to be known when Terraform plans.",
    ),
    rules: [
      itemsBetween(
        "security_group_ids",
        0,
        5,
        "security_group_ids must name at most 5 groups, as EC2 allows a network interface.",
      ),
      eachMatches(
        "security_group_ids",
        securityGroupId,
        "security_group_ids must be ids of security groups, such as sg-0a1b2c3d.",
      ),
    ],
  },
  {
    name: "regional",
    type: 'map(object({ subnet_ids = optional(list(string), []), security_group_ids = optional(list(string), []), kms_key_id = optional(string, "") }))',
    default: {},
    description: lines(
      "Further Regions, by name, that images may be published in: kms_key_id encrypts the images there.",
      "subnet_ids and security_group_ids are for templates that build there (region_strategy: build); {} is enough for copies.",
    ),
    rules: [
      {
        condition: `alltrue([for name in keys(var.regional) : can(regex("^${region}$", name))])`,
        errorMessage: "regional must have Regions as keys, such as eu-west-1.",
      },
      {
        condition: eachRegional(
          `length(place.subnet_ids) <= 16 && alltrue([for id in place.subnet_ids : can(regex("^${subnetId}$", id))]) && length(place.security_group_ids) <= 5 && alltrue([for id in place.security_group_ids : can(regex("^${securityGroupId}$", id))])`,
        ),
        errorMessage:
          "regional must have at most 16 ids of subnets in subnet_ids and at most 5 of security groups in security_group_ids.",
      },
      {
        condition: eachRegional("(length(place.subnet_ids) > 0) == (length(place.security_group_ids) > 0)"),
        errorMessage:
          "regional must have subnet_ids and security_group_ids of a Region both or neither: the module makes a security group in the provider's Region only.",
      },
      {
        condition: eachRegional(`can(regex("^(${keyId}|${keyArn}|${keyAlias}|${keyAliasArn})?$", place.kms_key_id))`),
        errorMessage:
          "regional must have a KMS key id, a key ARN, alias/name or an alias ARN in kms_key_id, or leave it out.",
      },
      {
        condition:
          'alltrue([for name, place in var.regional : can(regex("^arn:", place.kms_key_id)) ? split(":", place.kms_key_id)[3] == name : true])',
        errorMessage: "regional must have in kms_key_id a key of the Region that it stands under.",
      },
    ],
  },
  {
    name: "instance_types",
    type: "map(list(string))",
    default: {
      x86_64: ["t3.medium", "t3a.medium", "m6i.large"],
      arm64: ["t4g.medium", "m6g.large", "m7g.large"],
    },
    description:
      "Instance types to build on, by architecture, tried in order where EC2 has no room. What is left out has its default.",
    rules: [
      {
        condition: 'length(setsubtract(keys(var.instance_types), ["x86_64", "arm64"])) == 0',
        errorMessage: "instance_types must have x86_64 and arm64 as keys.",
      },
      {
        condition: "alltrue([for types in values(var.instance_types) : length(types) >= 1 && length(types) <= 10])",
        errorMessage: "instance_types must have 1 to 10 types for each architecture.",
      },
      {
        condition: `alltrue([for type in flatten(values(var.instance_types)) : can(regex("^${instanceType}$", type))])`,
        errorMessage: "instance_types must be instance types such as t3.medium.",
      },
    ],
  },
  {
    name: "spot",
    type: "bool",
    default: false,
    description: "Build on spot instances, the last round of tries on demand.",
  },
  {
    name: "volume_size_gb",
    type: "number",
    default: null,
    description:
      "Size of the root volume in GiB (1-16384). Null, and less than the base image's, for the base image's.",
    rules: [nullOrWholeNumber("volume_size_gb", 1, 16384, "GiB")],
  },
  {
    name: "instance_profile_name",
    type: "string",
    default: "",
    description: lines(
      "Instance profile of the instances that build, instead of one that the module makes: its role needs what the module's has.",
      "Terraform looks its role up, so the profile has to be there when it plans.",
    ),
    rules: [
      emptyOrMatches(
        "instance_profile_name",
        "[a-zA-Z0-9+=,.@_-]{1,128}",
        "instance_profile_name must be the name of an instance profile, without a path, or empty.",
      ),
    ],
  },
  {
    name: "builder_policy_arns",
    type: "list(string)",
    default: [],
    description: lines(
      "IAM policies for the role of the instances that build, for what scripts read of AWS.",
      "Terraform has to know them when it plans: a policy that the same configuration makes has to be there first.",
    ),
    rules: [
      itemsBetween(
        "builder_policy_arns",
        0,
        mostPolicies,
        `builder_policy_arns must name at most ${mostPolicies} policies: IAM attaches no more to a role.`,
      ),
      eachMatches(
        "builder_policy_arns",
        `${partition}:iam::([0-9]{12}|aws):policy/.+`,
        "builder_policy_arns must be ARNs of IAM policies.",
      ),
    ],
  },
  {
    name: "base_owner_ids",
    type: "list(string)",
    default: ["amazon", "099720109477", "136693071363"],
    description: "Who may own a base image that a template finds by name: Amazon, Canonical and Debian by default.",
    rules: [
      itemsBetween("base_owner_ids", 1, 20, "base_owner_ids must name 1 to 20 owners."),
      eachMatches(
        "base_owner_ids",
        "([0-9]{12}|amazon|aws-marketplace|self)",
        "base_owner_ids must be account ids of 12 digits, amazon, aws-marketplace or self.",
      ),
    ],
  },
  {
    name: "max_concurrent_builds",
    type: "number",
    default: 4,
    description: "Images built at a time (1-40).",
    rules: [wholeNumber("max_concurrent_builds", 1, 40, "builds")],
  },
  {
    name: "build_timeout_hours",
    type: "number",
    default: 8,
    description:
      "Hours that one image may take, from its launch to the tests on the image (1-24). Its instances end themselves then.",
    rules: [wholeNumber("build_timeout_hours", 1, 24, "hours")],
  },
  {
    name: "image_timeout_minutes",
    type: "number",
    default: 120,
    description: "Minutes that EC2 may take to make an image (10-720). A slower one is gone on with by the next run.",
    rules: [wholeNumber("image_timeout_minutes", 10, 720, "minutes")],
  },
  {
    name: "copy_timeout_hours",
    type: "number",
    default: 12,
    description: "Hours that the copy to another Region may take (1-24). A slower one is gone on with by the next run.",
    rules: [wholeNumber("copy_timeout_hours", 1, 24, "hours")],
  },
  {
    name: "max_image_age_days",
    type: "number",
    default: 30,
    description:
      "Age in days from which an image is due although nothing changed, for the updates of its packages (0-365). 0 for never.",
    rules: [wholeNumber("max_image_age_days", 0, 365, "days")],
  },
  {
    name: "verify_images",
    type: "bool",
    default: true,
    description: "Whether each image boots and passes its tests as a second instance before it is published.",
  },
  {
    name: "keep_failed_builders",
    type: "bool",
    default: false,
    description:
      "Keep an instance whose build failed, to look into it, until it ends itself after build_timeout_hours.",
  },
] as const satisfies readonly VariableDefinition[];

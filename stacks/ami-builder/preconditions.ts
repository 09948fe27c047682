import type { IResolvable } from "cdktf";
import type { Account } from "../shared/account.ts";
import { hcl, hclAny } from "../shared/hcl.ts";
import { notificationRules } from "../shared/notifications.ts";
import { inRegion, type Precondition } from "../shared/settings.ts";
import { input, notificationInputs } from "./inputs.ts";
import type { Places } from "./places.ts";
import { templatePreconditions } from "./template-rules.ts";

const shares: IResolvable = hclAny`concat(${input.share_with_account_ids}, ${input.share_with_organization_arns}, ${input.share_with_ou_arns})`;
/** The host of the readiness url: a placeholder, or a name. */
const readinessHost = hcl`regex("^https?://([^/:?#]+)", ${input.auto_capture_readiness}.url)[0]`;
const placeholders = ["{private_ip}", "{public_ip}", "{private_dns}", "{public_dns}"];

/**
 * Rules across inputs, checked when Terraform plans. They are preconditions because a variable's own validation may look at other variables
 * only since Terraform 1.9.
 */
export function inputRules({ account, regions }: Places): readonly Precondition[] {
  return [
    ...templatePreconditions({
      region: "data.aws_region.current.id",
      regional: "var.regional",
      buildTimeoutHours: "var.build_timeout_hours",
      tags: "var.tags",
    }),
    ...buildRules(account, regions),
    ...imageRules(account),
    ...captureRules(account),
    ...notificationRules(notificationInputs, account),
  ];
}

function buildRules(account: Account, regions: IResolvable): readonly Precondition[] {
  return [
    {
      condition: hcl`length(${input.subnet_ids}) > 0 || ${input.associate_public_ip_address}`,
      errorMessage:
        "subnet_ids must name subnets with a way out to Systems Manager, or associate_public_ip_address must be true: without either, instances are in the default VPC, which is left by a public address only.",
    },
    {
      condition: hcl`${input.instance_profile_name} == "" || length(${input.builder_policy_arns}) == 0`,
      errorMessage:
        "builder_policy_arns must be empty with instance_profile_name: attach the policies to the role of that profile, or remove one of the two.",
    },
    {
      condition: hcl`!contains(keys(${input.regional}), ${account.region})`,
      errorMessage:
        "regional must not hold the provider's Region: its subnets, groups and key are subnet_ids, security_group_ids and kms_key_id.",
    },
    {
      condition: hcl`alltrue(flatten([for text in values(${input.templates}) : [for region in try(yamldecode(text).regions, []) : contains(${regions}, region)]]))`,
      errorMessage:
        "templates must have each of their Regions in regional, beside the provider's: add it there, as {} for copies with the default key, as the functions may work in no other.",
    },
    inRegion(
      input.log_kms_key_arn,
      account,
      "log_kms_key_arn must be a key in the Region of the log groups, which is the AWS provider's: name a key of that Region.",
    ),
    inRegion(
      input.bucket_kms_key_arn,
      account,
      "bucket_kms_key_arn must be a key in the Region of the bucket, which is the AWS provider's: name a key of that Region.",
    ),
  ];
}

function imageRules(account: Account): readonly Precondition[] {
  return [
    {
      condition: hcl`can(regex("^arn:", ${input.kms_key_id})) ? split(":", ${input.kms_key_id})[3] == ${account.region} : true`,
      errorMessage:
        "kms_key_id must be a key in the AWS provider's Region: name one of that Region, and those of other Regions in regional.",
    },
    {
      condition: hcl`${input.encrypt_images} || ${input.kms_key_id} == "" && alltrue([for place in values(${input.regional}) : place.kms_key_id == ""])`,
      errorMessage: "encrypt_images must be true with kms_key_id, here or in regional: set it, or remove the keys.",
    },
    {
      condition: hcl`length(${shares}) <= 1000`,
      errorMessage:
        "share_with_account_ids, share_with_organization_arns and share_with_ou_arns must name at most 1,000 together: share with an organization instead of its accounts.",
    },
    {
      condition: hcl`length(${shares}) == 0 || !${input.encrypt_images} || ${input.kms_key_id} != "" && alltrue([for place in values(${input.regional}) : place.kms_key_id != ""])`,
      errorMessage:
        "kms_key_id must name a customer managed key, here and for each Region in regional, where encrypted images are shared: nobody else can use the default key.",
    },
    {
      condition: hcl`length(setintersection(keys(${input.tags}), ${[input.version_tag_key, input.variant_tag_key]})) == 0 && length(distinct(${[input.version_tag_key, input.variant_tag_key, input.capture_tag_key]})) == 3`,
      errorMessage:
        "version_tag_key, variant_tag_key and capture_tag_key must be three different tags, and tags must hold neither of the first two: the module writes them on captured images.",
    },
  ];
}

function captureRules(account: Account): readonly Precondition[] {
  return [
    {
      condition: hcl`(length(${input.probe_subnet_ids}) > 0) == (length(${input.probe_security_group_ids}) > 0)`,
      errorMessage:
        "probe_subnet_ids must be given with probe_security_group_ids: add what is missing, or remove both.",
    },
    {
      condition: hcl`alltrue([for name in ${input.capture_regions} : name != ${account.region} && contains(keys(${input.regional}), name)])`,
      errorMessage:
        "capture_regions must be further Regions, each in regional: add it there, as {} for the default key, and leave out the provider's, where each image is made.",
    },
    {
      condition: hcl`!${input.auto_capture_verify} || ${input.auto_capture_readiness} != null`,
      errorMessage:
        "auto_capture_verify must have an auto_capture_readiness, which the clone has to meet: say when a host is ready, or remove auto_capture_verify.",
    },
    {
      condition: hcl`${input.auto_capture_readiness} == null ? true : contains(concat(${placeholders}, ${input.readiness_hosts}), ${readinessHost})`,
      errorMessage:
        "auto_capture_readiness must have a url whose host is the instance's, such as https://{private_ip}/, or one of readiness_hosts: add it there.",
    },
  ];
}

import type { Construct } from "constructs";
import type { Settings } from "../../lambdas/ami-builder/settings.ts";
import { variableDefault } from "../../variables/ami-builder.ts";
import { hclAny, jsonencode } from "../shared/hcl.ts";
import { local } from "../shared/references.ts";
import type { Instances } from "./instances.ts";
import { input } from "./inputs.ts";
import type { Network } from "./network.ts";
import type { Places } from "./places.ts";

/** What settings are made of beside the inputs. */
interface Parts {
  readonly places: Places;
  readonly network: Network;
  readonly instances: Instances;
}

/**
 * The module's inputs as the functions read them: one JSON text, which the state machines' definitions hand to the tasks that need it. The
 * compiler sees to it that no field of theirs is missing.
 */
export function declareSettings(scope: Construct, { places, network, instances }: Parts): string {
  const { account, parameterPrefix } = places;
  const fields: Readonly<Record<keyof Settings, unknown>> = {
    region: account.region,
    account_id: account.accountId,
    partition: account.partition,
    tags: input.tags,
    name_prefix: input.name_prefix,
    subnet_ids: input.subnet_ids,
    associate_public_ip_address: input.associate_public_ip_address,
    security_group_ids: network.securityGroupIds,
    regional: hclAny`{ for region, place in ${input.regional} : region => merge(place, { kms_key_id = place.kms_key_id != "" ? place.kms_key_id : null }) }`,
    instance_types: hclAny`merge(${variableDefault("instance_types")}, ${input.instance_types})`,
    spot: input.spot,
    volume_size_gb: input.volume_size_gb,
    instance_profile_name: instances.profileName,
    kms_key_id: input.kms_key_id,
    encrypt_images: input.encrypt_images,
    base_owner_ids: input.base_owner_ids,
    build_timeout_hours: input.build_timeout_hours,
    image_timeout_minutes: input.image_timeout_minutes,
    copy_timeout_hours: input.copy_timeout_hours,
    max_image_age_days: input.max_image_age_days,
    verify_images: input.verify_images,
    keep_failed_builders: input.keep_failed_builders,
    imds_support: input.imds_support,
    hygiene: input.hygiene,
    image_name_template: input.image_name_template,
    capture_name_template: input.capture_name_template,
    parameter_prefix: parameterPrefix,
    channels: input.channels,
    share_with_account_ids: input.share_with_account_ids,
    share_with_organization_arns: input.share_with_organization_arns,
    share_with_ou_arns: input.share_with_ou_arns,
    deprecate_after_days: input.deprecate_after_days,
    managed_by: input.managed_by,
    version_tag_key: input.version_tag_key,
    variant_tag_key: input.variant_tag_key,
    version_format: input.version_format,
    auto_capture: input.auto_capture,
    capture_tag_key: input.capture_tag_key,
    capture_tag_value: input.capture_tag_value,
    auto_capture_readiness: input.auto_capture_readiness,
    auto_capture_verify: input.auto_capture_verify,
    capture_regions: input.capture_regions,
    capture_delay_seconds: input.capture_delay_seconds,
    readiness_hosts: input.readiness_hosts,
    adopt_existing: input.adopt_existing,
    retention_keep_newest: input.retention_keep_newest,
    retention_min_age_days: input.retention_min_age_days,
    retention_disable_days: input.retention_disable_days,
    retention_unused_days: input.retention_unused_days,
    retention_dry_run: input.retention_dry_run,
    retention_include_shared: input.retention_include_shared,
  };
  return local(
    scope,
    "settings",
    jsonencode(fields),
    "What the functions need to know of the inputs travels in the definitions: a function's environment has 4 KB only.",
  );
}

import * as z from "zod/mini";
import type { Immutable } from "../shared/immutable.ts";

/*
 * The module's inputs as the functions need them: one JSON text that the state machine's definition hands to the tasks that ask for it, since
 * a function's environment has room for 4 KB only, and lists of accounts and Regions need more.
 */

const texts = z.record(z.string(), z.string());
const list = z.array(z.string());

export const settingsSchema = z.object({
  region: z.string(),
  account_id: z.string(),
  partition: z.string(),
  tags: texts,
  name_prefix: z.string(),
  subnet_ids: list,
  associate_public_ip_address: z.boolean(),
  /** As given, or the one that the module makes. */
  security_group_ids: list,
  regional: z.record(
    z.string(),
    z.object({ subnet_ids: list, security_group_ids: list, kms_key_id: z.nullable(z.string()) }),
  ),
  instance_types: z.object({ x86_64: list, arm64: list }),
  spot: z.boolean(),
  volume_size_gb: z.nullable(z.int()),
  instance_profile_name: z.string(),
  kms_key_id: z.string(),
  encrypt_images: z.boolean(),
  base_owner_ids: list,
  build_timeout_hours: z.int(),
  image_timeout_minutes: z.int(),
  copy_timeout_hours: z.int(),
  max_image_age_days: z.int(),
  verify_images: z.boolean(),
  keep_failed_builders: z.boolean(),
  imds_support: z.nullable(z.string()),
  hygiene: list,
  image_name_template: z.string(),
  capture_name_template: z.string(),
  parameter_prefix: z.string(),
  channels: list,
  share_with_account_ids: list,
  share_with_organization_arns: list,
  share_with_ou_arns: list,
  deprecate_after_days: z.nullable(z.int()),
  managed_by: z.string(),
  version_tag_key: z.string(),
  variant_tag_key: z.string(),
  version_format: z.enum(["as-is", "v"]),
  auto_capture: z.boolean(),
  capture_tag_key: z.string(),
  capture_tag_value: z.string(),
  auto_capture_readiness: z.nullable(z.unknown()),
  auto_capture_verify: z.boolean(),
  capture_regions: list,
  capture_delay_seconds: z.int(),
  readiness_hosts: list,
  adopt_existing: z.boolean(),
  retention_keep_newest: z.nullable(z.int()),
  retention_min_age_days: z.int(),
  retention_disable_days: z.int(),
  retention_unused_days: z.int(),
  retention_dry_run: z.boolean(),
  retention_include_shared: z.boolean(),
});

/** What the module's inputs say, under their own names. */
export type Settings = Immutable<z.infer<typeof settingsSchema>>;

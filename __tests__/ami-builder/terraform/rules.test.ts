import { describe, expect, it } from "vitest";
import { amiBuilderVariables } from "../../../variables/ami-builder.ts";
import { tagKeys } from "../../../lambdas/ami-builder/contract.ts";
import { settingsSchema } from "../../../lambdas/ami-builder/settings.ts";
import { install, settingsOf } from "../support/installed.ts";

const home = "us-east-1";
const key = (region: string) => `arn:aws:kms:${region}:111122223333:key/11111111-2222-3333-4444-555555555555`;
const accounts = (count: number) => Array.from({ length: count }, (_, index) => String(index).padStart(12, "0"));
const template = (text: string) => ({ templates: { web: `name: Web\n${text}` } });
const copied = "base_ami: {source: debian-12}\nregions: [us-east-1, eu-west-1]";

describe("rules across inputs", () => {
  it.each([
    ["subnet_ids must name subnets with a way out", { subnet_ids: [] }],
    [
      "builder_policy_arns must be empty",
      { instance_profile_name: "x", builder_policy_arns: ["arn:aws:iam::aws:policy/x"] },
    ],
    ["regional must not hold the provider's Region", { regional: { [home]: {} } }],
    ["log_kms_key_arn must be a key in the Region", { log_kms_key_arn: key("eu-west-1") }],
    ["bucket_kms_key_arn must be a key in the Region", { bucket_kms_key_arn: key("eu-west-1") }],
    ["kms_key_id must be a key in the AWS provider's Region", { kms_key_id: key("eu-west-1") }],
    ["encrypt_images must be true", { encrypt_images: false, kms_key_id: "alias/x" }],
    ["encrypt_images must be true", { encrypt_images: false, regional: { "eu-west-1": { kms_key_id: "alias/x" } } }],
    ["must name at most 1,000 together", { encrypt_images: false, share_with_account_ids: accounts(1001) }],
    ["kms_key_id must name a customer managed key", { share_with_account_ids: accounts(1) }],
    [
      "kms_key_id must name a customer managed key",
      { share_with_account_ids: accounts(1), kms_key_id: "alias/x", regional: { "eu-west-1": {} } },
    ],
    ["must be three different tags", { version_tag_key: "Release", variant_tag_key: "Release" }],
    ["must be three different tags", { capture_tag_key: "Version" }],
    ["must be three different tags", { tags: { Variant: "x" } }],
    ["probe_subnet_ids must be given with", { probe_subnet_ids: ["subnet-0a1b2c3d"] }],
    ["probe_subnet_ids must be given with", { probe_security_group_ids: ["sg-0a1b2c3d"] }],
    ["capture_regions must be further Regions", { capture_regions: ["eu-west-1"] }],
    ["capture_regions must be further Regions", { capture_regions: [home] }],
    ["auto_capture_verify must have an auto_capture_readiness", { auto_capture_verify: true }],
    ["auto_capture_readiness must have a url whose host", { auto_capture_readiness: { url: "https://example.com/" } }],
    ["notification_emails needs the topic", { notification_emails: ["ops@example.com"] }],
    [
      "The role's policy is longer",
      { regional: Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`eu-west-${n}`, {}])) },
    ],
    ["templates must have each of their Regions in regional", template(copied)],
  ])("refuse with %s: %o", async (message, variables) => {
    await expect(install(variables)).rejects.toThrow(message);
  });

  it.each([
    { subnet_ids: [], associate_public_ip_address: true },
    { kms_key_id: key(home), log_kms_key_arn: key(home), bucket_kms_key_arn: key(home) },
    { encrypt_images: false, share_with_account_ids: accounts(1000) },
    {
      share_with_account_ids: accounts(1),
      kms_key_id: "alias/x",
      regional: { "eu-west-1": { kms_key_id: "alias/y" } },
    },
    { probe_subnet_ids: ["subnet-0a1b2c3d"], probe_security_group_ids: ["sg-0a1b2c3d"] },
    { capture_regions: ["eu-west-1"], regional: { "eu-west-1": {} } },
    { auto_capture_verify: true, auto_capture_readiness: { url: "http://{public_dns}:8080/health" } },
    { readiness_hosts: ["example.com"], auto_capture_readiness: { url: "https://example.com" } },
    { regional: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`eu-west-${n}`, { kms_key_id: "alias/x" }])) },
    { ...template(copied), regional: { "eu-west-1": {} } },
  ])("accept %o", async (variables) => {
    await expect(install(variables)).resolves.toBeDefined();
  });

  it.each(["version_tag_key", "variant_tag_key", "capture_tag_key"])(
    "keep what the module writes out of %s",
    async (name) => {
      const written = Object.values(tagKeys).filter(
        (tag) => ![tagKeys.captureJob, tagKeys.keepImage].some((own) => own === tag),
      );
      for (const tag of written) {
        await expect(install({ [name]: tag }), tag).rejects.toThrow(`${name} must not be a tag`);
      }
    },
  );
});

describe("the settings that functions get", () => {
  const readiness = { url: "https://{private_ip}/" };
  it.each([
    {},
    {
      regional: { "eu-west-1": { kms_key_id: "alias/x" }, "eu-west-2": {} },
      auto_capture_readiness: readiness,
      deprecate_after_days: 30,
      volume_size_gb: 20,
      imds_support: null,
      hygiene: [],
      instance_types: { arm64: ["m7g.large"] },
    },
  ])("are what they read: %o", async (variables) => {
    const settings = settingsOf(await install(variables));
    expect(settingsSchema.parse(settings)).toEqual(settings);
    expect(settings).toMatchObject({
      region: home,
      parameter_prefix: "/golden",
      instance_profile_name: "golden-ami-builder-instance",
    });
  });

  it("have each input that decides anything beyond a single resource", async () => {
    const settings = Object.keys(settingsOf(await install()) as object);
    const elsewhere = amiBuilderVariables.map(({ name }) => name as string).filter((name) => !settings.includes(name));
    expect(elsewhere).toEqual([
      ...["templates", "existing_bucket_name", "bucket_kms_key_arn", "force_destroy_bucket", "build_log_days"],
      ...["schedule_expression", "schedule_enabled", "builder_policy_arns", "max_concurrent_builds"],
      ...["probe_subnet_ids", "probe_security_group_ids", "cleanup_schedule_expression", "cleanup_enabled"],
      ...["lambda_memory_size", "lambda_runtime", "lambda_architecture", "log_retention_days", "log_kms_key_arn"],
      ...["tracing_enabled", "permissions_boundary_arn", "iam_role_path"],
      ...["notification_topic_arn", "create_notification_topic", "notification_emails", "notify_success"],
      ...["alarms_enabled", "alarm_hours_without_success"],
    ]);
  });
});

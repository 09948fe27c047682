import type { Prepared } from "../../../lambdas/ami-builder/prepared.ts";

/** A prepared build of the template r-research, with what a test changes. */
export function preparedBuild({
  encrypted = true,
  ...change
}: Partial<Omit<Prepared, "instance">> & { readonly encrypted?: boolean }): Prepared {
  return {
    kind: "build",
    id: "0123456789ab",
    attempt: 1,
    execution_id: "arn:aws:states:us-east-1:111122223333:execution:golden-ami-builder:run",
    template: "r-research",
    architecture: "x86_64",
    region: "us-east-1",
    definition: { steps: [], validation_tests: [], hygiene: [] },
    version: "1",
    hash: "hash",
    base_image_id: "ami-0bbbbbbbbbbbbbbbb",
    predecessor: "",
    image: {
      name: "r-research-1-x86_64-0123456789ab",
      description: "R Research Environment",
      tags: { AmiBuilder: "golden", AmiBuilderBuild: "0123456789ab", Name: "r-research" },
      imds_support: "v2.0",
    },
    instance: {
      image_id: "ami-0bbbbbbbbbbbbbbbb",
      candidates: [{ type: "t3.medium", subnet_id: "subnet-1", spot: false }],
      instance_profile_name: "golden-ami-builder-instance",
      security_group_ids: ["sg-1"],
      associate_public_ip_address: false,
      volume_size_gb: null,
      kms_key_id: null,
      encrypted,
      hop_limit: 1,
      installs_agent: false,
      tags: { AmiBuilder: "golden" },
      expires_at: "2026-01-01T08:00:00.000Z",
    },
    destinations: [{ region: "us-east-1", kms_key_id: null, parameters: ["/golden/r-research/x86_64/latest"] }],
    publish_together: false,
    share: { account_ids: [], organization_arns: [], ou_arns: [] },
    deprecate_after_days: null,
    image_timeout_minutes: 120,
    copy_timeout_hours: 12,
    keep_failed_builders: false,
    capture: null,
    ...change,
  };
}

import type { Prepared } from "../../../lambdas/ami-builder/prepared.ts";
import type { BuildRecord } from "../../../lambdas/ami-builder/record/schema.ts";
import type { Work } from "../../../lambdas/ami-builder/shapes.ts";

export const executionId = "arn:aws:states:us-east-1:111122223333:execution:golden-ami-builder:run";

/** A test of a template with the defaults filled in. */
export function testNamed(name: string, on: readonly ("builder" | "image")[] = ["image"]) {
  const none = { expected_contains: [], expected_not_contains: [] };
  return { name, command: `test ${name}`, ...none, exit_code: 0, stream: "stdout", timeout_seconds: 60, on } as const;
}

/** A prepared build of one step and one test. */
export function preparedBuild(base: string, id = "0123456789ab"): Prepared {
  return {
    kind: "build",
    id,
    attempt: 1,
    execution_id: executionId,
    template: "r-research",
    architecture: "x86_64",
    region: "us-east-1",
    definition: {
      steps: [
        { name: "packages", script: "apt-get install r-base", timeout_seconds: 1_800, retries: 0, reboot: false },
      ],
      validation_tests: [testNamed("R runs")],
      hygiene: ["machine_id", "ssh_host_keys"],
    },
    version: "1",
    hash: "f".repeat(64),
    base_image_id: base,
    predecessor: "",
    image: {
      name: `r-research-1-x86_64-${id}`,
      description: "R",
      tags: { Name: "r-research", AmiBuilder: "golden", AmiBuilderBuild: id, AmiBuilderExecution: executionId },
      imds_support: "v2.0",
    },
    instance: {
      image_id: base,
      candidates: [
        { type: "t3.medium", subnet_id: null, spot: false },
        { type: "m6i.large", subnet_id: null, spot: false },
      ],
      instance_profile_name: "golden-instance",
      security_group_ids: [],
      associate_public_ip_address: true,
      volume_size_gb: 20,
      kms_key_id: null,
      encrypted: true,
      hop_limit: 1,
      installs_agent: false,
      tags: { AmiBuilder: "golden", AmiBuilderBuild: id, AmiBuilderExecution: executionId },
      expires_at: "2026-01-01T08:00:00.000Z",
    },
    destinations: [],
    publish_together: false,
    share: { account_ids: [], organization_arns: [], ou_arns: [] },
    deprecate_after_days: null,
    image_timeout_minutes: 120,
    copy_timeout_hours: 12,
    keep_failed_builders: false,
    capture: null,
  };
}

/** The record of a build that has just been claimed. */
export function buildRecord({ id, template, architecture, region, base_image_id }: Prepared): BuildRecord {
  return {
    kind: "build",
    id,
    attempt: 1,
    execution_id: executionId,
    status: "open",
    template,
    architecture,
    region,
    version: "1",
    hash: "f".repeat(64),
    base_image_id,
    predecessor: "",
    reason: "there is no finished image",
    started_at: "2026-01-01T00:00:00.000Z",
    ended_at: null,
    instance_ids: [],
    instance_type: null,
    spot: null,
    refusals: [],
    notes: null,
    steps: [],
    tests: { builder: [], image: [] },
    image_id: null,
    image_size_gb: null,
    validated: false,
    regions: {},
    failure: null,
  };
}

/** The work on a build as the planner hands it over. */
export function workOn({ kind, id, template, architecture, region }: Prepared, now: Date): Work {
  return {
    kind,
    execution_id: executionId,
    id,
    attempt: 1,
    template,
    architecture,
    region,
    from: "builder",
    outcome: "failed",
    reason: "there is no finished image",
    phase: "plan",
    ends_at: new Date(now.getTime() + 8 * 3_600_000).toISOString(),
    deadline: now.toISOString(),
    since: now.toISOString(),
    instance_id: null,
    instance_ids: [],
    candidate: 0,
    on_demand: false,
    command: { index: 0, attempt: 0, id: null, sends: 0 },
    image_id: null,
    verify: true,
    regions: [region],
    together: false,
    check: { state: "done", wait_seconds: 0 },
  };
}

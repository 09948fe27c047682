import { describe, expect, test } from "vitest";
import { captureEnd, type CaptureAtEnd } from "../../../../lambdas/ami-builder/domain/publishing/capture-end.ts";
import { cellEnd, type EndedCell } from "../../../../lambdas/ami-builder/domain/publishing/cell-end.ts";
import { itemsResult } from "../../../../lambdas/ami-builder/domain/publishing/other-results.ts";
import { makeRegistry } from "../../../../lambdas/ami-builder/domain/publishing/registry.ts";
import { buildResult } from "../../../../lambdas/ami-builder/domain/publishing/run-result.ts";
import type { CellFile, PlanFile } from "../../../../lambdas/ami-builder/run-files.ts";
import type { Cell, Work } from "../../../../lambdas/ami-builder/shapes.ts";

const now = new Date("2026-01-01T01:00:00.000Z");
const cell: Cell = {
  template: "r",
  architecture: "arm64",
  region: "us-east-1",
  reason: "no image yet",
  force: false,
  version: null,
  waits: false,
};
const work: Work = {
  kind: "build",
  execution_id: "arn:run",
  id: "0123456789ab",
  attempt: 1,
  template: "r",
  architecture: "arm64",
  region: "us-east-1",
  from: "builder",
  outcome: "built",
  reason: "no image yet",
  phase: "step packages",
  ends_at: "2026-01-01T08:00:00.000Z",
  deadline: "2026-01-01T08:00:00.000Z",
  since: "2026-01-01T00:00:00.000Z",
  instance_id: null,
  instance_ids: ["i-1", "i-2"],
  candidate: 0,
  on_demand: false,
  command: { index: 0, attempt: 0, id: null, sends: 0 },
  image_id: "ami-1",
  verify: true,
  regions: ["us-east-1", "eu-west-1"],
  together: false,
  check: { state: "done", wait_seconds: 0 },
};
const published = { region: "us-east-1", status: "published", image_id: "ami-1" } as const;
const copied = { region: "eu-west-1", status: "published", image_id: "ami-2" } as const;
const known = {
  started_at: "2026-01-01T00:30:00.000Z",
  created: "2026-01-01T00:40:00.000Z",
  size_gb: 8,
  validated: true,
  parameter: "/golden/r/arm64/latest",
};
const end = (ended: Partial<EndedCell>) => cellEnd({ cell, ...ended }, known, "bucket", now);

describe("a cell ends", () => {
  test("built, when every Region has its image", () => {
    expect(end({ work, regions: [published, copied] })).toMatchObject({
      status: "built",
      image_id: "ami-1",
      instance_id: "i-1",
      build_seconds: 1_800,
      failures: [],
      log: "s3://bucket/logs/0123456789ab/1/",
      record: "builds/0123456789ab/record.json",
    });
  });

  test("failed by what it was doing, under the error's own name", () => {
    const error = {
      Error: "StepFailedError",
      Cause: JSON.stringify({ errorMessage: 'step "packages" exited with 100' }),
    };
    expect(end({ work, error })).toMatchObject({
      status: "failed",
      failures: [
        {
          phase: "step packages",
          error: "StepFailedError",
          reason: 'step "packages" exited with 100',
          region: "us-east-1",
        },
      ],
    });
  });

  test("failed if it was never prepared, and says why", () => {
    const file = end({ error: { Error: "BaseImageError", Cause: JSON.stringify({ errorMessage: "no image" }) } });
    expect(file).toMatchObject({ status: "failed", id: null, log: null, record: null });
    expect(file.failures).toMatchObject([{ phase: "plan", error: "BaseImageError", reason: "no image" }]);
  });

  test("failed naming the Region that failed, or that left nothing, while the others are published", () => {
    const lost = end({ work, regions: [published] });
    expect(lost).toMatchObject({ status: "failed", failures: [{ region: "eu-west-1", phase: "publish" }] });
    const failed = {
      region: "eu-west-1",
      status: "failed",
      image_id: null,
      error: { Error: "CopyFailedError" },
    } as const;
    expect(end({ work, regions: [published, failed] }).failures).toMatchObject([
      { region: "eu-west-1", error: "CopyFailedError" },
    ]);
  });

  test("with what the cleaning up could not do beside what it is for", () => {
    const errors = end({ work, error: { Error: "TestsFailedError" }, clean_up_error: { Error: "AwsTransientError" } });
    expect(errors.failures.map(({ error }) => error)).toEqual(["TestsFailedError", "AwsTransientError"]);
  });

  test("blocked, deferred or skipped as it was prepared", () => {
    const as = (outcome: Work["outcome"]) => end({ work: { ...work, outcome, image_id: null, regions: [] } });
    expect(as("blocked")).toMatchObject({ status: "blocked", failures: [{ error: "DependencyFailedError" }] });
    expect(as("deferred")).toMatchObject({ status: "deferred", failures: [] });
    expect(as("skipped")).toMatchObject({ status: "skipped", failures: [] });
  });
});

const planned = {
  ...cell,
  regions: ["us-east-1", "eu-west-1"],
  id: "0123456789ab",
  name: "r-1-arm64-0123456789ab",
  base_image_id: "ami-0",
  instance_types: ["t4g.medium"],
};
const plan: PlanFile = {
  started_at: now.toISOString(),
  dry_run: false,
  cells: [planned, { ...planned, architecture: "x86_64" }],
  skipped: [{ template: "s", architecture: "arm64", region: "us-east-1", reason: "unchanged" }],
  failures: [],
  images: [],
  would: [],
  templates: {},
};
const built: CellFile = end({ work, regions: [published, copied] });

describe("a run", () => {
  test("succeeds when every cell is built, skipped or deferred, and its counts add up", () => {
    const other: CellFile = { ...built, architecture: "x86_64", status: "deferred", reason: "another run builds it" };
    const result = buildResult(plan, [built, other], undefined);
    expect(result).toMatchObject({ status: "success", error: "", cause: "" });
    expect(result.summary).toEqual({ planned: 3, built: 1, skipped: 1, failed: 0, blocked: 0, deferred: 1 });
    expect(result.images).toHaveLength(1);
    expect(result.skipped).toHaveLength(2);
  });

  test("fails over a cell that left nothing", () => {
    const result = buildResult(plan, [built], "States.Permissions: no");
    expect(result).toMatchObject({ status: "failed", error: "BuildsFailed" });
    expect(result.summary).toMatchObject({ built: 1, failed: 1 });
    expect(result.cause).toBe("r x86_64 us-east-1: States.TaskFailed: States.Permissions: no");
  });

  test("fails over a blocked cell, and over what the plan could not read", () => {
    const blocked = end({ work: { ...work, outcome: "blocked", regions: [] } });
    expect(buildResult({ ...plan, cells: [planned] }, [blocked], undefined).status).toBe("failed");
    const failures = [
      {
        template: "t",
        architecture: null,
        region: null,
        phase: "plan",
        error: "InvalidTemplateError",
        reason: "no name",
        log: null,
      },
    ];
    const result = buildResult({ ...plan, cells: [], failures }, [], undefined);
    expect(result).toMatchObject({ status: "failed", cause: "t: InvalidTemplateError: no name" });
  });

  test("that is dry lists its cells and loses none", () => {
    const result = buildResult({ ...plan, dry_run: true }, [], undefined);
    expect(result).toMatchObject({ status: "success", dry_run: true, summary: { planned: 3, failed: 0 } });
    expect(result.images).toHaveLength(2);
  });

  test("of any size keeps its cause within what a Fail state takes", () => {
    const cells = Array.from({ length: 500 }, (_, index) => ({ ...planned, template: `t${index}` }));
    const { cause, failures } = buildResult({ ...plan, cells }, [], "x".repeat(500));
    expect(cause.length).toBeLessThan(32_768);
    expect(cause).toMatch(/… and \d+ more$/);
    expect(failures).toHaveLength(100);
  });
});

test("the registry has each template with the newest image of each Region and architecture, this run's before older ones", () => {
  const older = {
    template: "r",
    architecture: "arm64",
    region: "us-east-1",
    image_id: "ami-0",
    created: "2025-01-01T00:00:00.000Z",
    validated: false,
    size_gb: 8,
  } as const;
  const templates = { r: { version: "2", description: "R", ports: [22], estimated_cost_per_hour: { arm64: 0.03 } } };
  const images = [older, { ...older, architecture: "x86_64" as const }];
  expect(makeRegistry({ templates, images }, [built], now)).toEqual({
    version: "1.0",
    last_updated: now.toISOString(),
    templates: {
      r: {
        version: "2",
        description: "R",
        amis: {
          "us-east-1": {
            arm64: { ami_id: "ami-1", created: known.created, validated: true, size_gb: 8 },
            x86_64: { ami_id: "ami-0", created: older.created, validated: false, size_gb: 8 },
          },
          "eu-west-1": { arm64: { ami_id: "ami-2", created: known.created, validated: true, size_gb: 8 } },
        },
        ports: [22],
        estimated_cost_per_hour: { arm64: 0.03 },
      },
    },
  });
});

describe("moves, validations and deletions", () => {
  test("succeed when each item did", () => {
    const results = [{ template: "r", from: null, to: "ami-1" }];
    expect(itemsResult("promote", [{}], results, undefined)).toMatchObject({ status: "success", error: "", results });
  });

  test("fail naming each item that failed or left nothing", () => {
    const failed = {
      move: { template: "r", channel: "stable" },
      error: { Error: "InvalidInputError", Cause: "no image" },
    };
    const result = itemsResult("rollback", [{}, { template: "s" }], [failed], undefined);
    expect(result).toMatchObject({ status: "failed", error: "ChannelMoveFailed", summary: { planned: 2, failed: 2 } });
    expect(result.cause).toBe("r stable: InvalidInputError: no image; s: States.TaskFailed: it left no result");
  });
});

describe("a capture ends", () => {
  const request = {
    instance_id: "i-host",
    version: "v1",
    variant: "",
    job_id: "19",
    reboot: true,
    delay_seconds: 30,
    readiness: null,
    regions: [],
    force: false,
    verify: false,
    publish_as: null,
    tags: {},
    dry_run: false,
  } satisfies CaptureAtEnd["plan"]["capture"];
  const plan = { capture: request };
  const captured = { ...work, kind: "capture", template: "" } as const;
  const at = "2026-01-01T00:50:00.000Z";

  test("completed, with the image and when it was made", () => {
    expect(captureEnd({ plan, work: captured, regions: [published] }, at, true)).toMatchObject({
      status: "success",
      ami_creation_status: "completed",
      created_ami_id: "ami-1",
      ami_created_at: at,
      ami_creation_error: null,
      instance_id: "i-host",
      job_id: "19",
    });
  });

  test("skipped, with the image that is there", () => {
    const ended = captureEnd({ plan, work: { ...captured, outcome: "skipped" } }, at, true);
    expect(ended).toMatchObject({ status: "success", ami_creation_status: "skipped", created_ami_id: "ami-1" });
    expect(ended).toMatchObject({ ami_created_at: null, summary: { captured: 0, skipped: 1, failed: 0 } });
  });

  test("failed, with the reason and no image, also when the host never became ready", () => {
    const error = { Error: "ReadinessTimeoutError", Cause: JSON.stringify({ errorMessage: "503" }) };
    expect(captureEnd({ plan, error }, null, false)).toMatchObject({
      status: "failed",
      error: "CaptureFailed",
      ami_creation_status: "failed",
      created_ami_id: null,
      ami_creation_error: "ReadinessTimeoutError: 503",
    });
  });

  test("completed, and failed as a run, when the host is not back or a Region is missing", () => {
    const not_ready = { Error: "ReadinessTimeoutError", Cause: "" };
    expect(captureEnd({ plan, work: captured, regions: [published], not_ready }, at, true)).toMatchObject({
      status: "failed",
      error: "InstanceNotReadyAfterCapture",
      ami_creation_status: "completed",
      created_ami_id: "ami-1",
    });
    const failed = {
      region: "eu-west-1",
      status: "failed",
      image_id: null,
      error: { Error: "CopyFailedError" },
    } as const;
    expect(captureEnd({ plan, work: captured, regions: [published, failed] }, at, true)).toMatchObject({
      status: "failed",
      error: "CaptureFailed",
      ami_creation_status: "completed",
    });
  });

  test("with warnings of what is in an image of a live host", () => {
    const warnings = (reboot: boolean) =>
      captureEnd({ plan: { capture: { ...request, reboot } }, work: captured }, at, true).warnings;
    expect(warnings(true)).toHaveLength(2);
    expect(warnings(false)[1]).toContain("crash-consistent");
  });
});

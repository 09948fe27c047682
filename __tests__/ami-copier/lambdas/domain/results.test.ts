import { describe, expect, test } from "vitest";
import { summarize } from "../../../../lambdas/ami-copier/domain/final-result.ts";
import { countOutcome, emptySummary } from "../../../../lambdas/ami-copier/domain/outcomes.ts";
import { clipLine } from "../../../../lambdas/shared/text.ts";
import type { DiscoveryResult, Outcome } from "../../../../lambdas/ami-copier/shapes.ts";

const failed = (fields: Partial<Outcome>): Outcome => ({ source_ami_id: "ami-11111111", status: "failed", ...fields });

describe("countOutcome", () => {
  test.each([
    ["completed", "copied"],
    ["skipped", "skipped"],
    ["deferred", "deferred"],
    ["failed", "failed"],
  ] as const)("%s counts as %s", (status, field) => {
    expect(countOutcome(emptySummary(1), { source_ami_id: "ami-11111111", status })).toMatchObject({
      ...{ copied: 0, skipped: 0, deferred: 0, failed: 0 },
      [field]: 1,
    });
  });

  test.each([
    [{ reason: "why" }, "why"],
    [{ error: { Error: "E", Cause: '{"errorType":"E","errorMessage":"m","trace":[]}' } }, "E: m"],
    [{ error: { Error: "E", Cause: "plain text" } }, "E: plain text"],
    [{ error: { Error: "States.Timeout" } }, "States.Timeout"],
    [{ error: { Error: "E", Cause: '{"other":1}' } }, 'E: {"other":1}'],
    [{}, "UnknownError"],
    [{ reason: "two\n lines" }, "two lines"],
  ])("the reason of %j", (fields, reason) => {
    expect(countOutcome(emptySummary(1), failed(fields)).failures).toEqual([{ source_ami_id: "ami-11111111", reason }]);
  });

  test("counts every failure and tells as many as allowed", () => {
    const summary = [1, 2, 3].reduce((sum) => countOutcome(sum, failed({})), emptySummary(2));
    expect(summary.failed).toBe(3);
    expect(summary.failures).toHaveLength(2);
  });
});

test.each(["x".repeat(500), '"'.repeat(500), "é".repeat(500), "\u0001".repeat(500), "😀".repeat(500)])(
  "clipLine counts bytes as JSON has them: %#",
  (text) => {
    const clipped = clipLine(text, 160);
    expect(Buffer.byteLength(JSON.stringify(clipped)) - 2).toBeLessThanOrEqual(160);
    expect(clipped.endsWith("…")).toBe(true);
    expect(Buffer.from(clipped).toString()).toBe(clipped);
  },
);

describe("summarize", () => {
  const discovery: DiscoveryResult = {
    mode: "discovery",
    summary: { total_discovered: 6, to_process: 4, skipped: 1, deferred: 1 },
    waves: [
      { index: 0, images: ["ami-11111111", "ami-22222222"], failure_limit: 5 },
      { index: 1, images: ["ami-33333333", "ami-44444444"], failure_limit: 5 },
    ],
  };
  const copied = (count: number) => ({ ...emptySummary(5), copied: count });

  test("adds up, in whatever order the waves report", () => {
    const summary = {
      ...emptySummary(5),
      copied: 1,
      failed: 1,
      failures: [{ source_ami_id: "ami-33333333", reason: "r" }],
    };
    const result = summarize(discovery, [
      { index: 1, summary },
      { index: 0, summary: copied(2) },
    ]);
    expect(result).toEqual({
      status: "failed",
      mode: "discovery",
      summary: { discovered: 6, copied: 3, skipped: 1, failed: 1, deferred: 1 },
      failures: [{ source_ami_id: "ami-33333333", reason: "r" }],
      cause: "1 of the images failed. ami-33333333: r",
      message: "6 discovered: 3 copied, 1 skipped, 1 failed, 1 deferred",
    });
  });

  test("a run without failures succeeds and has no cause", () => {
    const results = [0, 1].map((index) => ({ index, summary: copied(2) }));
    expect(summarize(discovery, results)).toMatchObject({ status: "success", cause: "", failures: [] });
  });

  test("what a wave does not account for has failed", () => {
    const result = summarize(discovery, [{ index: 0, error: "AwsTransientError" }]);
    expect(result.summary).toEqual({ discovered: 6, copied: 0, skipped: 1, failed: 4, deferred: 1 });
    expect(result.failures.map((failure) => failure.source_ami_id)).toEqual(
      discovery.waves.flatMap((wave) => wave.images),
    );
    expect(result.cause).toContain("ami-11111111: the wave ended before its images: AwsTransientError");
    expect(result.cause).toContain(
      "ami-33333333: the wave ended before its images: it left no result; its child execution says why",
    );
  });

  test.each([
    ["nothing", []],
    ["null", [null]],
    ["the error", [{ Error: "States.DataLimitExceeded", Cause: "too much" }]],
    ["its input", [{ execution_id: "arn", wave: { index: 0 } }]],
    ["a text", ["States.Timeout"]],
  ])("%s in the place of a wave that failed counts its images as failed", (_, left) => {
    const result = summarize(discovery, [...left, { index: 1, summary: copied(2) }]);
    expect(result).toMatchObject({ status: "failed", summary: { discovered: 6, copied: 2, failed: 2 } });
    expect(result.failures.map((failure) => failure.source_ami_id)).toEqual(["ami-11111111", "ami-22222222"]);
  });

  test("a wave that broke half-way keeps what it counted", () => {
    const result = summarize(discovery, [
      { index: 0, summary: copied(1), error: "States.Timeout" },
      { index: 1, summary: copied(2) },
    ]);
    expect(result.summary).toMatchObject({ copied: 3, failed: 1 });
    expect(result.cause).toContain("States.Timeout");
  });

  test("a cause that would be too long ends in a count", () => {
    const images = Array.from({ length: 4_000 }, (_, index) => `ami-${index.toString(16).padStart(8, "0")}`);
    const large = { ...discovery, waves: [{ index: 0, images, failure_limit: 0 }] };
    const { cause, summary } = summarize(large, []);
    expect(summary.failed).toBe(4_000);
    expect(cause.length).toBeLessThanOrEqual(30_000);
    expect(cause).toMatch(/… and \d+ more$/);
  });
});

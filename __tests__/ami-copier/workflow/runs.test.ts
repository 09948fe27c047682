import { describe, expect, test } from "vitest";
import { tagValue } from "../../../lambdas/ami-copier/domain/images.ts";
import type { Wave } from "../../../lambdas/ami-copier/shapes.ts";
import { expectConverged, finalsOf } from "../support/expectations.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions, executionArn } from "../support/functions.ts";
import { runWorkflow } from "./run.ts";

function shareMany(world: FakeEc2, count: number): readonly string[] {
  return Array.from({ length: count }, () => world.share());
}

function count(world: FakeEc2): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { operation } of world.calls) {
    counts[operation] = (counts[operation] ?? 0) + 1;
  }
  return counts;
}

test("ten images cost no more calls than they need", async () => {
  const world = new FakeEc2();
  const sources = shareMany(world, 10);
  const { report } = await runWorkflow(world, createFunctions(world));
  expect(report?.summary).toEqual({ discovered: 10, copied: 10, skipped: 0, failed: 0, deferred: 0 });
  expectConverged(world, sources);
  expect(count(world)).toEqual({
    // 2 to discover, 2 to prepare, 6 to check, 10 to see the final images.
    DescribeImages: 20,
    CopyImage: 10,
    DescribeImageAttribute: 10,
    RegisterImage: 10,
    DeregisterImage: 10,
  });
});

test("a quota used up by others defers images, and the next run copies them", async () => {
  const world = new FakeEc2();
  const sources = shareMany(world, 3);
  world.settings.snapshotCopyQuota = 2;
  // Longer than a refused copy is tried again.
  world.settings.copyMinutes = 60;
  const functions = createFunctions(world);
  const first = await runWorkflow(world, functions, { name: "first" });
  expect(first).toMatchObject({ status: "SUCCEEDED", report: { summary: { copied: 2, deferred: 1 } } });
  const second = await runWorkflow(world, functions, { name: "second" });
  expect(second.report?.summary).toMatchObject({ copied: 1, skipped: 2 });
  expectConverged(world, sources);
});

test("one image's failure does not stop the others, and fails the run", async () => {
  const world = new FakeEc2();
  const [good, bad] = shareMany(world, 2) as [string, string];
  world.failCopiesOf(bad, "the key is disabled");
  const result = await runWorkflow(world, createFunctions(world));
  expect(result).toMatchObject({
    status: "FAILED",
    error: "CopiesFailed",
    cause: `1 of the images failed. ${bad}: the copy is failed: the key is disabled`,
    report: { status: "failed", summary: { copied: 1, failed: 1 } },
  });
  expectConverged(world, [good]);
});

test("a copy that never ends is given up, removed, and tried again by the next run", async () => {
  const world = new FakeEc2();
  const sources = shareMany(world, 1);
  world.settings.copyMinutes = 100_000;
  const functions = createFunctions(world, { environment: { COPY_TIMEOUT_HOURS: "2" } });
  const first = await runWorkflow(world, functions, { name: "first" });
  expect(first.cause).toContain("not complete by its deadline, 2026-01-01T03:00:00.000Z");
  expect(world.ownImages()).toEqual([]);
  expect(world.snapshots()).toEqual([]);
  world.settings.copyMinutes = 30;
  expect(await runWorkflow(world, functions, { name: "second" })).toMatchObject({ status: "SUCCEEDED" });
  expectConverged(world, sources);
});

test("two sources with the same name get a final image each", async () => {
  const world = new FakeEc2();
  const sources = [world.share({ Name: "same" }), world.share({ Name: "same" })];
  const functions = createFunctions(world, { environment: { AMI_NAME_TEMPLATE: "rhel-{source_name}" } });
  expect((await runWorkflow(world, functions)).report?.summary).toMatchObject({ copied: 2 });
  expectConverged(world, sources);
  const names = sources.map((id) => finalsOf(world, id)[0]?.Name);
  expect(names).toEqual(["rhel-same", `rhel-same-${sources[1]?.slice(-8) ?? ""}`]);
});

test("all tags are there, on image and snapshots", async () => {
  const world = new FakeEc2();
  const id = world.share();
  const functions = createFunctions(world, {
    environment: { AMI_NAME_TAG_TEMPLATE: "{distribution}-{uuid}", REDHAT_CREDENTIAL_STORE: "ssm" },
    fetchMetadata: () => Promise.resolve(new Map([[id, { tags: { Distribution: "rhel-9" }, description: "nightly" }]])),
  });
  await runWorkflow(world, functions, { tags: { Team: "a", Distribution: "mine" } });
  const [final] = finalsOf(world, id);
  const uuid = (final && tagValue(final, "SourceAMIUUID")) ?? "";
  const expected = {
    Team: "a",
    Distribution: "rhel-9",
    SourceAMI: id,
    CopiedBy: "ami-copier-lambda",
    CopyDate: "2026-01-01T00:00:00.000Z",
    CopierInstallation: "rhel-ami-copier",
    SourceAMIUUID: uuid,
    Name: `rhel-9-${uuid}`,
  };
  expect(Object.fromEntries((final?.Tags ?? []).map(({ Key, Value }) => [Key, Value]))).toEqual(expected);
  const [snapshot] = world.snapshots();
  expect(Object.fromEntries((snapshot?.tags ?? []).map(({ Key, Value }) => [Key, Value]))).toEqual({
    ...expected,
    CopyExecution: executionArn("run"),
  });
  expect(final?.Description).toBe("Encrypted gp3 copy of nightly");
});

test("copies of the Python original are recognised", async () => {
  const world = new FakeEc2();
  const id = world.share();
  world.addOwn({ Tags: [{ Key: "SourceAMI", Value: id }] });
  const { output } = await runWorkflow(world, createFunctions(world));
  expect(output).toMatchObject({ result: { summary: { total_discovered: 1, to_process: 0, skipped: 1 } } });
  expect(world.callsTo("CopyImage")).toEqual([]);
});

describe("executions that overlap", () => {
  test("of one installation share the copy, and only one of them counts it as its own", async () => {
    const world = new FakeEc2();
    const sources = shareMany(world, 2);
    const functions = createFunctions(world);
    const results = await Promise.all(["first", "second"].map((name) => runWorkflow(world, functions, { name })));
    expect(results.map(({ report }) => report?.summary)).toMatchObject([
      { copied: 2, skipped: 0 },
      { copied: 0, skipped: 2 },
    ]);
    expectConverged(world, sources);
  });

  test("of two installations: the later one leaves the copy to the first", async () => {
    const world = new FakeEc2();
    const sources = shareMany(world, 2);
    const functions = createFunctions(world);
    const results = await Promise.all(
      ["one", "two"].map((installation) => runWorkflow(world, functions, { installation })),
    );
    expect(results.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    expect(results.reduce((sum, { report }) => sum + (report?.summary.copied ?? 0), 0)).toBe(2);
    expectConverged(world, sources);
  });

  test("a copy that starts after another installation has finished the image is removed again", async () => {
    const world = new FakeEc2();
    const id = world.share();
    const functions = createFunctions(world);
    const late = executionArn("late", "two");
    const wave = { index: 0, images: [id], failure_limit: 1 };
    const prepared = (await functions.initiator({ action: "prepare", execution_id: late, wave })) as Wave;
    await runWorkflow(world, functions, { installation: "one" });
    const image = await functions.initiator({
      action: "copy",
      execution_id: late,
      image: prepared.images[0],
      tags: "{}",
    });
    world.advance(world.settings.copyMinutes);
    const checked = (await functions.statusChecker({
      action: "check",
      wave: { ...prepared, images: [image] },
    })) as Wave;
    const result = await functions.finalizer({ execution_id: late, image: checked.ready[0], tags: "{}" });
    expect(result).toMatchObject({ status: "completed", final_ami_id: finalsOf(world, id)[0]?.ImageId });
    expectConverged(world, [id]);
  });

  test("an installation that is gone for good leaves a copy that another one finishes in time", async () => {
    const world = new FakeEc2();
    const sources = shareMany(world, 1);
    const functions = createFunctions(world);
    world.failAfter(5);
    expect(await runWorkflow(world, functions, { installation: "gone", stopsAtDeath: true })).toMatchObject({
      status: "ABORTED",
    });
    const other = () => runWorkflow(world, functions, { installation: "other" });
    expect((await other()).output).toMatchObject({ result: { summary: { to_process: 0, deferred: 1 } } });
    world.advance(25 * 60 + 1);
    expect((await other()).report?.summary).toMatchObject({ copied: 1 });
    expectConverged(world, sources);
  });
});

test("a copy whose source is no longer shared is finished all the same", async () => {
  const world = new FakeEc2();
  const [id] = shareMany(world, 1) as [string];
  const functions = createFunctions(world);
  world.failAfter(5);
  expect(await runWorkflow(world, functions, { name: "first", stopsAtDeath: true })).toMatchObject({
    status: "ABORTED",
  });
  world.unshare(id);
  const { report } = await runWorkflow(world, functions, { name: "second" });
  expect(report?.summary).toMatchObject({ discovered: 1, copied: 1 });
  expectConverged(world, [id]);
});

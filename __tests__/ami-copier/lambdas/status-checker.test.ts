import { describe, expect, test } from "vitest";
import type { CopyItem, Wave } from "../../../lambdas/ami-copier/shapes.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions, executionArn } from "../support/functions.ts";

const execution_id = executionArn("run");

async function setUp(count = 1) {
  const world = new FakeEc2();
  const functions = createFunctions(world);
  const ids = Array.from({ length: count }, () => world.share());
  const wave = (await functions.initiator({
    action: "prepare",
    execution_id,
    wave: { index: 2, images: ids, failure_limit: 5 },
  })) as Wave;
  const images: CopyItem[] = [];
  for (const image of wave.images) {
    images.push((await functions.initiator({ action: "copy", execution_id, image, tags: "{}" })) as CopyItem);
  }
  world.calls.length = 0;
  const check = async (change: object = {}) =>
    (await functions.statusChecker({ action: "check", wave: { ...wave, images, ...change } })) as Wave;
  return { world, functions, ids, images, wave, check };
}

describe("check", () => {
  test("looks at all copies with one listing", async () => {
    const { world, check } = await setUp(3);
    expect(await check()).toMatchObject({
      execution_id,
      index: 2,
      images: [{ status: "copy_initiated" }, { status: "copy_initiated" }, { status: "copy_initiated" }],
      ready: [],
    });
    expect(world.calls.map((call) => call.operation)).toEqual(["DescribeImages"]);
  });

  test("hands on what is ready and waits for the rest", async () => {
    const { world, ids, check } = await setUp(2);
    world.modify(world.ownImages()[0]?.ImageId ?? "", { State: "available" });
    const wave = await check();
    expect(wave.ready.map((item) => [item.source_ami_id, item.action])).toEqual([[ids[0], "finalize"]]);
    expect(wave.images.map((item) => item.source_ami_id)).toEqual([ids[1]]);
  });

  test("looks again with the same event and says the same", async () => {
    const { world, check } = await setUp(2);
    world.advance(world.settings.copyMinutes);
    expect(await check()).toEqual(await check());
  });

  test("counts what is over and makes no call when nothing is left to wait for", async () => {
    const { world, ids, check } = await setUp(4);
    const [completed, failed, deferred, skipped] = ids;
    const wave = await check({
      images: [
        { source_ami_id: deferred, status: "deferred", error: { Error: "CopyQuotaError", Cause: "full" } },
        { source_ami_id: skipped, status: "skipped" },
      ],
      ready: [
        { source_ami_id: completed, status: "completed", final_ami_id: "ami-12345678", more: "fields" },
        {
          source_ami_id: failed,
          status: "failed",
          error: { Error: "NameTakenError", Cause: '{"errorMessage":"taken"}' },
        },
      ],
      summary: { copied: 1, skipped: 1, failed: 1, deferred: 1, failures: [], failure_limit: 5 },
    });
    expect(wave).toMatchObject({ images: [], ready: [] });
    expect(wave.summary).toEqual({
      copied: 2,
      skipped: 2,
      failed: 2,
      deferred: 2,
      failures: [{ source_ami_id: failed, reason: "NameTakenError: taken" }],
      failure_limit: 5,
    });
    expect(world.calls).toEqual([]);
  });

  test("an API error is no state of a copy", async () => {
    const { world, check } = await setUp();
    world.failNext("DescribeImages", "RequestLimitExceeded");
    await expect(check()).rejects.toMatchObject({ name: "AwsTransientError" });
  });

  test("a copy that is not visible yet is waited for", async () => {
    const { world, check } = await setUp();
    world.settings.hiddenListings = 3;
    expect((await check()).images).toHaveLength(1);
  });

  test("a copy removed by hand ends within the grace", async () => {
    const { world, ids, images, check } = await setUp();
    world.remove(images[0]?.temp_ami_id ?? "");
    world.advance(10);
    const waiting = await check();
    expect(waiting).toMatchObject({ images: [{ source_ami_id: ids[0] }], summary: { failed: 0 } });
    world.advance(1);
    expect(await check(waiting)).toMatchObject({
      images: [],
      summary: {
        failed: 1,
        failures: [{ source_ami_id: ids[0], reason: expect.stringContaining("is gone") as unknown }],
      },
    });
  });

  test("needs its configuration", async () => {
    const { functions, wave } = await setUp();
    const { statusChecker } = createFunctions(new FakeEc2(), { environment: { COPY_TIMEOUT_HOURS: "" } });
    await expect(statusChecker({ action: "check", wave })).rejects.toMatchObject({ name: "ConfigurationError" });
    expect(functions.logLines).not.toEqual([]);
  });
});

test.each([
  [
    { Error: "E", Cause: '{"errorType":"E","errorMessage":"what happened","trace":["E: what happened","  at x"]}' },
    "E: what happened",
  ],
  [{ Error: "States.Timeout", Cause: "It took too long." }, "States.Timeout: It took too long."],
  [{ Error: "E", Cause: '{"errorType":"E"' }, 'E: {"errorType":"E"'],
  [{ Error: "States.Timeout" }, "States.Timeout"],
  [{}, "UnknownError"],
])("describe puts %j into words", async (error, sentence) => {
  const { functions } = await setUp();
  expect(await functions.statusChecker({ action: "describe", error })).toBe(sentence);
});

test("summarize answers under the name the workflow reads", async () => {
  const { functions } = await setUp();
  const discovery = {
    mode: "discovery",
    summary: { total_discovered: 0, to_process: 0, skipped: 0, deferred: 0 },
    waves: [],
  };
  expect(await functions.statusChecker({ action: "summarize", discovery, results: [] })).toEqual({
    final_result: {
      status: "success",
      mode: "discovery",
      summary: { discovered: 0, copied: 0, skipped: 0, failed: 0, deferred: 0 },
      failures: [],
      cause: "",
      message: "0 discovered: 0 copied, 0 skipped, 0 failed, 0 deferred",
    },
  });
});

import { describe, expect, test } from "vitest";
import { createHandler } from "../../../lambdas/shared/handler.ts";
import { createLogger } from "../../../lambdas/shared/logger.ts";
import { historyLimit, payloadLimit } from "../../../simulator/step-functions/limits.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions } from "../support/functions.ts";
import { type RunOptions, runWorkflow } from "./run.ts";

/** The longest text that a failure of an image may have. */
const longest = "é".repeat(500);

test("5,000 images, all of which fail for long reasons, fit the states and the history of one execution", async () => {
  const world = new FakeEc2();
  for (let index = 0; index < 5_000; index += 1) world.share();
  // Each wave ends at its first state, so that only the execution itself is looked at.
  const refuse = () => Promise.reject(Object.assign(new Error(longest), { name: "AwsRequestError" }));
  const run = await runWorkflow(world, createFunctions(world), { states: { PrepareCopies: refuse } });
  expect(run).toMatchObject({ status: "FAILED", error: "CopiesFailed", report: { summary: { failed: 5_000 } } });
  expect(run.largestPayload).toBeLessThan(payloadLimit);
  expect(run.longestHistory).toBeLessThan(historyLimit);
});

/** A wave with a look at its copies each minute, which is as often as the inputs allow. */
async function runWave(images: number, minutes: number) {
  const world = new FakeEc2();
  for (let index = 0; index < images; index += 1) world.share();
  Object.assign(world.settings, { snapshotCopyQuota: 100, copyMinutes: minutes });
  const functions = createFunctions(world, { environment: { MAX_CONCURRENT_COPIES: "100" } });
  const run = await runWorkflow(world, functions, { waitSeconds: 60 });
  expect(run).toMatchObject({ status: "SUCCEEDED", report: { summary: { copied: images } } });
  return run;
}

test("a wave of 100 images that are looked at for a whole day fits its states and its history", async () => {
  const full = await runWave(100, 5);
  expect(full.largestPayload).toBeLessThan(payloadLimit);
  // Each look adds as many events as the one before, so a day's need not all be made.
  const [short, long] = [await runWave(1, 5), await runWave(1, 25)];
  const perMinute = (long.longestHistory - short.longestHistory) / 20;
  expect(perMinute).toBeGreaterThan(0);
  const minutesPerDay = 24 * 60;
  expect(full.longestHistory + perMinute * minutesPerDay).toBeLessThan(historyLimit);
});

describe("a wave whose texts are as long as they can be", () => {
  const emoji = "😀";
  /** Red Hat's tags: eight, each with the longest value of a tag. */
  const tags = Object.fromEntries(
    [
      "ComposeId",
      "ImageBuilderName",
      "Distribution",
      "Architecture",
      "ComposeCreatedAt",
      "BlueprintId",
      "Version",
      "Count",
    ].map((key) => [key, emoji.repeat(128)]),
  );
  const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const ephemeral = Array.from({ length: 24 }, (_, index) => ({
    DeviceName: `/dev/sd${String.fromCharCode("b".charCodeAt(0) + index)}`,
    VirtualName: `ephemeral${index}`,
  }));
  const disk = {
    DeviceName: "/dev/sda1",
    Ebs: {
      SnapshotId: "snap-00000000000000003",
      VolumeSize: 16_384,
      VolumeType: "io2" as const,
      Iops: 256_000,
      DeleteOnTermination: true,
    },
  };

  /** 100 images, which the inputs allow to be copied at a time. */
  async function runLongest(states: RunOptions["states"] = {}, problem?: string) {
    const world = new FakeEc2();
    for (let index = 0; index < 100; index += 1) {
      const source = world.share({
        Name: `composer-api-${uuid(index)}${"é".repeat(79)}`,
        Description: '"\\'.repeat(127),
        BlockDeviceMappings: [disk, ...ephemeral],
      });
      if (problem !== undefined) world.failCopiesOf(source, problem);
    }
    Object.assign(world.settings, { snapshotCopyQuota: 100, copyMinutes: 5 });
    const functions = createFunctions(world, {
      environment: {
        MAX_CONCURRENT_COPIES: "100",
        AMI_NAME_TEMPLATE: "{source_name}{source_name}",
        AMI_NAME_TAG_TEMPLATE: `{distribution}${"{source_name}".repeat(18)}`,
        REDHAT_CREDENTIAL_STORE: "ssm",
      },
      fetchMetadata: (images) =>
        Promise.resolve(new Map(images.map(({ id }) => [id, { tags, description: '"'.repeat(250) }]))),
    });
    const run = await runWorkflow(world, functions, { states });
    expect(run.largestPayload).toBeLessThan(payloadLimit);
    return { world, run };
  }

  test("fits its states", async () => {
    const { run } = await runLongest();
    expect(run).toMatchObject({ status: "SUCCEEDED", report: { summary: { copied: 100 } } });
  });

  /** As Lambda reports it: a message of what JSON writes in the most bytes, cut by the handler. */
  const refuse = createHandler({ log: createLogger({}, () => undefined), identify: () => ({}) }, () =>
    Promise.reject(Object.assign(new Error('"\\'.repeat(5_000)), { name: "AwsRequestError" })),
  );

  test.each(["StartCopy", "FinalizeAMI"])("fits them when %s fails for each for a long reason", async (state) => {
    const { run } = await runLongest({ [state]: refuse });
    expect(run).toMatchObject({ error: "CopiesFailed", report: { summary: { discovered: 100, failed: 100 } } });
    expect(run.cause).not.toContain("left no result");
  });

  test("fits them when each copy fails for a long reason", async () => {
    const { run } = await runLongest({}, '"\\'.repeat(1_000));
    expect(run).toMatchObject({ error: "CopiesFailed", report: { summary: { discovered: 100, failed: 100 } } });
    expect(run.cause).not.toContain("left no result");
  });
});

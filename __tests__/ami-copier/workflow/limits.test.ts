import { expect, test } from "vitest";
import { historyLimit, payloadLimit } from "../../../simulator/step-functions/limits.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions } from "../support/functions.ts";
import { runWorkflow } from "./run.ts";

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

import { describe, expect, test } from "vitest";
import { summarize } from "../../../lambdas/ami-copier/domain/final-result.ts";
import { countOutcome, emptySummary } from "../../../lambdas/ami-copier/domain/outcomes.ts";
import { addMetadata, byteLength, payloadLimit, planPayload } from "../../../lambdas/ami-copier/domain/payload.ts";
import { planWaves } from "../../../lambdas/ami-copier/domain/waves.ts";
import type { DiscoveryResult, Wave, WaveResult } from "../../../lambdas/ami-copier/shapes.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions, executionArn } from "../support/functions.ts";

const imageId = (index: number) => `ami-${index.toString(16).padStart(17, "0")}`;
const scheduledEvent = {
  version: "0",
  id: "x".repeat(36),
  "detail-type": "Scheduled Event",
  resources: ["y".repeat(200)],
};
const metadata = {
  tags: Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`RedHatTag${index}`, "v".repeat(100)])),
  description: "d".repeat(250),
};

async function discover(images: number, maxConcurrentCopies: number) {
  const world = new FakeEc2();
  Array.from({ length: images }, () => world.share());
  const functions = createFunctions(world, {
    environment: { MAX_CONCURRENT_COPIES: String(maxConcurrentCopies), REDHAT_CREDENTIAL_STORE: "ssm" },
    fetchMetadata: (images) => Promise.resolve(new Map(images.map(({ id }) => [id, metadata]))),
  });
  const event = { action: "discover", execution_id: executionArn("run"), input: scheduledEvent };
  const discovery = (await functions.initiator(event)) as DiscoveryResult;
  return { world, functions, discovery };
}

/** The worst a wave can report: every image failed, for a reason as long as it may be. */
function worstResult(discovery: DiscoveryResult, index: number): WaveResult {
  const wave = discovery.waves[index];
  const summary = (wave?.images ?? []).reduce(
    (sum, source_ami_id) => countOutcome(sum, { source_ami_id, status: "failed", reason: "é".repeat(500) }),
    emptySummary(wave?.failure_limit ?? 0),
  );
  return { index, summary };
}

describe("5,000 shared images", () => {
  test.each([20, 5, 1_000])("fit every state with %i copies at a time", async (maxConcurrentCopies) => {
    const { discovery } = await discover(5_000, maxConcurrentCopies);
    const results = discovery.waves.map((_, index) => worstResult(discovery, index));
    const lastState = { ...scheduledEvent, discovery_result: discovery, processing_results: results };
    expect(byteLength(lastState)).toBeLessThan(payloadLimit);
    expect(byteLength({ final_result: summarize(discovery, results) })).toBeLessThan(payloadLimit);
    const { total_discovered, to_process, skipped, deferred } = discovery.summary;
    expect(total_discovered).toBe(5_000);
    expect(to_process + skipped + deferred).toBe(5_000);
    expect(discovery.waves.flatMap((wave) => wave.images)).toHaveLength(to_process);
  });

  test("all are taken with the Region's default quota, and failures still have names", async () => {
    const { world, discovery, functions } = await discover(5_000, 20);
    expect(discovery.summary.to_process).toBe(5_000);
    expect(discovery.waves[0]?.failure_limit).toBe(1);
    expect(discovery.waves[0]?.metadata).toBeDefined();
    expect(discovery.waves.at(-1)?.metadata).toBeUndefined();
    expect(functions.logLines.filter((line) => line.includes("Red Hat metadata"))).toHaveLength(1);
    // 5 pages of shared images, 1 of our own.
    expect(world.callsTo("DescribeImages")).toHaveLength(6);
  });
});

test("a full wave fits its states", async () => {
  const { world, functions, discovery } = await discover(100, 100);
  world.settings.snapshotCopyQuota = 100;
  const execution_id = executionArn("run");
  const wave = (await functions.initiator({ action: "prepare", execution_id, wave: discovery.waves[0] })) as Wave;
  expect(wave.images).toHaveLength(100);
  const images = [];
  for (const image of wave.images) {
    images.push(await functions.initiator({ action: "copy", execution_id, image, tags: "{}" }));
  }
  world.advance(60);
  const checked = (await functions.statusChecker({ action: "check", wave: { ...wave, images } })) as Wave;
  expect(checked.ready).toHaveLength(100);
  expect(byteLength(wave)).toBeLessThan(payloadLimit / 2);
  expect(byteLength(checked)).toBeLessThan(payloadLimit);
});

describe("planPayload", () => {
  const candidates = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ sourceAmiId: imageId(index), volumes: 1, bytes: 1_700 }));

  test("few images may report every failure, and have room for metadata", () => {
    expect(planPayload(planWaves(candidates(30), 20), 2)).toMatchObject({
      deferred: 0,
      failureLimit: 100,
      metadataBytes: 40_000,
    });
  });

  test("takes at most 1,000 waves", () => {
    const plan = planPayload(planWaves(candidates(1_200), 1), 2);
    expect(plan.waves).toHaveLength(1_000);
    expect(plan.deferred).toBe(200);
  });

  test("a large input leaves less room", () => {
    const plan = planPayload(planWaves(candidates(5_000), 20), 200_000);
    expect(plan.deferred).toBeGreaterThan(0);
    expect(plan.waves.flat().length + plan.deferred).toBe(5_000);
  });

  test("metadata that does not fit is left out, and counted", () => {
    const plan = {
      ...planPayload(planWaves(candidates(3), 1), 2),
      metadataBytes: byteLength({ [imageId(0)]: metadata }),
    };
    const known = new Map(plan.waves.flat().map((id) => [id, metadata]));
    const { waves, withoutMetadata } = addMetadata(plan, known);
    expect(waves.map((wave) => wave.metadata !== undefined)).toEqual([true, false, false]);
    expect(withoutMetadata).toBe(2);
  });
});

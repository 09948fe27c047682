import { expect, test } from "vitest";
import { historyLimit, payloadLimit } from "../../../simulator/step-functions/limits.ts";
import { isLong } from "../../support/length.ts";
import { execute, finalResult, withSimulation } from "./support.ts";

interface Size {
  readonly calls: number;
  readonly invocations: number;
  readonly transitions: number;
  readonly peakMegabytes: number;
}

const sizes = new Map<number, Size>();
/** The largest of them takes minutes; that its states fit is tested without processes, too (workflow/limits.test.ts). */
const counts = isLong ? [1, 10, 50, 500, 5_000] : [1, 10, 50, 200];

test.each(counts)("%i shared images are copied by one execution, within AWS's limits", async (images) => {
  await withSimulation({ images, composes: 100 }, async (simulation) => {
    const execution = await execute(simulation);
    expect(finalResult(execution).summary).toEqual({
      discovered: images,
      copied: images,
      skipped: 0,
      failed: 0,
      deferred: 0,
    });
    expect(execution.largestPayload).toBeLessThan(payloadLimit);
    expect(execution.longestHistory).toBeLessThan(historyLimit);
    const { calls, invocations } = simulation.record([execution]);
    const peakMegabytes = Math.max(...invocations.map((invocation) => invocation.peakMegabytes));
    for (const { memoryMegabytes } of invocations) {
      expect(peakMegabytes).toBeLessThan(memoryMegabytes);
    }
    expect(simulation.account.ec2.ownImages()).toHaveLength(images);
    sizes.set(images, {
      calls: calls.length,
      invocations: invocations.length,
      transitions: execution.transitions,
      peakMegabytes,
    });
  });
});

test("calls, invocations, transitions and memory grow no faster than the images", () => {
  const few = sizes.get(50);
  for (const [images, size] of sizes) {
    if (few === undefined || images <= 50) continue;
    for (const key of ["calls", "invocations", "transitions", "peakMegabytes"] as const) {
      expect(size[key], `${key} of ${images} images`).toBeLessThanOrEqual((few[key] * images) / 50);
    }
  }
  expect(sizes.size).toBe(counts.length);
});

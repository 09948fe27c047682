import { describe, expect, test } from "vitest";
import { expectConverged, finalsOf } from "../support/expectations.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions } from "../support/functions.ts";
import { type RunOptions, runWorkflow } from "./run.ts";

/** More than a state may give to the next one. */
const tooMuch = { text: "x".repeat(300_000) };

/** Seven images in waves of three, whose first wave ends as `first` says. */
async function runWith(first: (event: unknown) => Promise<unknown>) {
  const world = new FakeEc2();
  const sources = Array.from({ length: 7 }, () => world.share());
  world.settings.snapshotCopyQuota = 3;
  const functions = createFunctions(world, { environment: { MAX_CONCURRENT_COPIES: "3" } });
  const PrepareCopies = (event: unknown) =>
    (event as { readonly wave: { readonly index: number } }).wave.index === 0
      ? first(event)
      : functions.initiator(event);
  const run = (name: string, options: RunOptions = {}) => runWorkflow(world, functions, { name, ...options });
  const broken = await run("broken", { states: { PrepareCopies } });
  return { world, sources, run, broken, PrepareCopies };
}

describe("a wave that cannot run", () => {
  const causes: Readonly<Record<string, (event: unknown) => Promise<unknown>>> = {
    "returns more than a state may hold": () => Promise.resolve(tooMuch),
    "fails by an error that no state catches": () =>
      Promise.reject(Object.assign(new Error("a path leads nowhere"), { name: "States.Runtime" })),
  };

  test.each(Object.entries(causes))("for it %s does not end the others", async (_, first) => {
    const { world, sources, run, broken } = await runWith(first);
    expect(broken).toMatchObject({
      status: "FAILED",
      error: "CopiesFailed",
      report: { summary: { discovered: 7, copied: 4, failed: 3 } },
    });
    const [oldest = "", ...rest] = sources;
    expect(broken.cause).toMatch(new RegExp(`${oldest}: the wave ended before its images: .*child execution`));
    expect(rest.slice(2).map((source) => finalsOf(world, source).length)).toEqual([1, 1, 1, 1]);
    expect(await run("next")).toMatchObject({ status: "SUCCEEDED" });
    expectConverged(world, sources);
  });

  test("does not starve the later ones when it fails in every run", async () => {
    const { world, sources, run, PrepareCopies } = await runWith(() => Promise.resolve(tooMuch));
    const later = world.share();
    // The three that cannot run are the oldest, and so the first wave, each time.
    const second = await run("second", { states: { PrepareCopies } });
    expect(second.report).toMatchObject({ summary: { copied: 1, failed: 3 } });
    expect([...sources.slice(3), later].map((source) => finalsOf(world, source).length)).toEqual([1, 1, 1, 1, 1]);
  });

  test("is no success when it is the only one", async () => {
    const world = new FakeEc2();
    world.share();
    const run = await runWorkflow(world, createFunctions(world), {
      states: { PrepareCopies: () => Promise.resolve(tooMuch) },
    });
    expect(run).toMatchObject({ status: "FAILED", error: "CopiesFailed", report: { summary: { failed: 1 } } });
  });
});

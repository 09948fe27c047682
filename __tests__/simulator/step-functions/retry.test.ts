import { expect, test } from "vitest";
import { seededDraw } from "../../../simulator/core/random.ts";
import { run, sequence, task } from "./support.ts";

const retrier = { ErrorEquals: ["Busy"], IntervalSeconds: 10, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 30 };

/** Moments of the attempts of a function that is always busy, in seconds. */
async function attempts(retry: object, seed = 1): Promise<readonly number[]> {
  const moments: number[] = [];
  await run(
    sequence({ Work: { ...task, Retry: [retry] } }),
    {},
    {
      seed,
      work: (_event, clock) => {
        moments.push(clock.now / 1_000);
        throw Object.assign(new Error("not yet"), { name: "Busy" });
      },
    },
  );
  return moments;
}

test("without jitter delays are exact", async () => {
  expect(await attempts(retrier)).toEqual([0, 10, 30, 60, 90]);
  expect(await attempts({ ErrorEquals: ["States.ALL"] })).toEqual([0, 1, 3, 7]);
  expect(await attempts({ ErrorEquals: ["Busy"], MaxAttempts: 0 })).toEqual([0]);
});

test("with full jitter they are drawn from the seed, and never longer than without", async () => {
  const jitter = { ...retrier, JitterStrategy: "FULL" };
  const first = await attempts(jitter);
  expect(await attempts(jitter)).toEqual(first);
  expect(await attempts(jitter, 2)).not.toEqual(first);
  const delays = first.slice(1).map((moment, index) => moment - (first[index] ?? 0));
  expect(delays).toHaveLength(4);
  for (const [index, longest] of [10, 20, 30, 30].entries()) {
    expect(delays[index]).toBeGreaterThanOrEqual(0);
    expect(delays[index]).toBeLessThanOrEqual(longest);
  }
});

test("draws spread over all of 0 to 1, whatever their order", () => {
  const draw = seededDraw(7);
  const drawn = Array.from({ length: 1_000 }, (_, index) => draw(`key ${index}`));
  expect(draw("key 3")).toBe(drawn[3]);
  const tenths = new Set(drawn.map((value) => Math.floor(value * 10)));
  expect([...tenths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("each retrier counts for itself, and the first that is meant for an error is asked", async () => {
  const Retry = [
    { ErrorEquals: ["A"], IntervalSeconds: 1, MaxAttempts: 1 },
    { ErrorEquals: ["States.ALL"], IntervalSeconds: 100, MaxAttempts: 1 },
  ];
  const errors = ["A", "B", "A"];
  const record = await run(
    sequence({ Work: { ...task, Retry } }),
    {},
    {
      work: () => {
        throw Object.assign(new Error("no"), { name: errors.shift() ?? "none is left" });
      },
    },
  );
  expect(record).toMatchObject({ status: "FAILED", error: "A", endedAt: 101_000 });
});

test.each([
  ["States.ALL", "Busy", true],
  ["States.TaskFailed", "Busy", true],
  ["States.TaskFailed", "States.Timeout", false],
  ["States.Timeout", "States.HeartbeatTimeout", true],
  ["States.HeartbeatTimeout", "States.Timeout", false],
  ["States.ALL", "States.DataLimitExceeded", false],
  ["States.DataLimitExceeded", "States.DataLimitExceeded", true],
  ["States.ALL", "States.Runtime", false],
  ["States.Runtime", "States.Runtime", false],
])("a Catch of %s takes %s: %s", async (pattern, name, takes) => {
  const States = {
    Work: { ...task, Catch: [{ ErrorEquals: [pattern], Next: "Caught", ResultPath: "$.error" }], End: true },
    Caught: { Type: "Pass", End: true },
  };
  const record = await run(
    { StartAt: "Work", States },
    { kept: 1 },
    {
      work: () => {
        throw Object.assign(new Error("because"), { name });
      },
    },
  );
  expect(record.status).toBe(takes ? "SUCCEEDED" : "FAILED");
  if (takes) expect(record.output).toEqual({ kept: 1, error: { Error: name, Cause: "because" } });
  expect(record.states[0]?.error).toBe(name);
});

test("a task ends at its timeout; one without may take hours", async () => {
  const work = async (_event: unknown, clock: { now: number; sleepUntil: (moment: number) => Promise<void> }) => {
    await clock.sleepUntil(clock.now + 7_200_000);
    return "done";
  };
  expect(await run(sequence({ Work: { ...task, TimeoutSeconds: 60 } }), {}, { work })).toMatchObject({
    status: "FAILED",
    error: "States.Timeout",
    endedAt: 60_000,
  });
  expect(await run(sequence({ Work: task }), {}, { work })).toMatchObject({ status: "SUCCEEDED", endedAt: 7_200_000 });
});

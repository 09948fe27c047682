import { expect, test } from "vitest";
import { VirtualClock } from "../../../simulator/core/clock.ts";
import { LambdaError } from "../../../simulator/lambda/lambda-function.ts";
import type { Definition } from "../../../simulator/step-functions/definition.ts";
import { runExecution } from "../../../simulator/step-functions/execution.ts";
import { payloadLimit } from "../../../simulator/step-functions/limits.ts";

const task = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:111122223333:function:f" };

/** Runs a definition on a clock of its own, over one function. */
function run(
  definition: object,
  invoke: (event: unknown) => unknown,
  more: { stop?: AbortSignal; input?: unknown } = {},
) {
  const clock = new VirtualClock(0);
  return runExecution({
    definition: definition as Definition,
    arn: "arn:aws:states:us-east-1:111122223333:execution:machine:name",
    input: more.input ?? {},
    clock,
    startedAt: 0,
    invoke: (_arn, event) => clock.standStill(() => Promise.resolve(invoke(event))),
    stop: more.stop,
  });
}

test("a wait takes virtual time", async () => {
  const States = { Wait: { Type: "Wait", Seconds: 86_400, Next: "Work" }, Work: { ...task, End: true } };
  const record = await run({ StartAt: "Wait", States }, () => "done");
  expect(record).toMatchObject({
    name: "name",
    status: "SUCCEEDED",
    output: "done",
    startedAt: 0,
    endedAt: 86_400_000,
    transitions: 2,
  });
  expect(record.states).toMatchObject([
    { name: "Wait", type: "Wait", enteredAt: 0, exitedAt: 86_400_000 },
    { name: "Work", type: "Task", enteredAt: 86_400_000, exitedAt: 86_400_000 },
  ]);
});

test("retries count as transitions", async () => {
  let calls = 0;
  const Retry = [{ ErrorEquals: ["Busy"], IntervalSeconds: 10, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 30 }];
  const record = await run({ StartAt: "Work", States: { Work: { ...task, Retry, End: true } } }, () => {
    calls += 1;
    if (calls <= 4) throw new LambdaError("Busy", "not yet");
    return calls;
  });
  // 10 + 20 + 30 + 30 seconds
  expect(record).toMatchObject({ status: "SUCCEEDED", output: 5, endedAt: 90_000, transitions: 5 });
  expect(record.states).toMatchObject([{ retries: 4 }]);
  expect(record.states[0]).not.toHaveProperty("error");
});

test("an error that nobody catches fails the execution, with its cause", async () => {
  const record = await run({ StartAt: "Work", States: { Work: { ...task, End: true } } }, () => {
    throw new LambdaError("Broken", "because");
  });
  expect(record).toMatchObject({ status: "FAILED", error: "Broken", cause: "because", states: [{ error: "Broken" }] });
});

test("an execution that is stopped is aborted at that moment", async () => {
  const stop = new AbortController();
  const States = { Work: { ...task, Next: "Wait" }, Wait: { Type: "Wait", Seconds: 60, End: true } };
  const record = await run(
    { StartAt: "Work", States },
    () => {
      stop.abort();
    },
    { stop: stop.signal },
  );
  expect(record).toMatchObject({ status: "ABORTED", endedAt: 0 });
});

test("a payload beyond the limit fails the execution, as it does on AWS", async () => {
  const States = { Work: { ...task, End: true } };
  const fits = await run({ StartAt: "Work", States }, () => "x".repeat(payloadLimit - 2));
  expect(fits).toMatchObject({ status: "SUCCEEDED", largestPayload: payloadLimit });
  const tooLarge = await run({ StartAt: "Work", States }, () => "x".repeat(payloadLimit));
  expect(tooLarge).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
});

test("each iteration of a distributed map has a history of its own; an inline map's belong to the execution", async () => {
  const map = (Mode: string) => ({
    StartAt: "Map",
    States: {
      Map: {
        Type: "Map",
        MaxConcurrency: 1,
        ItemProcessor: { ProcessorConfig: { Mode }, StartAt: "Work", States: { Work: { ...task, End: true } } },
        End: true,
      },
    },
  });
  const input = Array.from({ length: 100 }, (_, index) => index);
  const inline = await run(map("INLINE"), (event) => event, { input });
  const distributed = await run(map("DISTRIBUTED"), (event) => event, { input });
  for (const record of [inline, distributed]) {
    expect(record).toMatchObject({ status: "SUCCEEDED", output: input, transitions: 101 });
  }
  // Of each iteration: its start and end, the state's entry and exit, and the function's three events.
  expect(inline.longestHistory).toBe(2 + 6 + 100 * 7);
  expect(distributed.longestHistory).toBe(8);
});

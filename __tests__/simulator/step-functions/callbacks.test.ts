import { expect, test } from "vitest";
import type { VirtualClock } from "../../../simulator/core/clock.ts";
import type { StateMachines } from "../../../simulator/step-functions/state-machines.ts";
import { machineArn, open, sequence, waitingTask } from "./support.ts";

const day = 86_400_000;
const Parameters = { FunctionName: "work", Payload: { "token.$": "$$.Task.Token" } };
const Gate = { ...waitingTask, Parameters, HeartbeatSeconds: 86_400, TimeoutSeconds: 259_200 };

interface Given {
  readonly token: string;
  readonly machines: StateMachines;
  readonly clock: VirtualClock;
}

/** Runs a gate; the answer is given beside it, on the virtual clock. */
async function gate(answer: (given: Given) => Promise<void>, more: object = {}) {
  let answered: Promise<void> | undefined;
  const tokens: string[] = [];
  const { clock, machines } = open(sequence({ Gate: { ...Gate, ...more } }), {
    work: (event) => {
      const { token } = event as { token: string };
      tokens.push(token);
      answered = answer({ token, machines, clock });
      return "what the function returns is not the result";
    },
  });
  const record = await machines.start({ stateMachineArn: machineArn, name: "run" }).ended;
  await answered;
  return { record, machines, tokens };
}

test("SendTaskSuccess ends the task with its output", async () => {
  const { record } = await gate(async ({ token, machines, clock }) => {
    await clock.sleepUntil(3_600_000);
    machines.tokens.succeed(token, '{"action":"continue"}');
  });
  expect(record).toMatchObject({ status: "SUCCEEDED", output: { action: "continue" }, endedAt: 3_600_000 });
  // Entry, exit; scheduled, started, submitted, succeeded; the execution's start and end.
  expect(record.longestHistory).toBe(8);
});

test("an answer before the function returns counts", async () => {
  const { record } = await gate(async ({ token, machines }) => {
    machines.tokens.succeed(token, "1");
    await Promise.resolve();
  });
  expect(record).toMatchObject({ status: "SUCCEEDED", output: 1, endedAt: 0 });
});

test("SendTaskFailure fails the task with its error, which Catch sees", async () => {
  const { record } = await gate(async ({ token, machines, clock }) => {
    await clock.sleepUntil(1_000);
    machines.tokens.fail(token, "OperationAborted", "by hand");
  });
  expect(record).toMatchObject({ status: "FAILED", error: "OperationAborted", cause: "by hand", endedAt: 1_000 });
});

test("without a heartbeat the task ends when its time is over", async () => {
  const { record } = await gate(() => Promise.resolve());
  expect(record).toMatchObject({ status: "FAILED", error: "States.HeartbeatTimeout", endedAt: day });
});

test("a heartbeat gives another interval, but does not move the timeout", async () => {
  const { record } = await gate(async ({ token, machines, clock }) => {
    for (const hours of [23, 46, 69]) {
      await clock.sleepUntil(hours * 3_600_000);
      machines.tokens.heartbeat(token);
    }
  });
  expect(record).toMatchObject({ status: "FAILED", error: "States.Timeout", endedAt: 3 * day });
});

test("timeouts by path", async () => {
  const { machines } = open(
    sequence({ Gate: { ...waitingTask, Parameters, HeartbeatSecondsPath: "$.beat", TimeoutSecondsPath: "$.limit" } }),
    { work: () => null },
  );
  const start = (name: string, input: object) => machines.start({ stateMachineArn: machineArn, name, input }).ended;
  const [beat, limit] = await Promise.all([start("a", { beat: 10, limit: 20 }), start("b", { beat: 30, limit: 20 })]);
  expect(beat).toMatchObject({ error: "States.HeartbeatTimeout", endedAt: 10_000 });
  expect(limit).toMatchObject({ error: "States.Timeout", endedAt: 20_000 });
});

test("a retry waits for a new token; the old one is over", async () => {
  const Retry = [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 60, MaxAttempts: 1 }];
  const { record, tokens, machines } = await gate(
    async ({ token, machines: { tokens: all }, clock }) => {
      if (clock.now === 0) return;
      await clock.sleepUntil(clock.now + 5_000);
      all.succeed(token, '"second"');
    },
    { Retry },
  );
  expect(record).toMatchObject({ status: "SUCCEEDED", output: "second", endedAt: day + 65_000 });
  expect(new Set(tokens).size).toBe(2);
  for (const token of tokens) {
    expect(() => {
      machines.tokens.heartbeat(token);
    }).toThrow(expect.objectContaining({ code: "TaskTimedOut" }));
  }
});

test("tokens that nobody waits for are refused, and output that is no JSON", async () => {
  const codes: unknown[] = [];
  const { machines } = await gate(async ({ token, machines: { tokens }, clock }) => {
    await clock.sleepUntil(1);
    try {
      tokens.succeed(token, "{");
    } catch (error) {
      codes.push((error as { code: string }).code);
    }
    tokens.succeed(token, "{}");
  });
  const unknown = Buffer.from(JSON.stringify({ task: 99 })).toString("base64");
  for (const token of ["no token", unknown]) {
    try {
      machines.tokens.fail(token, "E", "C");
    } catch (error) {
      codes.push((error as { code: string }).code);
    }
  }
  expect(codes).toEqual(["InvalidOutput", "InvalidToken", "TaskDoesNotExist"]);
});

test("a function that fails before it can hand the token on fails the task", async () => {
  const { machines } = open(sequence({ Gate }), {
    work: () => {
      throw new Error("no mail");
    },
  });
  const record = await machines.start({ stateMachineArn: machineArn }).ended;
  expect(record).toMatchObject({ status: "FAILED", error: "Error", cause: "no mail", endedAt: 0 });
});

test("a stopped execution closes its token", async () => {
  let given = "";
  const { machines, clock } = open(sequence({ Gate }), {
    work: (event) => {
      given = (event as { token: string }).token;
    },
  });
  const { executionArn, ended } = machines.start({ stateMachineArn: machineArn });
  await clock.sleepUntil(60_000);
  machines.stop(executionArn, "ByHand", "enough");
  expect(await ended).toMatchObject({ status: "ABORTED", error: "ByHand", cause: "enough", endedAt: 60_000 });
  expect(() => {
    machines.tokens.succeed(given, "{}");
  }).toThrow(expect.objectContaining({ code: "TaskTimedOut" }));
});

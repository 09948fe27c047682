import { describe, expect, test } from "vitest";
import { AwsError } from "../../../simulator/core/aws-error.ts";
import { readStatements } from "../../../simulator/core/iam/policy.ts";
import { executionArn, functionArn, machineArn, open, sequence, task, type World } from "./support.ts";

const code = (value: string) => expect.objectContaining({ code: value }) as Error;
const day = 86_400_000;

/** A machine whose function fails while `bad` holds what it is given. */
async function fail(definition: object, input: unknown, bad: Set<unknown>, world: World = {}) {
  const calls: unknown[] = [];
  const work = (event: unknown) => {
    calls.push(event);
    if (bad.has(event)) throw Object.assign(new Error("bad"), { name: "Bad" });
    return event;
  };
  const { machines, clock } = open(definition, { work, ...world });
  const first = await machines.start({ stateMachineArn: machineArn, name: "run", input }).ended;
  const before = calls.splice(0);
  bad.clear();
  return { machines, clock, first, before, calls, redrive: () => machines.redrive(executionArn("run")) };
}

describe("a redriven execution", () => {
  test("is none when it succeeded", async () => {
    const { first, redrive, machines } = await fail(sequence({ Work: task }), 1, new Set());
    expect(first.status).toBe("SUCCEEDED");
    expect(redrive).toThrow(code("ExecutionNotRedrivable"));
    expect(machines.redriveProblem(executionArn("run"))).toBe("Execution is SUCCEEDED and cannot be redriven");
  });

  test("runs its failed task again, its tries counted anew, under the same name", async () => {
    const Retry = [{ ErrorEquals: ["Bad"], MaxAttempts: 1, IntervalSeconds: 10 }];
    const states = { Before: { Type: "Pass", Result: 1 }, Work: { ...task, Retry }, After: { Type: "Pass" } };
    const { first, before, calls, redrive, machines, clock } = await fail(sequence(states), {}, new Set([1]));
    expect(first).toMatchObject({ status: "FAILED", error: "Bad", endedAt: 10_000 });
    expect(before).toEqual([1, 1]);
    await clock.sleepUntil(60_000);
    const { redriveDate, ended } = redrive();
    expect(redriveDate).toBe(60_000);
    expect(machines.describe(executionArn("run"))).toMatchObject({ status: "RUNNING", redriveCount: 1 });
    expect(redrive).toThrow(code("ExecutionNotRedrivable"));
    expect(await ended).toMatchObject({ status: "SUCCEEDED", output: 1, startedAt: 0, endedAt: 60_000 });
    expect(calls).toEqual([1]);
    const [record] = await machines.records();
    expect(record?.states.map(({ name }) => name)).toEqual(["Before", "Work", "Work", "After"]);
    expect(machines.describe(executionArn("run"))).toMatchObject({ redriveCount: 1, redriveDate: 60_000 });
  });

  test("fails again in a Fail state, whatever has become better since", async () => {
    const { first, redrive } = await fail(
      sequence({ Broken: { Type: "Fail", Error: "Broken", Cause: "c" } }),
      {},
      new Set(),
    );
    expect(first).toMatchObject({ status: "FAILED", error: "Broken" });
    expect(await redrive().ended).toMatchObject({ status: "FAILED", error: "Broken", cause: "c" });
  });

  test("goes on when it was stopped or timed out, with the whole of its time", async () => {
    const states = { Wait: { Type: "Wait", Seconds: 60 }, Work: task };
    const { machines, clock } = open({ ...sequence(states), TimeoutSeconds: 90 });
    const { ended, executionArn: arn } = machines.start({ stateMachineArn: machineArn, name: "run" });
    await clock.sleepUntil(30_000);
    machines.stop(arn);
    expect(await ended).toMatchObject({ status: "ABORTED" });
    await clock.sleepUntil(100_000);
    expect(await machines.redrive(arn).ended).toMatchObject({ status: "SUCCEEDED", endedAt: 160_000 });
  });

  test.each([
    ["14 days", 14 * day, undefined],
    ["more than 14 days", 14 * day + 1, "Execution redrivable period exceeded"],
  ])("is one within 14 days of its end: %s", async (_, later, problem) => {
    const { clock, redrive, machines } = await fail(sequence({ Work: task }), 1, new Set([1]));
    await clock.sleepUntil(later);
    expect(machines.redriveProblem(executionArn("run"))).toBe(problem);
    if (problem === undefined) expect(await redrive().ended).toMatchObject({ status: "SUCCEEDED" });
    else expect(redrive).toThrow(code("ExecutionNotRedrivable"));
  });

  test("is none when its history is full, or nobody knows it", async () => {
    const States = { Wait: { Type: "Wait", Seconds: 1, Next: "Wait" } };
    const { machines } = open({ StartAt: "Wait", States });
    await machines.start({ stateMachineArn: machineArn, name: "run" }).ended;
    expect(machines.redriveProblem(executionArn("run"))).toBe("Execution history event limit exceeded");
    expect(() => machines.redrive(executionArn("none"))).toThrow(AwsError);
  });
});

describe("redriving what has parts", () => {
  const inline = (more: object = {}) => ({ Type: "Map", ItemProcessor: sequence({ Work: task }), ...more });
  const distributed = (more: object = {}) => ({
    Type: "Map",
    Label: "Waves",
    MaxConcurrency: 1,
    ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...sequence({ Work: task }) },
    ...more,
  });

  test("runs only the iterations of an inline map that did not succeed", async () => {
    const states = { All: inline({ MaxConcurrency: 1 }), After: { Type: "Pass" } };
    const { before, calls, redrive } = await fail(sequence(states), [1, 2, 3], new Set([2]));
    expect(before).toEqual([1, 2]);
    expect(await redrive().ended).toMatchObject({ status: "SUCCEEDED", output: [1, 2, 3] });
    expect(calls).toEqual([2, 3]);
  });

  test("runs only the branches that did not succeed", async () => {
    const branch = (item: number) => sequence({ [`Work${item}`]: { ...task, Parameters: item } });
    const Both = { Type: "Parallel", Branches: [branch(1), branch(2)] };
    const { calls, redrive } = await fail(sequence({ Both }), {}, new Set([2]));
    expect(await redrive().ended).toMatchObject({ status: "SUCCEEDED", output: [1, 2] });
    expect(calls).toContain(2);
    expect(calls.length).toBeLessThan(3);
  });

  test("runs all iterations again when their results were too large", async () => {
    let size = 200_000;
    const { machines } = open(sequence({ All: inline() }), { work: () => "x".repeat(size) });
    const first = await machines.start({ stateMachineArn: machineArn, name: "run", input: [1, 2] }).ended;
    expect(first).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    size = 1;
    expect(await machines.redrive(executionArn("run")).ended).toMatchObject({ output: ["x", "x"] });
  });

  test("goes on with the executions of a distributed map that did not succeed, under their names", async () => {
    const { first, before, calls, redrive, machines } = await fail(
      sequence({ All: distributed() }),
      [1, 2, 3],
      new Set([2]),
    );
    expect(first.error).toBe("States.ExceedToleratedFailureThreshold");
    expect(before).toEqual([1, 2]);
    const names = () => machines.executions.map((execution) => execution.executionArn);
    const known = names();
    expect(known).toHaveLength(3);
    expect(machines.describe(known[2] ?? "")).toMatchObject({ status: "FAILED" });
    expect(() => machines.redrive(known[2] ?? "")).toThrow(code("ExecutionNotRedrivable"));
    expect(await redrive().ended).toMatchObject({ status: "SUCCEEDED", output: [1, 2, 3] });
    expect(calls).toEqual([2, 3]);
    expect(names().slice(0, 3)).toEqual(known);
    expect(names()).toHaveLength(4);
    expect(machines.describe(known[2] ?? "")).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
  });

  test("needs the right to redrive them", async () => {
    const may = (Action: string, Resource: string) => ({ Effect: "Allow", Action, Resource });
    const own = [may("lambda:InvokeFunction", functionArn), may("states:StartExecution", machineArn)];
    const child = executionArn("").replace(/:$/, "/Waves:*");
    for (const [rights, status] of [
      [own, "FAILED"],
      [[...own, may("states:RedriveExecution", child)], "SUCCEEDED"],
    ] as const) {
      const world = { policy: readStatements(rights) };
      const { redrive } = await fail(sequence({ All: distributed() }), [1, 2], new Set([2]), world);
      const record = await redrive().ended;
      expect(record.status).toBe(status);
      if (status === "FAILED") expect(record.error).toBe("States.Permissions");
    }
  });

  test("a stopped execution's children are stopped, and go on with it", async () => {
    const states = { Wait: { Type: "Wait", Seconds: 60 }, Work: task };
    const definition = sequence({
      All: distributed({ ItemProcessor: { ...distributed().ItemProcessor, ...sequence(states) } }),
    });
    const { machines, clock } = open(definition);
    const { ended, executionArn: arn } = machines.start({ stateMachineArn: machineArn, name: "run", input: [1, 2] });
    await clock.sleepUntil(30_000);
    machines.stop(arn);
    await ended;
    expect(machines.executions.map(({ status }) => status)).toEqual(["ABORTED", "ABORTED"]);
    expect(await machines.redrive(arn).ended).toMatchObject({ status: "SUCCEEDED", output: [1, 2] });
  });

  test("a child that somebody stops counts as failed, and is tolerated like any other", async () => {
    const states = { Wait: { Type: "Wait", Seconds: 60 }, Work: task };
    const processor = { ...distributed().ItemProcessor, ...sequence(states) };
    const definition = sequence({ All: distributed({ ItemProcessor: processor, ToleratedFailurePercentage: 100 }) });
    const { machines, clock } = open(definition);
    const { ended } = machines.start({ stateMachineArn: machineArn, name: "run", input: [1, 2] });
    await clock.sleepUntil(30_000);
    machines.stop(machines.executions[1]?.executionArn ?? "");
    expect(await ended).toMatchObject({ status: "SUCCEEDED", output: [2] });
  });
});

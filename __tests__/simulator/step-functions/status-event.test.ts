import { expect, test } from "vitest";
import type { ExecutionDescription } from "../../../simulator/step-functions/execution-state.ts";
import { statusEvent } from "../../../simulator/step-functions/status-event.ts";
import { executionArn, machineArn } from "./support.ts";

const running: ExecutionDescription = {
  executionArn: executionArn("run"),
  stateMachineArn: machineArn,
  name: "run",
  status: "RUNNING",
  startDate: 1_000,
  input: '{"a":1}',
  redriveCount: 0,
};

test("a start has nothing yet of an end", () => {
  expect(statusEvent(running)).toEqual({
    source: "aws.states",
    "detail-type": "Step Functions Execution Status Change",
    resources: [running.executionArn],
    detail: {
      executionArn: running.executionArn,
      stateMachineArn: machineArn,
      name: "run",
      status: "RUNNING",
      startDate: 1_000,
      stopDate: null,
      input: '{"a":1}',
      output: null,
      inputDetails: { included: true },
      outputDetails: null,
      error: null,
      cause: null,
    },
  });
});

test("an end has its reason, or its output", () => {
  const ended = { ...running, stopDate: 2_000 };
  expect(statusEvent({ ...ended, status: "FAILED", error: "E", cause: "C" }).detail).toMatchObject({
    status: "FAILED",
    stopDate: 2_000,
    error: "E",
    cause: "C",
    outputDetails: null,
  });
  expect(statusEvent({ ...ended, status: "SUCCEEDED", output: "5" }).detail).toMatchObject({
    output: "5",
    outputDetails: { included: true },
  });
});

test("what is over 248 KiB is left out", () => {
  const text = (kibibytes: number) => JSON.stringify("x".repeat(kibibytes * 1_024 - 8));
  const detail = (input: string, output: string) =>
    statusEvent({ ...running, status: "SUCCEEDED", stopDate: 2_000, input, output }).detail;
  expect(detail(text(124), text(124))).toMatchObject({
    inputDetails: { included: true },
    outputDetails: { included: true },
  });
  expect(detail(text(125), text(124))).toMatchObject({
    input: null,
    output: text(124),
    inputDetails: { included: false },
    outputDetails: { included: true },
  });
  expect(detail("{}", text(250))).toMatchObject({
    input: "{}",
    output: null,
    inputDetails: { included: true },
    outputDetails: { included: false },
  });
});

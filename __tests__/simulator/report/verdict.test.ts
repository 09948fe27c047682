import { expect, test } from "vitest";
import type { EventRecord } from "../../../simulator/core/record.ts";
import { verdictOf } from "../../../simulator/report/verdict.ts";
import { sampleRecord } from "./record.ts";

const [failed] = sampleRecord().executions;
if (failed === undefined) throw new Error("the sample has no execution");
const succeeded = { ...failed, name: "run-2", status: "SUCCEEDED" as const };

/** An event that one target took and the other one did not, or did. */
const event = (outcome: string): EventRecord => ({
  at: 0,
  bus: "default",
  source: "aws.events",
  detailType: "Scheduled Event",
  detail: {},
  deliveries: ["ok", outcome].map((end) => ({ rule: "rule", target: "target", at: 0, attempts: 1, outcome: end })),
});

test("a simulation is good when all executions succeeded, events arrived and faults hit", () => {
  const fault = { fault: { kind: "drop" as const }, calls: 2, hits: 1 };
  const good = { executions: [succeeded], events: [event("ok")], faults: [fault] };
  expect(verdictOf(good)).toEqual({ isGood: true, text: "run-2 SUCCEEDED" });
  expect(verdictOf({ ...good, executions: [failed, succeeded] })).toEqual({
    isGood: false,
    text: "run-1 FAILED, run-2 SUCCEEDED",
  });
  expect(verdictOf({ ...good, events: [event("ok"), event("AccessDenied")] })).toEqual({
    isGood: false,
    text: "run-2 SUCCEEDED; 1 event did not reach its target",
  });
  expect(verdictOf({ ...good, faults: [fault, { ...fault, hits: 0 }, { ...fault, hits: 0 }] })).toEqual({
    isGood: false,
    text: "run-2 SUCCEEDED; 2 faults hit nothing",
  });
  expect(verdictOf({ executions: [], events: [], faults: [] })).toEqual({ isGood: true, text: "no execution" });
});

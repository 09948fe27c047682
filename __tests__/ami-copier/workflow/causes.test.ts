import { describe, expect, test } from "vitest";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions } from "../support/functions.ts";
import { runWorkflow } from "./run.ts";

/** What Step Functions can say of a task that failed: a function's answer is JSON, its own causes are texts, and there need be none. */
const shapes = [
  { Error: "AwsRequestError", Cause: JSON.stringify({ errorType: "AwsRequestError", errorMessage: "no.", trace: [] }) },
  { Error: "Lambda.Unknown", Cause: "The cause could not be determined because Lambda did not return an error type." },
  { Error: "Custom", Cause: '{"errorType":"Custom","errorMess' },
  { Error: "Custom", Cause: "" },
  { Error: "States.Permissions" },
];
const sentences = [
  "AwsRequestError: no.",
  "Lambda.Unknown: The cause could not be determined because Lambda did not return an error type.",
  'Custom: {"errorType":"Custom","errorMess',
  "Custom",
  "States.Permissions",
];
const ends = { DiscoverAMIs: "DiscoveryError", ProcessAMIs: "ProcessingError", AggregateResults: "AggregationError" };
const cases = Object.entries(ends).flatMap(([state, error]) =>
  shapes.map(
    (shape, index) => [state, JSON.stringify(shape), { error, shape, cause: sentences[index] ?? "" }] as const,
  ),
);

async function runFailing(state: string, caught: object, states: Readonly<Record<string, () => Promise<never>>> = {}) {
  const world = new FakeEc2();
  world.share();
  return runWorkflow(world, createFunctions(world), { failing: { [state]: caught }, states });
}

describe("what a run that broke off ends with", () => {
  test.each(cases)("%s with %s", async (state, _, { error, shape, cause }) => {
    const run = await runFailing(state, shape);
    expect(run).toMatchObject({ status: "FAILED", error, cause });
    expect(run.entered.slice(-2)).toEqual(["DescribeFailure", "RunFailed"]);
  });

  test.each(shapes)("%j is told as it is when the function that describes it fails too", async (shape) => {
    const broken = () => Promise.reject(Object.assign(new Error("no memory"), { name: "Runtime.ExitError" }));
    const run = await runFailing("DiscoverAMIs", shape, { DescribeFailure: broken });
    expect(run).toMatchObject({ status: "FAILED", error: "DiscoveryError" });
    expect(run.cause).toContain(`{"Error":"${shape.Error}"`);
    if (shape.Cause !== undefined) expect(run.cause).toContain('"Cause":"');
  });
});

import aslValidator from "asl-validator";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../simulator/core/clock.ts";
import { LambdaError } from "../../../simulator/lambda/lambda-function.ts";
import type { Definition } from "../../../simulator/step-functions/definition.ts";
import { runExecution } from "../../../simulator/step-functions/execution.ts";
import { imageSweeperDefinition } from "../../../stacks/image-sweeper/definition.ts";

const region = "us-east-1:123456789012";
const definition = imageSweeperDefinition({
  sweeperArn: `arn:aws:lambda:${region}:function:images-image-sweeper-sweeper`,
});

interface Event {
  readonly action: string;
  readonly image?: { readonly image_id: string };
}

/** Runs the workflow over answers of the function by action. */
async function run(answers: Readonly<Record<string, (event: Event) => unknown>>) {
  const clock = new VirtualClock(0);
  const { status, error, cause, states } = await runExecution({
    definition: JSON.parse(JSON.stringify(definition)) as Definition,
    arn: `arn:aws:states:${region}:execution:images-image-sweeper:run`,
    input: {},
    clock,
    startedAt: clock.now,
    invoke: async (_arn, event) => Promise.resolve(answers[(event as Event).action]?.(event as Event)),
  });
  return { status, error, cause, entered: states.map(({ name }) => name), states };
}

const found = (...ids: readonly string[]) => ({ due: ids.length, images: ids.map((image_id) => ({ image_id })) });

test("the definition is valid Amazon States Language", () => {
  // The validator writes into what it looks at.
  expect(aslValidator(structuredClone(definition), { checkPaths: true, checkArn: true })).toMatchObject({
    isValid: true,
    errors: [],
  });
});

test("nothing due is a success at once", async () => {
  const { status, entered } = await run({ find: () => found() });
  expect([status, entered]).toEqual(["SUCCEEDED", ["FindImages", "AnythingDue", "NothingDue"]]);
});

test("an image that cannot be removed stops no other, and the run fails in the end with the reason", async () => {
  const reported: unknown[] = [];
  const { status, error, cause } = await run({
    find: () => found("ami-1", "ami-2"),
    remove: ({ image }) => {
      if (image?.image_id === "ami-1") throw new LambdaError("AwsRequestError", "refused");
      return { image_id: image?.image_id, status: "removed" };
    },
    report: (event) => {
      reported.push(event);
      return { message: "1 removed, 1 failed: ami-1", failed: 1 };
    },
  });
  expect([status, error, cause]).toEqual(["FAILED", "RemovalsFailed", "1 removed, 1 failed: ami-1"]);
  expect(reported).toEqual([
    {
      action: "report",
      results: [
        { image_id: "ami-1", status: "failed" },
        { image_id: "ami-2", status: "removed" },
      ],
    },
  ]);
});

test("what passes is tried again", async () => {
  let tries = 0;
  const { status, states } = await run({
    find: () => {
      tries += 1;
      if (tries === 1) throw new LambdaError("AwsTransientError", "throttled");
      return found();
    },
  });
  expect([status, states[0]?.retries]).toEqual(["SUCCEEDED", 1]);
});

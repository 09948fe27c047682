import aslValidator from "asl-validator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { retryTransient } from "../../../stacks/shared/asl.ts";
import { cleanupDefinition } from "../../../stacks/ami-builder/definition/cleanup.ts";
import { functionTimeouts, type Functions } from "../../../stacks/ami-builder/definition/functions.ts";
import { mainDefinition } from "../../../stacks/ami-builder/definition/main.ts";
import { retriers } from "../../../stacks/ami-builder/definition/retriers.ts";
import { FaultPlan } from "../../../simulator/core/faults.ts";
import { LambdaError } from "../../../simulator/lambda/lambda-function.ts";
import type { Definition, StateDefinition } from "../../../simulator/step-functions/definition.ts";
import { built, captured, type CleanerWorld, openCleanerWorld } from "../support/cleaner-world.ts";

const arnOf = (name: string) => `arn:aws:lambda:us-east-1:111122223333:function:golden-ami-builder-${name}`;
const functions = Object.fromEntries(
  Object.entries(functionTimeouts).map(([name, timeout]) => [name, { arn: arnOf(name), timeout }]),
) as unknown as Functions;
const inputFor = (settings: string) => ({ functions, settings, maxConcurrentBuilds: 4, retry: retriers });
const definition = cleanupDefinition(inputFor("{}"));

describe("the definition", () => {
  test("is valid Amazon States Language", () => {
    // A copy: the validator writes into what it checks.
    const copy = structuredClone(definition);
    expect(aslValidator(copy, { checkPaths: true, checkArn: true })).toMatchObject({ isValid: true, errors: [] });
  });

  test("tries every call again and catches every error", () => {
    const states = definition.States as unknown as Readonly<Record<string, StateDefinition>>;
    const { Remove, RemoveFailed } = states["RemoveEach"]?.ItemProcessor?.States ?? {};
    const tasks = [...Object.values(states), Remove, RemoveFailed].filter((state) => state?.Type === "Task");
    expect(tasks).toHaveLength(5);
    for (const task of tasks)
      expect(task).toMatchObject({ Retry: [retryTransient], Catch: [{ ErrorEquals: ["States.ALL"] }] });
  });

  test("reads no cause where there may be none", () => {
    expect(JSON.stringify(definition)).not.toMatch(/\.Cause\b/);
  });
});

describe("a run", () => {
  const machine = (name: string) => `arn:aws:states:us-east-1:111122223333:stateMachine:${name}`;
  let world: CleanerWorld;

  beforeEach(async () => {
    world = await openCleanerWorld();
    const { account } = world;
    const put = (name: string, made: object) => {
      account.stateMachines.put({
        arn: machine(name),
        name,
        definition: JSON.parse(JSON.stringify(made)) as Definition,
        roleArn: "arn:aws:iam::111122223333:role/golden-sfn",
      });
    };
    put("golden-ami-builder-cleanup", cleanupDefinition(inputFor(world.settings)));
    put("golden-ami-builder", mainDefinition(inputFor(world.settings)));
    const install = (name: string, handler: (event: unknown) => Promise<unknown>) =>
      account.functions.set(arnOf(name), {
        policy: [],
        invokeLater: () => undefined,
        invoke: (event) => account.clock.standStill(() => asLambda(handler, event)),
      });
    install("cleaner", world.cleaner);
    // What the planner makes of an event that asks for a deletion.
    install("planner", (event) => {
      const { input } = event as { readonly input: object };
      const deletion = { all: false, ignore_in_use: false, dry_run: false, ...input };
      return Promise.resolve({ mode: "delete", dry_run: false, deletion });
    });
  });
  afterEach(() => world.account.close());

  const run = (name: string, input: unknown) =>
    world.account.guard(world.account.stateMachines.start({ stateMachineArn: machine(name), input }).ended);
  const clean = (input: unknown = {}) => run("golden-ami-builder-cleanup", input);

  test("removes what it found, and ends with what it did", async () => {
    const old = world.addImage(built());
    await world.sleep(40);
    world.addImage(built());
    const { status, output } = await clean({ disable_days: 0 });
    expect(status).toBe("SUCCEEDED");
    expect(output).toMatchObject({ mode: "cleanup", summary: { removed: 1, kept: 1, failed: 0 } });
    expect(world.image(old.id)?.State).toBe("deregistered");
    expect((await clean()).output).toMatchObject({ summary: { removed: 0 } });
  });

  test("goes on after one thing that cannot be removed, and fails with its reason", async () => {
    const [first, second] = [world.addImage(built()), world.addImage(built())];
    await world.sleep(40);
    world.addImage(built());
    world.account.plan(
      new FaultPlan([{ service: "ec2", operation: "DeregisterImage", every: 1, kind: "unavailable" }]),
    );
    const { status, error, cause } = await clean({ disable_days: 0 });
    expect({ status, error }).toEqual({ status: "FAILED", error: "CleanupFailed" });
    for (const { id } of [first, second]) expect(cause).toContain(`${id}: AwsTransientError: DeregisterImage`);
  });

  test("that cannot look fails in words, and removes nothing", async () => {
    const { status, error, cause } = await clean({ keep: 3 });
    expect({ status, error }).toEqual({ status: "FAILED", error: "CleanupFailed" });
    expect(cause).toMatch(/^InvalidInputError: The input has "keep"/);
  });

  test("carries as many things as one run removes, though each of them fails", async () => {
    for (let index = 0; index < 520; index += 1) {
      world.addSnapshot({ AmiBuilder: "golden", Name: "x".repeat(200) });
    }
    await world.sleep(2);
    const cleaner = world.account.functions.get(arnOf("cleaner"));
    world.account.functions.set(arnOf("cleaner"), {
      policy: [],
      invokeLater: () => undefined,
      invoke: async (event) => {
        if ((event as { action: string }).action !== "remove") return cleaner?.invoke(event);
        throw new LambdaError("AwsRequestError", JSON.stringify({ errorMessage: "no ".repeat(230) }));
      },
    });
    const { error, cause } = await clean();
    expect(error).toBe("CleanupFailed");
    expect(cause).toContain("AwsRequestError: no no");
  });

  test("of the main state machine deletes images, and fails where one may not be deleted", async () => {
    const { id } = world.addImage(captured());
    const remove = (input: object) => run("golden-ami-builder", { action: "delete", ...input });
    expect((await remove({ version: "v1", dry_run: true })).output).toMatchObject({ summary: { would_remove: 1 } });
    expect(await remove({ image_id: "ami-0123456789abcdef0" })).toMatchObject({
      status: "FAILED",
      error: "DeletionFailed",
    });
    await world.parameter("/golden/other", id);
    const used = await remove({ image_id: id });
    expect(used.error).toBe("DeletionFailed");
    expect(used.cause).toContain("InUseError: it is used by parameter /golden/other");
    const other = world.addImage(captured({ Version: "v2" }));
    expect((await remove({ version: "v2" })).output).toMatchObject({ mode: "delete", summary: { removed: 1 } });
    expect(world.image(other.id)?.State).toBe("deregistered");
  });
});

/** Lambda's side of a task: JSON in, JSON out, and an error as the JSON that Step Functions puts into Cause. */
async function asLambda(handler: (event: unknown) => Promise<unknown>, event: unknown): Promise<unknown> {
  try {
    return JSON.parse(JSON.stringify(await handler(JSON.parse(JSON.stringify(event)))));
  } catch (thrown) {
    const { name, message } = thrown as Error;
    throw new LambdaError(name, JSON.stringify({ errorType: name, errorMessage: message, trace: [] }));
  }
}

import { afterEach, describe, expect, test } from "vitest";
import type { Prepared } from "../../../lambdas/ami-builder/prepared.ts";
import type { Work } from "../../../lambdas/ami-builder/shapes.ts";
import { FaultPlan } from "../../../simulator/core/faults.ts";
import { type BuildWorld, openBuildWorld } from "../support/build-world.ts";

let world: BuildWorld;

afterEach(() => world.account.close());

/** One step, so that there is something to send. */
const oneStep = (prepared: Prepared): Prepared =>
  prepared.definition === null
    ? prepared
    : { ...prepared, definition: { ...prepared.definition, validation_tests: [], hygiene: [] } };

/** Works of a build before each of its actions. */
const before = {
  launch: async () => Promise.resolve(world.work),
  send: async () => world.launch(world.work),
  stop: async () => world.run(await world.launch(world.work)),
  create_image: async () => world.stop(await world.run(await world.launch(world.work))),
  terminate: async () => world.image(await world.stop(await world.run(await world.launch(world.work)))),
};

/** Acts, and once more if that failed, as the state machine's Retry does. */
async function act(work: Work, action: string): Promise<Work> {
  const event = { action, work, role: "builder" };
  try {
    return (await world.builder(event)) as Work;
  } catch (error) {
    expect(error).toMatchObject({ name: "AwsTransientError" });
    return (await world.builder(event)) as Work;
  }
}

describe.each(["drop", "lose-answer"] as const)("a call whose connection breaks (%s)", (kind) => {
  test.each([
    ["launch", "RunInstances"],
    ["launch", "PutObject"],
    ["send", "SendCommand"],
    ["stop", "StopInstances"],
    ["create_image", "CreateImage"],
    ["create_image", "PutObject"],
    ["terminate", "TerminateInstances"],
  ] as const)("in %s at %s is made up for", async (action, operation) => {
    world = await openBuildWorld(oneStep);
    const work = await before[action]();
    const plan = new FaultPlan([{ kind, operation, call: 1 }]);
    world.account.plan(plan);
    let next = await act(work, action);
    expect(plan.records[0]?.hits).toBe(1);
    if (action === "launch") next = await world.launch(next);
    if (action === "launch" || action === "send") next = await world.run(next);
    if (action !== "create_image" && action !== "terminate") next = await world.stop(next);
    if (action !== "terminate") next = await world.image({ ...next });
    await world.terminate(next);
    await world.sleep(60);
    const images = await world.imagesNamed(world.prepared.image.name);
    expect(images.map(({ State }) => State)).toEqual(["available"]);
    expect(world.instances().map(({ phases }) => phases.at(-1)?.state)).toEqual(["terminated"]);
    expect(world.record()).toMatchObject({
      image_id: images[0]?.ImageId,
      instance_ids: world.instances().map(({ id }) => id),
    });
    // Each delivery of a command is under the guard of the first.
    expect(new Set(world.commands.map(({ script }) => script)).size).toBe(3);
  });
});

test("a launch whose first instance has ended before anybody heard of it is made again under another token", async () => {
  world = await openBuildWorld();
  world.account.plan(new FaultPlan([{ kind: "lose-answer", operation: "RunInstances", call: 1 }]));
  const event = { action: "launch", work: world.work, role: "builder" };
  await expect(world.builder(event)).rejects.toMatchObject({ name: "AwsTransientError" });
  for (const instance of world.instances()) world.account.ec2.instances.terminate(instance);
  await world.sleep(60);
  const again = (await world.builder(event)) as Work;
  expect(again).toMatchObject({ attempt: 2, check: { state: "again", wait_seconds: 0 } });
  await expect(world.launch(again)).resolves.toMatchObject({ check: { state: "done" } });
  expect(world.record().attempt).toBe(2);
});

test("a record that another execution has taken over stops the work", async () => {
  world = await openBuildWorld();
  world.put(`builds/${world.prepared.id}/record.json`, { ...world.record(), execution_id: "other" });
  await expect(world.launch(world.work)).rejects.toMatchObject({ name: "InvalidInputError" });
  await world.cleanUp(world.work, "InvalidInputError");
  await world.sleep(60);
  expect(world.instances().map(({ phases }) => phases.at(-1)?.state)).toEqual(["terminated"]);
});

import { expect, inject, test } from "vitest";
import { imageSweeper } from "../../../simulator/modules/image-sweeper/index.ts";
import { parseScenario } from "../../../simulator/scenario/schema.ts";
import { openSimulation, simulate } from "../../../simulator/simulation.ts";

const moduleFolder = `${inject("distFolder")}/modules/image-sweeper`;
const scenario = (input: object) => parseScenario(imageSweeper, input);
const run = (input: object) => simulate(imageSweeper, scenario(input), { moduleFolder });

test("a run removes what is due, with its snapshots, by what its role may do", async () => {
  const { executions, account, images } = await run({ old_images: 3, new_images: 2, failed_images: 1 });
  expect(executions.map(({ status }) => status)).toEqual(["SUCCEEDED"]);
  expect(account.images.map(({ name }) => name)).toEqual(["golden-new-1", "golden-new-2"]);
  expect(account.snapshots).toHaveLength(2);
  expect(images.map(({ outcome }) => outcome)).toEqual(["removed", "removed", "removed", "removed"]);
});

test("the schedule sweeps every hour, and later runs find nothing", async () => {
  const { executions, calls } = await run({ days: 0.125 });
  expect(executions.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
  expect(calls.filter(({ operation }) => operation === "DeregisterImage")).toHaveLength(3);
});

test("an image that EC2 keeps refusing to remove fails the run, and the failure is told", async () => {
  const { executions, account, messages } = await run({
    faults: [{ kind: "unavailable", operation: "DeregisterImage" }],
    variables: { create_notification_topic: true },
  });
  expect(executions).toMatchObject([{ status: "FAILED", error: "RemovalsFailed" }]);
  expect(account.images).toHaveLength(4);
  const told = messages.map(({ message }) => (JSON.parse(message) as { detail: { status: string } }).detail.status);
  expect(told).toEqual(["FAILED"]);
});

test("each of the rules starts the state machine: the time, an image that failed, and whoever asks", async () => {
  const { account, installation, close } = await openSimulation(imageSweeper, scenario({}), { moduleFolder });
  try {
    const [schedule] = installation.schedules;
    expect(schedule).toMatchObject({ expression: "rate(1 hour)", enabled: true });
    await installation.fire(schedule?.ruleName ?? "", account.clock.now);
    await account.settled();
    const rule = (name: string) => `images-image-sweeper-${name}`;
    const events = [
      ["aws.ec2", "EC2 AMI State Change", { State: "failed" }, [rule("image-failed")]],
      ["aws.ec2", "EC2 AMI State Change", { State: "available" }, []],
      ["images-image-sweeper", "Sweep Requested", { kinds: ["golden"] }, [rule("requested")]],
    ] as const;
    for (const [source, detailType, detail] of events) {
      account.events.putEvent({ source, "detail-type": detailType, detail }, account.region);
      await account.settled();
    }
    for (const [source, detailType, { ...detail }, rules] of events) {
      const sent = account.events.seen.filter(
        ({ event }) =>
          event.source === source &&
          event["detail-type"] === detailType &&
          JSON.stringify(event.detail) === JSON.stringify(detail),
      );
      expect(sent.map(({ deliveries }) => deliveries.map((delivery) => delivery.rule))).toEqual([rules]);
    }
    const executions = await account.stateMachines.records();
    expect(executions.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
  } finally {
    await close();
  }
});

import {
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { code, Ec2Desk } from "./support.ts";

let desk: Ec2Desk;

beforeEach(async () => {
  desk = await Ec2Desk.open();
});

afterEach(() => desk.close());

const stop = (id: string, Force = false) => desk.client.send(new StopInstancesCommand({ InstanceIds: [id], Force }));
const start = (id: string) => desk.client.send(new StartInstancesCommand({ InstanceIds: [id] }));
const reboot = (id: string) => desk.client.send(new RebootInstancesCommand({ InstanceIds: [id] }));
const terminate = (id: string) => desk.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));

test("an instance goes through its states, each in its time", async () => {
  const { InstanceId: id = "" } = await desk.run();
  expect(await desk.state(id)).toBe("pending");
  await desk.pass(20);
  expect(await desk.state(id)).toBe("running");
  expect(await stop(id)).toMatchObject({
    StoppingInstances: [{ InstanceId: id, PreviousState: { Name: "running" }, CurrentState: { Name: "stopping" } }],
  });
  await desk.pass(30);
  expect(await desk.instance(id)).toMatchObject({
    State: { Name: "stopped" },
    StateReason: { Code: "Client.UserInitiatedShutdown" },
  });
  await start(id);
  expect(await desk.state(id)).toBe("pending");
  await desk.pass(20);
  expect(await desk.state(id)).toBe("running");
  expect(await terminate(id)).toMatchObject({ TerminatingInstances: [{ CurrentState: { Name: "shutting-down" } }] });
  await desk.pass(30);
  expect(await desk.instance(id)).toMatchObject({ State: { Name: "terminated" } });
  expect(await desk.instance(id)).not.toHaveProperty("SubnetId");
  await desk.pass(3_600);
  await expect(desk.state(id)).rejects.toMatchObject(code("InvalidInstanceID.NotFound"));
  await expect(terminate(id)).rejects.toMatchObject(code("InvalidInstanceID.NotFound"));
});

test("stopping or terminating again is fine", async () => {
  const id = await desk.running();
  await stop(id);
  await stop(id);
  await desk.pass(30);
  await expect(stop(id)).resolves.toMatchObject({ StoppingInstances: [{ CurrentState: { Name: "stopped" } }] });
  await terminate(id);
  await expect(terminate(id)).resolves.toBeDefined();
  await expect(stop(id)).rejects.toMatchObject(code("IncorrectInstanceState"));
  await expect(start(id)).rejects.toMatchObject(code("IncorrectInstanceState"));
});

test("a one-time spot instance cannot be stopped, and says that it is one", async () => {
  const id = await desk.running({ InstanceMarketOptions: { MarketType: "spot" } });
  expect(await desk.instance(id)).toMatchObject({ InstanceLifecycle: "spot" });
  await expect(stop(id)).rejects.toMatchObject(code("UnsupportedOperation"));
  expect(await desk.state(id)).toBe("running");
});

test("a spot instance that EC2 takes back says why", async () => {
  const id = await desk.running({ InstanceMarketOptions: { MarketType: "spot" } });
  const held = desk.account.ec2.instances.find(id, "us-east-1");
  desk.account.ec2.instances.interrupt(held);
  expect(await desk.instance(id)).toMatchObject({
    State: { Name: "shutting-down" },
    StateReason: { Code: "Server.SpotInstanceTermination" },
  });
});

test("a stop that hangs ends when it is forced", async () => {
  desk.account.ec2.settings.stopHangs = () => true;
  const id = await desk.running();
  await stop(id);
  await desk.pass(3_600);
  expect(await desk.state(id)).toBe("stopping");
  await stop(id, true);
  await desk.pass(30);
  expect(await desk.state(id)).toBe("stopped");
});

test("a reboot keeps the state, and counts as a boot", async () => {
  const id = await desk.running();
  await reboot(id);
  expect(await desk.state(id)).toBe("running");
  await desk.pass(20);
  expect(desk.account.ec2.instances.get(id)?.boots.map(({ cause }) => cause)).toEqual(["launch", "reboot"]);
  await stop(id);
  await expect(reboot(id)).rejects.toMatchObject(code("IncorrectInstanceState"));
});

describe("the timer that user data sets up", () => {
  const UserData = Buffer.from(
    "#!/bin/sh\ncat > /etc/systemd/system/x.timer <<E\n[Timer]\nOnCalendar=2026-01-01 08:00:00 UTC\nE\n",
  ).toString("base64");

  test("ends the instance at its moment", async () => {
    const id = await desk.running({ UserData, InstanceInitiatedShutdownBehavior: "terminate" });
    await reboot(id);
    await desk.pass(8 * 3_600 - 21);
    expect(await desk.state(id)).toBe("running");
    await desk.pass(2);
    expect(await desk.instance(id)).toMatchObject({
      State: { Name: "shutting-down" },
      StateReason: { Code: "Client.InstanceInitiatedShutdown" },
    });
  });

  test("goes on to an image unless it is removed, and from there to an instance", async () => {
    const builder = await desk.running({ UserData, InstanceInitiatedShutdownBehavior: "terminate" });
    const dirty = await desk.createImage({ InstanceId: builder, Name: "dirty", NoReboot: true });
    const held = desk.account.ec2.instances.find(builder, "us-east-1");
    desk.account.ec2.instances.disarm(held);
    const clean = await desk.createImage({ InstanceId: builder, Name: "clean", NoReboot: true });
    await desk.pass(300);
    const [first, second] = [await desk.running({ ImageId: dirty }), await desk.running({ ImageId: clean })];
    await desk.pass(8 * 3_600);
    expect([await desk.state(first), await desk.state(second), await desk.state(builder)]).toEqual([
      "stopped",
      "running",
      "running",
    ]);
  });
});

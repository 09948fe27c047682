import { beforeEach, describe, expect, test } from "vitest";
import { readExpiry } from "../../../../simulator/aws/ec2/instances/expiry.ts";
import { hasRoute, type Instance, type InstanceLaunch } from "../../../../simulator/aws/ec2/instances/instance.ts";
import { Instances } from "../../../../simulator/aws/ec2/instances/instances.ts";
import { defaultSubnets } from "../../../../simulator/aws/ec2/instances/subnets.ts";
import { defaultSettings } from "../../../../simulator/aws/ec2/settings.ts";
import { VirtualClock } from "../../../../simulator/core/clock.ts";

const region = "us-east-1";
const [subnet] = defaultSubnets("111122223333", region);
let clock: VirtualClock;
let instances: Instances;
let seen: string[];

beforeEach(() => {
  clock = new VirtualClock(0);
  instances = new Instances(clock, defaultSettings);
  seen = [];
  instances.observers.add({
    booted: (_, { at, cause }) => seen.push(`${at / 1_000} booted ${cause}`),
    down: (_, cause) => seen.push(`${clock.now / 1_000} down ${cause}`),
    changed: (_, state) => seen.push(`${clock.now / 1_000} ${state}`),
  });
});

function launch(more: Partial<InstanceLaunch> = {}): Instance {
  if (subnet === undefined) throw new Error("a default VPC has subnets");
  return instances.launch("i-1", {
    region,
    imageId: "ami-1",
    architecture: "x86_64",
    rootDeviceName: "/dev/xvda",
    type: "t3.medium",
    subnet,
    hasPublicAddress: true,
    securityGroupIds: [],
    profile: undefined,
    keyName: undefined,
    userData: undefined,
    metadataOptions: {},
    shutdownBehavior: "terminate",
    lifecycle: "on-demand",
    volumes: [],
    networkInterface: { id: "eni-1", Tags: [] },
    tags: [],
    powerOffAt: undefined,
    machine: undefined,
    ...more,
  });
}

test("an instance boots when it runs, stops and ends in its time", async () => {
  const instance = launch();
  await clock.sleepUntil(100_000);
  instances.reboot(instance);
  await clock.sleepUntil(200_000);
  instances.stop(instance);
  await clock.sleepUntil(300_000);
  instances.start(instance);
  await clock.sleepUntil(400_000);
  instances.terminate(instance);
  instances.terminate(instance);
  await clock.sleepUntil(500_000);
  expect(seen).toEqual([
    "0 pending",
    "20 running",
    "20 booted launch",
    "100 down reboot",
    "120 booted reboot",
    "200 down stop",
    "200 stopping",
    "230 stopped",
    "300 pending",
    "320 running",
    "320 booted start",
    "400 down terminate",
    "400 shutting-down",
    "430 terminated",
  ]);
  expect(instance.boots).toHaveLength(3);
  expect(instances.find("i-1", region)).toBe(instance);
  await clock.sleepUntil(430_000 + 3_600_000);
  expect(() => instances.find("i-1", region)).toThrow("The instance ID 'i-1' does not exist");
});

test("what was still to happen does not, once something else comes between", async () => {
  const instance = launch();
  await clock.sleepUntil(10_000);
  instances.terminate(instance);
  await clock.sleepUntil(100_000);
  expect(seen).toEqual(["0 pending", "10 shutting-down", "40 terminated"]);
});

test("a stop at the moment of the boot comes after it", async () => {
  const instance = launch();
  const stopped = clock.sleepUntil(20_000).then(() => {
    instances.stop(instance);
  });
  await stopped;
  expect(seen.slice(1)).toEqual(["20 running", "20 booted launch", "20 down stop", "20 stopping"]);
});

describe("the timer of user data", () => {
  test.each([
    ["a timer's line", "#!/bin/sh\ncat >x <<E\nOnCalendar=1970-01-01 00:10:00 UTC\nE\n", 600_000],
    ["a relative one", "OnBootSec=600\n", undefined],
    ["none", undefined, undefined],
  ])("is read: %s", (_, userData, moment) => {
    expect(readExpiry(userData)).toBe(moment);
  });

  test("powers the machine off, also after a reboot", async () => {
    const instance = launch({ powerOffAt: 600_000 });
    await clock.sleepUntil(300_000);
    instances.reboot(instance);
    await clock.sleepUntil(601_000);
    expect(seen.slice(-2)).toEqual(["600 down terminate", "600 shutting-down"]);
    expect(instance.stateReason?.Code).toBe("Client.InstanceInitiatedShutdown");
  });

  test("does nothing while the machine is stopped, nor once it is removed from the disk", async () => {
    const instance = launch({ powerOffAt: 600_000 });
    await clock.sleepUntil(590_000);
    instances.stop(instance);
    await clock.sleepUntil(700_000);
    instances.start(instance);
    await clock.sleepUntil(800_000);
    expect(instances.stateOf(instance)).toBe("running");
    instances.terminate(instance);
    const other = launch({ powerOffAt: 900_000 });
    instances.disarm(other);
    await clock.sleepUntil(1_000_000);
    expect(instances.stateOf(other)).toBe("running");
  });

  test("stops the machine where a shutdown does not end it", async () => {
    launch({ powerOffAt: 60_000, shutdownBehavior: "stop" });
    await clock.sleepUntil(100_000);
    expect(seen.slice(-2)).toEqual(["60 stopping", "90 stopped"]);
  });
});

test("a way out is a NAT, or an Internet gateway with a public address", () => {
  if (subnet === undefined) throw new Error("a default VPC has subnets");
  expect(hasRoute(launch())).toBe(true);
  expect(hasRoute(launch({ hasPublicAddress: false }))).toBe(false);
  expect(hasRoute(launch({ hasPublicAddress: false, subnet: { ...subnet, route: "nat" } }))).toBe(true);
  expect(hasRoute(launch({ subnet: { ...subnet, route: "none" } }))).toBe(false);
});

test("disks are made of images, and images of disks", () => {
  instances.machines.launch = (ofImage, { id }) => [ofImage, id];
  expect(launch({ machine: "image" }).machine).toEqual(["image", "i-1"]);
});

import { describe, expect, test } from "vitest";
import { type LaunchRefusal, refusing } from "../../../simulator/aws/ec2/instances/refusals.ts";
import { expectNothingLeft, tagOf } from "./expectations.ts";
import { endOf, home, latest, openRegions, template } from "./regions-world.ts";
import type { World } from "./world.ts";

async function openRefusing(refusals: readonly LaunchRefusal[], more: Readonly<Record<string, unknown>> = {}) {
  const world = await openRegions({ web: template(more) });
  world.account.ec2.settings.refuseLaunch = refusing(refusals);
  return world;
}

const launchesOf = (world: World) => world.calls.filter(({ operation }) => operation === "RunInstances");

/** Candidates in the order in which they were tried, each with what EC2 said: `t3.medium 1 ok`. */
function triesOf(world: World): readonly string[] {
  return launchesOf(world).map(({ input, outcome }) => {
    const { InstanceType, NetworkInterfaces, SubnetId, InstanceMarketOptions } = input as {
      InstanceType: string;
      SubnetId?: string;
      NetworkInterfaces?: readonly { SubnetId?: string }[];
      InstanceMarketOptions?: { MarketType: string };
    };
    const subnet = SubnetId ?? NetworkInterfaces?.[0]?.SubnetId ?? "";
    return [InstanceType, subnet.slice(7, 9), InstanceMarketOptions?.MarketType ?? "on-demand", outcome].join(" ");
  });
}

function recordOf(world: World, key: unknown) {
  return JSON.parse(world.account.s3.read(world.bucket, String(key)).toString()) as {
    refusals: readonly string[];
    instance_type: string;
    spot: boolean;
    instance_ids: readonly string[];
  };
}

const minutesBetween = (world: World) => {
  const [first, ...more] = launchesOf(world);
  return more.map(({ at }) => (at - (first?.at ?? 0)) / 60_000);
};

describe("a launch that EC2 refuses", () => {
  test("is tried in the next subnet and of the next type, at once", async () => {
    const world = await openRefusing([
      { code: "InsufficientInstanceCapacity", type: "t3.medium", subnetId: "subnet-0a1b2c3d4e5f60718" },
      { code: "Unsupported", type: "t3.medium" },
    ]);
    const { status, output } = endOf(world, await world.run({ name: "first" }));
    expect(status).toBe("SUCCEEDED");
    expect(triesOf(world).slice(0, 3)).toEqual([
      "t3.medium 0a on-demand InsufficientInstanceCapacity",
      "t3.medium 0c on-demand Unsupported",
      "t3a.medium 0a on-demand ok",
    ]);
    expect(minutesBetween(world).slice(0, 2)).toEqual([0, 0]);
    expect(recordOf(world, output?.images[0]?.["record"])).toMatchObject({ instance_type: "t3a.medium", spot: false });
    expectNothingLeft(world, "");
    await world.close();
  });

  test("everywhere, three times, fails its cell and names each refusal", async () => {
    const world = await openRefusing([{ code: "InsufficientInstanceCapacity" }]);
    const { status, cause, result } = endOf(world, await world.run({ name: "first" }));
    expect([status, result.failures[0]?.["error"]]).toEqual(["FAILED", "CapacityError"]);
    for (const type of ["t3.medium", "t3a.medium", "m6i.large"]) {
      for (const subnet of ["subnet-0a1b2c3d4e5f60718", "subnet-0c1b2c3d4e5f60718"]) {
        expect(cause).toContain(`${type} in ${subnet}: InsufficientInstanceCapacity`);
      }
    }
    expect(minutesBetween(world)).toEqual([
      ...Array<number>(5).fill(0),
      ...Array<number>(6).fill(5),
      ...Array<number>(6).fill(10),
    ]);
    expectNothingLeft(world, "");
    await world.close();
  });

  test("by a quota is tried again after five minutes, of the same type", async () => {
    const world = await openRefusing([{ code: "VcpuLimitExceeded", times: 1 }]);
    const { status } = endOf(world, await world.run({ name: "first" }));
    expect(status).toBe("SUCCEEDED");
    expect(triesOf(world).slice(0, 2)).toEqual([
      "t3.medium 0a on-demand VcpuLimitExceeded",
      "t3.medium 0a on-demand ok",
    ]);
    expect(minutesBetween(world)[0]).toBe(5);
    await world.close();
  });

  test("of spot is tried on demand in the last round", async () => {
    const world = await openRefusing([{ code: "MaxSpotInstanceCountExceeded", market: "spot" }], { spot: true });
    const { status, output } = endOf(world, await world.run({ name: "first" }));
    expect(status).toBe("SUCCEEDED");
    const tries = triesOf(world);
    expect(tries.slice(0, 12).every((one) => one.endsWith("spot MaxSpotInstanceCountExceeded"))).toBe(true);
    expect(tries[12]).toBe("t3.medium 0a on-demand ok");
    expect(recordOf(world, output?.images[0]?.["record"])).toMatchObject({ instance_type: "t3.medium", spot: false });
    await world.close();
  });
});

test.each([
  ["while it boots", 30],
  ["while its script runs", 75],
])("a spot instance that EC2 takes back %s is launched again on demand", async (_when, seconds) => {
  const world = await openRegions({ web: template({ spot: true }) });
  const { clock, ec2 } = world.account;
  clock.setTimer(() => {
    for (const instance of ec2.instances.list(home)) ec2.instances.interrupt(instance);
  }, seconds * 1_000);
  const { status, output, cause } = endOf(world, await world.run({ name: "first" }));
  expect([status, cause]).toEqual(["SUCCEEDED", undefined]);
  const tries = triesOf(world);
  expect(tries.slice(0, 2)).toEqual(["t3.medium 0a spot ok", "t3.medium 0a on-demand ok"]);
  const record = recordOf(world, output?.images[0]?.["record"]);
  expect(record).toMatchObject({ spot: false });
  expect(record.instance_ids).toHaveLength(3);
  const image = ec2.ownImages(home)[0]?.image;
  expect(latest(world, home)).toBe(image?.ImageId);
  expect(tagOf({ Tags: [...(ec2.instances.list(home)[0]?.Tags ?? [])] }, "AmiBuilderRole")).toBe("builder");
  expectNothingLeft(world, "");
  expect(world.denied).toEqual([]);
  await world.close();
});

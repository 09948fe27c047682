import { describe, expect, test } from "vitest";
import { drive, ProcessDied } from "../support/drive.ts";
import { expectConverged } from "../support/expectations.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions } from "../support/functions.ts";

type Prepare = (world: FakeEc2) => readonly string[];

/** Worlds that take different ways through the functions. */
const scenarios: Readonly<Record<string, Prepare>> = {
  "two images": (world) => [world.share({ uefiData: "data" }), world.share({ BootMode: "legacy-bios" })],
  "listings that lag": (world) => {
    world.settings.hiddenListings = 2;
    world.settings.lingeringListings = 2;
    return [world.share(), world.share({ BootMode: "legacy-bios" })];
  },
  "permissions that go with an image's tags": (world) => {
    world.settings.hidesGoneImages = true;
    return [world.share(), world.share({ BootMode: "legacy-bios" })];
  },
  "a name that another image has": (world) => {
    world.addOwn({ Name: "rhel-no-uuid-encrypted-gp3-20260101-000000" });
    return [world.share({ Name: "a" }), world.share({ Name: "b" })];
  },
  "two waves": (world) => {
    world.settings.snapshotCopyQuota = 1;
    return [world.share(), world.share()];
  },
};

function setUp(prepare: Prepare) {
  const world = new FakeEc2();
  const sources = prepare(world);
  const functions = createFunctions(world, {
    environment: { MAX_CONCURRENT_COPIES: String(world.settings.snapshotCopyQuota) },
  });
  return { world, sources, functions };
}

async function countCalls(prepare: Prepare): Promise<number> {
  const { world, sources, functions } = setUp(prepare);
  const result = await drive(world, functions);
  expect(result.summary).toMatchObject({ copied: sources.length, failed: 0 });
  expectConverged(world, sources);
  return world.calls.length;
}

const deaths = ["failBefore", "failAfter"] as const;

describe.each(Object.entries(scenarios))("%s", (_, prepare) => {
  test.each(deaths)("an execution that dies at any call (%s) leaves what the next one finishes", async (death) => {
    const calls = await countCalls(prepare);
    for (let position = 1; position <= calls; position += 1) {
      const { world, sources, functions } = setUp(prepare);
      world[death](position);
      await expect(drive(world, functions, { name: "first" }), `died at call ${position}`).rejects.toThrow(ProcessDied);
      world.revive();
      world.advance(60);
      const result = await drive(world, functions, { name: "second" });
      expect(result, `died at call ${position}`).toMatchObject({ status: "success" });
      expectConverged(world, sources);
    }
  });

  test.each(deaths)("a function that dies at any call (%s) and is called again finishes its work", async (death) => {
    const calls = await countCalls(prepare);
    for (let position = 1; position <= calls; position += 1) {
      const { world, sources, functions } = setUp(prepare);
      world[death](position);
      const result = await drive(world, functions, { retryDeaths: true });
      expect(result.summary, `died at call ${position}`).toMatchObject({ copied: sources.length, failed: 0 });
      expectConverged(world, sources);
    }
  });

  test.each(deaths)("deaths at any two calls in a row (%s) change nothing", async (death) => {
    const calls = await countCalls(prepare);
    for (let position = 1; position <= calls; position += 1) {
      const { world, sources, functions } = setUp(prepare);
      for (const name of ["first", "second"]) {
        world[death](position);
        await drive(world, functions, { name }).catch(() => undefined);
        world.revive();
      }
      world.advance(60);
      const result = await drive(world, functions, { name: "third" });
      expect(result, `died at call ${position}`).toMatchObject({ status: "success" });
      expectConverged(world, sources);
    }
  });

  test("a run after a finished one starts nothing", async () => {
    const { world, sources, functions } = setUp(prepare);
    await drive(world, functions, { name: "first" });
    const before = world.calls.length;
    const result = await drive(world, functions, { name: "second" });
    expect(result.summary).toMatchObject({ discovered: sources.length, skipped: sources.length, copied: 0 });
    expect(world.calls.slice(before).map((call) => call.operation)).toEqual(["DescribeImages", "DescribeImages"]);
  });
});

test.each(deaths)(
  "a copy that failed is removed whatever dies (%s), and the next run copies the image",
  async (death) => {
    for (let position = 1; position <= 40; position += 1) {
      const world = new FakeEc2();
      const source = world.share();
      world.failCopiesOf(source, "the key is disabled");
      const functions = createFunctions(world);
      world[death](position);
      const result = await drive(world, functions, { name: "first", retryDeaths: true });
      expect(result).toMatchObject({ status: "failed", summary: { failed: 1, copied: 0 } });
      expect(result.cause).toContain("the key is disabled");
      expect(world.ownImages()).toEqual([]);
      expect(world.snapshots()).toEqual([]);
    }
  },
);

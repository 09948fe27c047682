import { describe, expect, test } from "vitest";
import { expectConverged } from "../support/expectations.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions } from "../support/functions.ts";
import { isLong } from "../../support/length.ts";
import { runWorkflow } from "./run.ts";

type Prepare = (world: FakeEc2) => readonly string[];

/** Worlds that take different ways through the functions. */
const scenarios: Readonly<Record<string, Prepare>> = {
  "two images": (world) => [world.share({ uefiData: "data" }), world.share({ BootMode: "legacy-bios" })],
  "listings that lag": (world) => {
    // A copy that two checks in a row do not show counts as gone, and its image as failed.
    world.settings.hiddenListings = 1;
    world.settings.lingeringListings = 2;
    return [world.share(), world.share({ BootMode: "legacy-bios" })];
  },
  "permissions that go with tags": (world) => {
    world.settings.hidesGoneResources = true;
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

const deaths = ["failBefore", "failAfter"] as const;

/** Plans a death at each call of a first execution in turn, until one has no such call any more. */
async function atEveryCall(
  prepare: Prepare,
  death: (typeof deaths)[number],
  check: (setting: ReturnType<typeof setUp>, position: number) => Promise<void>,
): Promise<void> {
  let position = 0;
  let isDead = true;
  while (isDead) {
    position += 1;
    const setting = setUp(prepare);
    setting.world[death](position);
    await check(setting, position);
    isDead = !setting.world.isDeathPlanned;
  }
  // Two images take more calls than this.
  expect(position).toBeGreaterThan(15);
}

describe.each(Object.entries(scenarios))("%s", (_, prepare) => {
  test.each(deaths)("an execution that ends with a death at any call (%s) is finished by the next", async (death) => {
    await atEveryCall(prepare, death, async ({ world, sources, functions }, position) => {
      const first = await runWorkflow(world, functions, { name: "first", stopsAtDeath: true });
      expect(first.status, `call ${position}`).toBe(world.isDeathPlanned ? "SUCCEEDED" : "ABORTED");
      world.advance(60);
      const second = await runWorkflow(world, functions, { name: "second" });
      expect(second.status, `call ${position}`).toBe("SUCCEEDED");
      expectConverged(world, sources);
    });
  });

  test.each(deaths)("a function that dies at any call (%s) is called again, and the run ends well", async (death) => {
    await atEveryCall(prepare, death, async ({ world, sources, functions }, position) => {
      const { status, report, retries } = await runWorkflow(world, functions);
      expect([status, report?.summary], `call ${position}`).toMatchObject([
        "SUCCEEDED",
        { copied: sources.length, failed: 0 },
      ]);
      if (!world.isDeathPlanned) expect(Object.keys(retries)).not.toEqual([]);
      expectConverged(world, sources);
    });
  });

  // Both executions die at the same call; every scenario takes its turn in the long run.
  test.skipIf(!isLong && prepare !== scenarios["two waves"]).each(deaths)(
    "deaths in two executions in a row (%s) change nothing",
    async (death) => {
      await atEveryCall(prepare, death, async ({ world, sources, functions }, position) => {
        const first = await runWorkflow(world, functions, { name: "first", stopsAtDeath: true });
        if (first.status === "SUCCEEDED") return;
        world[death](position);
        await runWorkflow(world, functions, { name: "second", stopsAtDeath: true });
        world.revive();
        world.advance(60);
        const third = await runWorkflow(world, functions, { name: "third" });
        expect(third.status, `call ${position}`).toBe("SUCCEEDED");
        expectConverged(world, sources);
      });
    },
  );

  test("a run after a finished one starts nothing", async () => {
    const { world, sources, functions } = setUp(prepare);
    await runWorkflow(world, functions, { name: "first" });
    const before = world.calls.length;
    const { output } = await runWorkflow(world, functions, { name: "second" });
    expect(output).toMatchObject({
      result: { summary: { total_discovered: sources.length, skipped: sources.length, to_process: 0 } },
    });
    expect(world.calls.slice(before).map((call) => call.operation)).toEqual(["DescribeImages", "DescribeImages"]);
  });
});

test.each(deaths)("a copy that failed is removed whatever dies (%s), and told", async (death) => {
  const prepare: Prepare = (world) => [world.share(), world.share()];
  await atEveryCall(prepare, death, async ({ world, sources: [bad = "", good = ""], functions }, position) => {
    world.failCopiesOf(bad, "the key is disabled");
    const { status, cause, report } = await runWorkflow(world, functions);
    expect([status, report?.summary], `call ${position}`).toMatchObject(["FAILED", { failed: 1, copied: 1 }]);
    expect(cause).toContain("the key is disabled");
    expectConverged(world, [good]);
  });
});

import { describe, expect, test } from "vitest";
import { tagValue } from "../../../lambdas/ami-copier/domain/images.ts";
import type { Ec2Settings } from "../../../simulator/aws/ec2/settings.ts";
import { expectConverged, finalsOf, temporaries } from "../support/expectations.ts";
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

/** What EC2 may make of a copy that fails. */
const losses: Readonly<Record<string, Partial<Ec2Settings>>> = {
  nothing: {},
  "its name": { failedCopiesLoseName: true },
  "its name and, for EC2, its snapshots": { failedCopiesLoseName: true, failedCopiesHideSnapshots: true },
};

// One loss alone takes its turn in the long run.
const tried = Object.entries(losses).filter(([what]) => isLong || what !== "its name");

describe.each(tried)("a copy that failed and lost %s", (_, settings) => {
  const prepare: Prepare = (world) => {
    Object.assign(world.settings, settings);
    return [world.share(), world.share()];
  };

  test.each(deaths)("is removed whatever dies (%s), and told", async (death) => {
    await atEveryCall(prepare, death, async ({ world, sources: [bad = "", good = ""], functions }, position) => {
      world.failCopiesOf(bad, "the key is disabled");
      const { status, cause, report } = await runWorkflow(world, functions);
      expect([status, report?.summary], `call ${position}`).toMatchObject(["FAILED", { failed: 1, copied: 1 }]);
      expect(cause).toContain("the key is disabled");
      expectConverged(world, [good]);
    });
  });

  test.each(deaths)("is removed by the next execution when one ends with a death at any call (%s)", async (death) => {
    await atEveryCall(prepare, death, async ({ world, sources: [bad = "", good = ""], functions }, position) => {
      world.failCopiesOf(bad, "the key is disabled");
      await runWorkflow(world, functions, { name: "first", stopsAtDeath: true });
      world.advance(60);
      const second = await runWorkflow(world, functions, { name: "second" });
      expect(second.cause, `call ${position}`).toContain("the key is disabled");
      expectConverged(world, [good]);
    });
  });
});

test("a copy that failed and lost its tags is named until a person removes it, and then made again", async () => {
  for (const failedCopiesLoseName of [false, true]) {
    const { world, sources, functions } = setUp((world) => {
      Object.assign(world.settings, { failedCopiesLoseTags: true, failedCopiesLoseName });
      return [world.share()];
    });
    world.settings.copyProblem = () => "the key is disabled";
    const first = await runWorkflow(world, functions, { name: "first" });
    const [lost] = world.ownImages();
    expect(first).toMatchObject({
      status: "FAILED",
      cause: expect.stringContaining(`deregister ${lost?.ImageId ?? ""} by hand`) as unknown,
    });
    world.settings.copyProblem = () => undefined;
    if (!failedCopiesLoseName) {
      const second = await runWorkflow(world, functions, { name: "second" });
      expect(second.cause).toContain(lost?.ImageId);
    }
    world.remove(lost?.ImageId ?? "");
    expect(await runWorkflow(world, functions, { name: "third" })).toMatchObject({ status: "SUCCEEDED" });
    expectConverged(world, sources);
  }
});

test.each(deaths)(
  "copies that EC2 takes beyond the quota and lets fail are deferred whatever dies (%s)",
  async (death) => {
    const prepare: Prepare = (world) => {
      world.settings.quotaMode = "fail";
      return [world.share(), world.share(), world.share()];
    };
    await atEveryCall(prepare, death, async ({ world, sources, functions }, position) => {
      world.settings.snapshotCopyQuota = 2;
      const { status, report } = await runWorkflow(world, functions, { name: "first" });
      expect([status, report?.summary], `call ${position}`).toMatchObject([
        "SUCCEEDED",
        { copied: 2, deferred: 1, failed: 0 },
      ]);
      expect(await runWorkflow(world, functions, { name: "second" })).toMatchObject({ status: "SUCCEEDED" });
      expectConverged(world, sources);
    });
  },
);

test.each(deaths)(
  "a registration that changes the billing is undone whatever dies (%s), and every run says so",
  async (death) => {
    const prepare: Prepare = (world) => {
      world.settings.registeredUsageOperation = "RunInstances";
      return [world.share(), world.share()];
    };
    await atEveryCall(prepare, death, async ({ world, sources, functions }, position) => {
      const runs = [
        await runWorkflow(world, functions, { name: "first", stopsAtDeath: true }),
        await runWorkflow(world, functions, { name: "second" }),
        await runWorkflow(world, functions, { name: "third" }),
      ];
      expect(
        sources.flatMap((id) => finalsOf(world, id)),
        `call ${position}`,
      ).toEqual([]);
      expect(
        temporaries(world)
          .map((image) => tagValue(image, "SourceAMI"))
          .sort(),
      ).toEqual([...sources].sort());
      expect(world.callsTo("CopyImage").length, `call ${position}`).toBeLessThanOrEqual(sources.length + 1);
      expect(runs.at(-1)).toMatchObject({ status: "FAILED", report: { summary: { failed: 2 } } });
      const before = world.calls.length;
      const fourth = await runWorkflow(world, functions, { name: "fourth" });
      for (const image of temporaries(world)) {
        expect(fourth.cause).toContain(`To retry, deregister ${image.ImageId ?? ""}`);
      }
      expect(new Set(world.calls.slice(before).map(({ operation }) => operation))).toEqual(new Set(["DescribeImages"]));
      // The way out: the copies go, and the next run makes them again.
      world.settings.registeredUsageOperation = undefined;
      for (const image of temporaries(world)) world.remove(image.ImageId ?? "");
      expect(await runWorkflow(world, functions, { name: "fifth" })).toMatchObject({ status: "SUCCEEDED" });
      expectConverged(world, sources);
    });
  },
);

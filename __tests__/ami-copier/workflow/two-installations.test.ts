import { describe, expect, test } from "vitest";
import { cases } from "../../support/length.ts";
import { expectConverged, finalsOf, temporaries } from "../support/expectations.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { hasty, Installation, patient, watchStrangers } from "./installations.ts";
import { numbersFrom } from "../../support/numbers.ts";

const intel = { Architecture: "x86_64" } as const;
const arm = { Architecture: "arm64" } as const;

/** Two installations that differ in everything, in one account. */
async function install(world: FakeEc2, first: readonly string[] = [], second: readonly string[] = []) {
  const owner = await Installation.open(world, { ...patient, architectures: first });
  const stranger = await Installation.open(world, { ...hasty, architectures: second });
  return { owner, stranger, trespasses: watchStrangers(world, [owner, stranger]) } as const;
}

/** Starts executions at minutes from now, and waits for all. */
function start(world: FakeEc2, runs: readonly (readonly [Installation, number])[]) {
  const from = world.clock.now;
  return Promise.all(
    runs.map(async ([installation, minute], index) => {
      await world.clock.sleepUntil(from + minute * 60_000);
      return installation.run({ name: `run-${index}-${minute}` });
    }),
  );
}

describe("a copy that takes longer than the other installation would wait", () => {
  const minutes = [0, 1, 59, 61, 90, 119, 121, 149, 150, 151, 155] as const;

  test.each(minutes)("is left alone by one whose filters do not take it (%i)", async (minute) => {
    const world = new FakeEc2();
    world.settings.copyMinutes = 150;
    const id = world.share(intel);
    const { owner, stranger, trespasses } = await install(world, ["x86_64"], ["arm64"]);
    const [first, second] = await start(world, [
      [owner, 0],
      [stranger, minute],
    ]);
    expect(first).toMatchObject({ status: "SUCCEEDED", report: { summary: { copied: 1 } } });
    expect(second).toMatchObject({ status: "SUCCEEDED", output: { result: { summary: { total_discovered: 0 } } } });
    expect(trespasses).toEqual([]);
    expectConverged(world, [id]);
  });

  test.each(minutes)("is left to the one that makes it by one that takes the same images (%i)", async (minute) => {
    const world = new FakeEc2();
    world.settings.copyMinutes = 150;
    const id = world.share(intel);
    const { owner, stranger, trespasses } = await install(world);
    const runs = await start(world, [
      [owner, 0],
      [stranger, minute],
    ]);
    expect(runs.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    expect(trespasses).toEqual([]);
    expectConverged(world, [id]);
    expect(finalsOf(world, id)[0]?.Name).toMatch(/^patient-/);
  });

  test("is removed when its own time is over, by whoever takes its source and looks first", async () => {
    const world = new FakeEc2();
    world.settings.copyMinutes = 100_000;
    world.share(intel);
    const { owner, stranger, trespasses } = await install(world);
    world.failAfter(5);
    expect(await owner.run({ name: "gone", stopsAtDeath: true })).toMatchObject({ status: "ABORTED" });
    world.advance(3 * 60);
    expect(await stranger.run({ name: "early" })).toMatchObject({ status: "SUCCEEDED" });
    expect(temporaries(world)).toHaveLength(1);
    // Three hours, and one in which the copy may have waited for its place in the quota.
    world.advance(61);
    const late = await stranger.run({ name: "late" });
    expect(late).toMatchObject({ status: "FAILED", report: { summary: { failed: 1 } } });
    expect(late.cause).toContain("2026-01-01T04:00:00.000Z");
    expect([temporaries(world), world.snapshots(), trespasses]).toEqual([[], [], []]);
  });

  test("stays where it is for good when nobody but the one that makes it takes its source", async () => {
    const world = new FakeEc2();
    const id = world.share(intel);
    const { owner, stranger, trespasses } = await install(world, ["x86_64"], ["arm64"]);
    world.failAfter(5);
    expect(await owner.run({ name: "gone", stopsAtDeath: true })).toMatchObject({ status: "ABORTED" });
    world.advance(14 * 24 * 60);
    world.unshare(id);
    expect(await stranger.run({ name: "late" })).toMatchObject({ status: "SUCCEEDED" });
    expect(temporaries(world)).toHaveLength(1);
    expect(await owner.run({ name: "later" })).toMatchObject({ report: { summary: { copied: 1 } } });
    expectConverged(world, [id]);
    expect(trespasses).toEqual([]);
  });

  test("can be asked for by its id, whatever the filters, and is then finished by a stranger", async () => {
    const world = new FakeEc2();
    const id = world.share(intel);
    const { owner, stranger, trespasses } = await install(world, ["x86_64"], ["arm64"]);
    world.failAfter(5);
    await owner.run({ name: "gone", stopsAtDeath: true });
    world.advance(4 * 60 + 1);
    const input = { source_ami_id: id };
    expect(await stranger.run({ name: "asked", input })).toMatchObject({ report: { summary: { copied: 1 } } });
    expectConverged(world, [id]);
    expect(trespasses).toEqual([]);
  });
});

test("a copy that waited for hours for its place in the quota has its whole time nonetheless", async () => {
  const world = new FakeEc2();
  world.settings.snapshotCopyQuota = 20;
  const ids = Array.from({ length: 11 }, () => world.share(intel));
  const { stranger } = await install(world);
  // Others fill the quota. Five copies are tried at a time, for 45 minutes each, so that the last one is begun after an hour and a half.
  world.settings.snapshotCopyQuota = 0;
  const run = stranger.run({ name: "starved" });
  await world.clock.sleepUntil(world.clock.now + 100 * 60_000);
  world.settings.snapshotCopyQuota = 20;
  expect(await run).toMatchObject({
    status: "SUCCEEDED",
    report: { summary: { copied: 1, deferred: ids.length - 1, failed: 0 } },
  });
});

const filters = [
  [[], []],
  [["x86_64"], ["arm64"]],
  [[], ["arm64"]],
  [["x86_64"], []],
] as const;

test.each(Array.from({ length: cases(40, 1_000) }, (_, seed) => seed))(
  "in whatever order they run, overlap and die (%i), each keeps to what is its own, and all is copied once",
  async (seed) => {
    const next = numbersFrom(seed);
    const world = new FakeEc2();
    const { settings } = world;
    settings.hiddenListings = next(3);
    settings.lingeringListings = next(3);
    settings.snapshotCopyQuota = 1 + next(4);
    settings.quotaMode = next(2) === 0 ? "refuse" : "fail";
    settings.copyMinutes = 5 + next(240);
    settings.failedCopiesLoseName = next(2) === 0;
    settings.failedCopiesHideSnapshots = next(2) === 0;
    const keyFails = next(3) === 0;
    settings.copyProblem = (_, key) => (keyFails && key === hasty.key ? "Given key ID is not accessible" : undefined);
    const [first, second] = filters[next(filters.length)] ?? filters[0];
    const { owner, stranger, trespasses } = await install(world, first, second);
    const images = Array.from({ length: 1 + next(4) }, () => (next(2) === 0 ? intel : arm));
    const sources = images.map((image) => ({ ...image, id: world.share(image) }));
    for (let round = 0; round < 3; round += 1) {
      world[next(2) === 0 ? "failBefore" : "failAfter"](1 + next(60));
      const runs = await Promise.all(
        Array.from({ length: 1 + next(3) }, async (_, index) => {
          const installation = next(2) === 0 ? owner : stranger;
          const stopsAtDeath = next(2) === 0;
          await world.clock.sleepUntil(world.clock.now + next(200) * 60_000);
          return [installation, await installation.run({ name: `${round}-${index}`, stopsAtDeath })] as const;
        }),
      );
      for (const [installation, { cause = "" }] of runs) {
        for (const source of sources) {
          if (!installation.takes(source)) expect(cause).not.toContain(source.id);
        }
      }
      world.revive();
      world.advance(next(300));
    }
    expect(trespasses).toEqual([]);
    Object.assign(settings, { hiddenListings: 0, lingeringListings: 0, copyMinutes: 30, copyProblem: () => undefined });
    // A day later every copy that was left behind may be finished by whoever takes its source.
    world.advance(25 * 60);
    // The first removes what failed and is still there, the second makes it again.
    for (const attempt of ["clean", "copy", "idle"]) {
      for (const installation of [owner, stranger]) {
        const run = await installation.run({ name: attempt });
        expect(run.cause ?? "").not.toMatch(/UnauthorizedOperation/);
        if (attempt === "idle") expect(run).toMatchObject({ status: "SUCCEEDED", output: { result: {} } });
      }
    }
    expectConverged(
      world,
      sources.map(({ id }) => id),
    );
    expect(trespasses).toEqual([]);
  },
);

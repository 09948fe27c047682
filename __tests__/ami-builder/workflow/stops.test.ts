import { expect, test } from "vitest";
import { isLong } from "../../support/length.ts";
import { inEach, openWorld } from "./deaths.ts";
import { expectConverged, liveInstances, scriptsTwice, watchParameters } from "./expectations.ts";

/** Moments to stop a run at, in seconds from its start: it takes less than a quarter of an hour. */
const moments = Array.from({ length: isLong ? 180 : 9 }, (_, index) => index * (isLong ? 5 : 97));

test("a run that is stopped at any moment is finished by the next", async () => {
  await inEach(moments, async (moment) => {
    const world = await openWorld();
    const wrong = watchParameters(world);
    const first = await world.run({ name: "first", stopAfterSeconds: moment });
    const context = `stopped after ${moment} s in ${first.states.at(-1)?.name ?? ""}`;
    await world.sleep(30);
    const second = await world.run({ name: "second" });
    expect([second.status, second.cause], context).toEqual(["SUCCEEDED", undefined]);
    await world.sleep(120);
    expectConverged(world, context);
    expect([...wrong, ...world.denied, ...scriptsTwice(world)], context).toEqual([]);
    await world.close();
  });
});

test("what a stopped run leaves ends by itself when it expires, unless it is off or about to be", async () => {
  await inEach(moments, async (moment) => {
    const world = await openWorld();
    await world.run({ name: "first", stopAfterSeconds: moment });
    await world.sleep(9 * 3_600);
    const isQuiet = world.scripts.some(({ kind }) => kind === "hygiene");
    const left = liveInstances(world);
    // Hygiene has taken the timer with it: then the instance is for the sweep, or the next run.
    if (!isQuiet) expect(left, `stopped after ${moment} s`).toEqual([]);
    expect(left.length, `stopped after ${moment} s`).toBeLessThanOrEqual(1);
    await world.close();
  });
});

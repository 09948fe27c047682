import { describe, expect, test } from "vitest";
import { isLong } from "../../support/length.ts";
import { countCalls, inEach, mishapAt, mishaps, openWorld } from "./deaths.ts";
import { expectConverged, openRecords, scriptsTwice, watchParameters } from "./expectations.ts";

/** Positions of calls that are tried: all of them in the long run, else another third for each mishap. */
async function positions(mishap: number): Promise<readonly number[]> {
  const count = await countCalls((world) => world.run({ name: "first" }));
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return isLong ? all : all.filter((position) => position % 6 === mishap);
}

describe("a build in two Regions", () => {
  test.each(mishaps.map((mishap, index) => [mishap, index] as const))(
    "that ends with a death at any call (%s) is finished by the next run",
    async (mishap, index) => {
      await inEach(await positions(index), async (position) => {
        const world = await openWorld();
        const wrong = watchParameters(world);
        const happened = mishapAt(world, mishap, position);
        const first = await world.run({ name: "first", stopsAtDeath: true });
        const context = `${mishap} ${position} ${happened.call?.operation ?? "nothing"} ${JSON.stringify(happened.call?.input).slice(0, 200)}`;
        expect(first.status, context).toBe(mishap === "lose answer" ? "SUCCEEDED" : "ABORTED");
        await world.sleep(60);
        const second = await world.run({ name: "second" });
        expect([second.status, second.cause], context).toEqual(["SUCCEEDED", undefined]);
        await world.sleep(120);
        expectConverged(world, context);
        // A run that dies once all is published leaves only its claim open: the next has nothing to do, and reads no record.
        if (second.states.some(({ name }) => name === "RecordBuild")) expect(openRecords(world), context).toEqual([]);
        expect([...wrong, ...world.denied, ...scriptsTwice(world)], context).toEqual([]);
        await world.close();
      });
    },
  );

  test.each(mishaps.map((mishap, index) => [mishap, index] as const))(
    "goes on after a function died at any call (%s) and was called again",
    async (mishap, index) => {
      await inEach(await positions(index + 3), async (position) => {
        const world = await openWorld();
        const wrong = watchParameters(world);
        const happened = mishapAt(world, mishap, position);
        const { status, output } = await world.run({ name: "first" });
        const context = `${mishap} ${position} ${happened.call?.operation ?? "nothing"} ${JSON.stringify(happened.call?.input).slice(0, 200)}`;
        expect([status, output], context).toMatchObject(["SUCCEEDED", { summary: { built: 1, failed: 0 } }]);
        await world.sleep(120);
        expectConverged(world, context);
        expect([...wrong, ...world.denied, ...scriptsTwice(world)], context).toEqual([]);
        await world.close();
      });
    },
  );

  test("a run after it does nothing", async () => {
    const world = await openWorld();
    await world.run({ name: "first" });
    const before = world.calls.length;
    const { output } = await world.run({ name: "second" });
    expect(output).toMatchObject({ summary: { planned: 1, built: 0, skipped: 1 } });
    const changed = world.calls.slice(before).filter(({ operation }) => /Put|Run|Create|Copy/.test(operation));
    expect(changed.map(({ input }) => (input as { Key?: string }).Key)).toEqual([
      "runs/second/plan.json",
      "registry/registry.json",
      "runs/second/result.json",
    ]);
    await world.close();
  });
});

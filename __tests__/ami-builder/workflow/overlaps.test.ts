import { expect, test } from "vitest";
import { cases } from "../../support/length.ts";
import { inEach, openWorld } from "./deaths.ts";
import { expectConverged, scriptsTwice, watchParameters } from "./expectations.ts";
import { numbersFrom } from "../../support/numbers.ts";

test.each([2, 3])("%i runs at once make one image between them", async (runs) => {
  await inEach(
    Array.from({ length: cases(4, 150) }, (_, seed) => seed),
    async (seed) => {
      const next = numbersFrom(seed * 10 + runs);
      const world = await openWorld({ seed });
      const wrong = watchParameters(world);
      world.pause = async () => {
        for (let turns = next(4); turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
      };
      const records = await Promise.all(
        Array.from({ length: runs }, async (_, index) => {
          await world.sleep(index * next(150));
          return world.run({ name: `run-${index}`, input: { force: next(4) === 0 } });
        }),
      );
      const context = `seed ${seed}: ${JSON.stringify(records.map(({ status, cause, output }) => [status, cause, output]))}`;
      expect(
        records.map(({ status }) => status),
        context,
      ).toEqual(records.map(() => "SUCCEEDED"));
      await world.sleep(120);
      const made = world.calls.filter(({ operation, outcome }) => operation === "CreateImage" && outcome === "ok");
      expect(made.length, context).toBe(1);
      expectConverged(world, context);
      expect([...wrong, ...world.denied, ...scriptsTwice(world)], context).toEqual([]);
      const summaries = records.map(({ output }) => (output as { summary: Record<string, number> }).summary);
      const built = summaries.map((summary) => summary["built"] ?? 0);
      expect(
        built.reduce((sum, count) => sum + count, 0),
        context,
      ).toBe(1);
      await world.close();
    },
  );
});

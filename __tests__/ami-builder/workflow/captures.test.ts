import { describe, expect, test } from "vitest";
import { cases, isLong } from "../../support/length.ts";
import { numbersFrom } from "../../support/numbers.ts";
import { countCalls, inEach, mishapAt, mishaps, openWorld } from "./deaths.ts";
import { expectNothingLeft, isFinished, parameters, watchParameters } from "./expectations.ts";
import { capturedImages, captureOf, launchHost } from "./hosts.ts";
import type { World } from "./world.ts";

const parameter = "/golden/captures/v1.2.3/full/x86_64";

/** One image that can be used, its parameter on it, and nothing left behind. */
function expectCaptured(world: World, context: string): void {
  const images = capturedImages(world);
  const [image] = images;
  expect(
    images.map((one) => isFinished(one)),
    context,
  ).toEqual([true]);
  expect(Object.fromEntries(parameters(world)), context).toEqual({ [parameter]: image?.ImageId });
  expectNothingLeft(world, context);
}

async function capture(world: World): Promise<unknown> {
  return world.run({ name: "first", input: captureOf(await launchHost(world)) });
}

describe("a capture", () => {
  test.each(mishaps)(
    "that ends with a death at any call (%s) is finished when it is asked for again",
    async (mishap) => {
      const count = await countCalls(capture);
      const all = Array.from({ length: count }, (_, index) => index + 1);
      const tried = isLong ? all : all.filter((position) => position % 3 === mishaps.indexOf(mishap));
      await inEach(tried, async (position) => {
        const world = await openWorld();
        const wrong = watchParameters(world);
        const host = await launchHost(world);
        const happened = mishapAt(world, mishap, position);
        const input = captureOf(host);
        const first = await world.run({ name: "first", input, stopsAtDeath: true });
        const context = `${mishap} ${position} ${happened.call?.operation ?? "none"} ${JSON.stringify(happened.call?.input).slice(0, 150)}`;
        expect([first.status, first.cause], context).toEqual([
          mishap === "lose answer" ? "SUCCEEDED" : "ABORTED",
          undefined,
        ]);
        await world.sleep(60);
        const second = await world.run({ name: "second", input });
        expect([second.status, second.cause], context).toEqual(["SUCCEEDED", undefined]);
        const [image] = capturedImages(world);
        expect(second.output, context).toMatchObject({ created_ami_id: image?.ImageId });
        await world.sleep(60);
        expectCaptured(world, context);
        expect([...wrong, ...world.denied], context).toEqual([]);
        await world.close();
      });
    },
  );

  test("of two hosts of one version at once makes one image, and the other run is skipped", async () => {
    await inEach(
      Array.from({ length: cases(4, 100) }, (_, seed) => seed),
      async (seed) => {
        const next = numbersFrom(seed);
        const world = await openWorld({ seed });
        const wrong = watchParameters(world);
        world.pause = async () => {
          for (let turns = next(4); turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
        };
        const hosts = [await launchHost(world), await launchHost(world)];
        const records = await Promise.all(
          hosts.map(async (host, index) => {
            await world.sleep(index * next(60));
            return world.run({ name: `run-${index}`, input: captureOf(host) });
          }),
        );
        const context = `seed ${seed} ${JSON.stringify(records.map(({ status, cause, output }) => [status, cause, output]))}`;
        const summaries = records.map(({ output }) => (output as { summary?: Record<string, number> }).summary);
        expect(summaries, context).toEqual(
          expect.arrayContaining([
            expect.objectContaining({ captured: 1, skipped: 0, failed: 0 }),
            expect.objectContaining({ captured: 0, skipped: 1, failed: 0 }),
          ]),
        );
        await world.sleep(60);
        expectCaptured(world, context);
        expect([...wrong, ...world.denied], context).toEqual([]);
        await world.close();
      },
    );
  });
});

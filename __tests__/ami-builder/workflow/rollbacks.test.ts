import { expect, test } from "vitest";
import { inEach, isMutating, mishapAt, mishaps, openWorld } from "./deaths.ts";
import { parameters, watchParameters } from "./expectations.ts";
import { otherRegion, region, type World } from "./world.ts";

const latest = "/golden/web/x86_64/latest";
const input = { action: "rollback", template: "web", channel: "latest", reason: "broken" };

/** What `latest` names in each Region. */
function named(world: World): readonly (string | undefined)[] {
  return [region, otherRegion].map((place) => parameters(world, place).get(latest));
}

/** A world where `latest` has named two images; gives the earlier ones. */
async function openTwice() {
  const world = await openWorld();
  await world.run({ name: "first" });
  const earlier = named(world);
  await world.run({ name: "second", input: { force: true } });
  expect(named(world)).not.toEqual(earlier);
  return { world, earlier };
}

test.each(mishaps)(
  "a rollback goes to the image before, and no further, whatever happens at its calls (%s)",
  async (mishap) => {
    const { world: counted } = await openTwice();
    const before = counted.calls.length;
    await counted.run({ name: "rollback", input });
    await counted.close();
    const count = counted.calls.slice(before).filter(isMutating).length;
    await inEach(
      Array.from({ length: count }, (_, index) => index + 1),
      async (position) => {
        const { world, earlier } = await openTwice();
        const wrong = watchParameters(world);
        const happened = mishapAt(world, mishap, position);
        const { status, cause } = await world.run({ name: "rollback", input });
        const context = `${mishap} ${position} ${happened.call?.operation ?? "none"}`;
        expect([status, cause, named(world)], context).toEqual(["SUCCEEDED", undefined, earlier]);
        // Held: the next build leaves it there.
        await world.run({ name: "third", input: { force: true } });
        expect(named(world), context).toEqual(earlier);
        expect([...wrong, ...world.denied], context).toEqual([]);
        await world.close();
      },
    );
  },
);

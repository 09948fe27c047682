import { describe, expect, test } from "vitest";
import { expectNothingLeft, parameters, tagOf, watchParameters } from "./expectations.ts";
import { abroad, callsOf, endOf, home, imagesOf, latest, openRegions, template } from "./regions-world.ts";
import type { World } from "./world.ts";

const regions = [home, abroad];
const web = (version: string) => ({ web: template({ version, regions }) });
const stable = "/golden/web/x86_64/stable";

/** The image of a version in a Region. */
function imageOf(world: World, version: string, place = home): string | undefined {
  return imagesOf(world, place).find((image) => tagOf(image, "AmiBuilderVersion") === version)?.ImageId;
}

const versionsOf = (world: World, version: string) => regions.map((place) => imageOf(world, version, place));
const valuesOf = (world: World, name: string) => regions.map((place) => parameters(world, place).get(name));

test("channels move by promotions and rollbacks alone, and a rollback holds until a promotion", async () => {
  const world = await openRegions(web("1"));
  const wrong = watchParameters(world);
  await world.run({ name: "one" });
  const promote = { action: "promote", template: "web", channel: "stable" };
  const promoted = await world.run({ name: "promote", input: promote });
  expect([promoted.status, promoted.output]).toMatchObject([
    "SUCCEEDED",
    { status: "success", mode: "promote", summary: { planned: 2, done: 2, failed: 0 } },
  ]);
  expect(valuesOf(world, stable)).toEqual(versionsOf(world, "1"));
  // There is nothing to go back to, and nothing is held.
  const early = await world.run({ name: "early", input: { action: "rollback", template: "web", reason: "bad" } });
  expect(early.error).toBe("ChannelMoveFailed");
  expect(early.cause).toMatch(/web x86_64 us-east-1 latest: InvalidInputError: There is no image to go back to/);

  world.putTemplates(web("2"));
  await world.run({ name: "two" });
  expect(valuesOf(world, stable)).toEqual(versionsOf(world, "1"));
  expect(regions.map((place) => latest(world, place))).toEqual(versionsOf(world, "2"));

  const rolled = await world.run({
    name: "rollback",
    input: { action: "rollback", template: "web", channel: "latest", reason: "broken rstudio" },
  });
  expect([rolled.status, rolled.cause]).toEqual(["SUCCEEDED", undefined]);
  expect(rolled.output).toMatchObject({
    mode: "rollback",
    results: regions.map((region, index) => ({
      region,
      parameter: "/golden/web/x86_64/latest",
      from: versionsOf(world, "2")[index],
      to: versionsOf(world, "1")[index],
    })),
  });
  expect(regions.map((place) => latest(world, place))).toEqual(versionsOf(world, "1"));
  const held = JSON.parse(world.account.s3.read(world.bucket, "channels/web/x86_64.json").toString()) as unknown;
  expect(held).toMatchObject({ latest: { reason: "broken rstudio" } });

  // What a channel names makes nothing due, and a build leaves a held one alone.
  const idle = endOf(world, await world.run({ name: "idle" }));
  expect(idle.output?.summary).toMatchObject({ built: 0, skipped: 1 });
  world.putTemplates(web("3"));
  const three = endOf(world, await world.run({ name: "three" }));
  expect([three.status, three.output?.summary["built"]]).toEqual(["SUCCEEDED", 1]);
  expect(regions.map((place) => latest(world, place))).toEqual(versionsOf(world, "1"));
  const record = JSON.parse(
    world.account.s3.read(world.bucket, String(three.output?.images[0]?.["record"])).toString(),
  ) as {
    regions: Record<string, { status: string }>;
  };
  expect(regions.map((place) => record.regions[place]?.status)).toEqual(["held", "held"]);
  expect(three.output?.images).toMatchObject([{ held: regions }]);

  // By one Region's image id all Regions go to that build's images.
  const back = await world.run({
    name: "back",
    input: { ...promote, channel: "latest", image_id: imageOf(world, "3") },
  });
  expect([back.status, back.cause]).toEqual(["SUCCEEDED", undefined]);
  expect(regions.map((place) => latest(world, place))).toEqual(versionsOf(world, "3"));
  await world.run({ name: "older", input: { ...promote, version: "2" } });
  expect(valuesOf(world, stable)).toEqual(versionsOf(world, "2"));
  world.putTemplates(web("4"));
  await world.run({ name: "four" });
  expect(regions.map((place) => latest(world, place))).toEqual(versionsOf(world, "4"));
  expect(["promote", "rollback", "back", "older"].flatMap((name) => callsOf(world, "RunInstances", name))).toEqual([]);
  expect([...wrong, ...world.denied]).toEqual([]);
  expectNothingLeft(world, "");
  await world.close();
});

describe("a validation", () => {
  test("boots an image, tests it, and ends the instance; nothing is published", async () => {
    const world = await openRegions(web("1"), { commands: [{ test: "answers", match: "ask again", stdout: "no" }] });
    await world.run({ name: "first" });
    const before = parameters(world);
    const good = await world.run({ name: "good", input: { action: "validate", template: "web" } });
    expect([good.status, good.output]).toMatchObject([
      "SUCCEEDED",
      { status: "success", mode: "validate", summary: { planned: 1, done: 1, failed: 0 } },
    ]);
    expect(callsOf(world, "RunInstances", "good")).toEqual([home]);

    world.putTemplates({
      web: template({ regions, validation_tests: [{ name: "answers", command: "ask again", expected: "ok" }] }),
    });
    const bad = await world.run({ name: "bad", input: { action: "validate", image_id: imageOf(world, "1") } });
    expect([bad.status, bad.error]).toEqual(["FAILED", "ValidationFailed"]);
    expect(bad.cause).toMatch(/web x86_64 us-east-1.*TestsFailedError: 1 of 1 tests failed: "answers"/);
    const there = await world.run({ name: "there", input: { action: "validate", template: "web", region: abroad } });
    expect(there.error).toBe("ValidationFailed");
    expect(callsOf(world, "RunInstances", "there")).toEqual([abroad]);

    expect(parameters(world)).toEqual(before);
    expect(["good", "bad", "there"].flatMap((name) => callsOf(world, "PutParameter", name))).toEqual([]);
    expect(imagesOf(world, home)).toHaveLength(1);
    expect(imagesOf(world, home)[0]?.State).toBe("available");
    expectNothingLeft(world, "");
    expect(world.denied).toEqual([]);
    await world.close();
  });

  test.each([
    [{ template: "nothing" }, /nothing/],
    [{ image_id: "ami-0123456789abcdef0" }, /ami-0123456789abcdef0/],
    [{ template: "web", image_id: "ami-0123456789abcdef0" }, /only one of/],
  ])("of %o is refused", async (what, message) => {
    const world = await openRegions(web("1"));
    const { error, cause } = await world.run({ name: "x", input: { action: "validate", ...what } });
    expect(error).toBe("PlanError");
    expect(cause).toMatch(message);
    await world.close();
  });
});

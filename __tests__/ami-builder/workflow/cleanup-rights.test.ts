import { expect, test } from "vitest";
import { otherRegion, World } from "./world.ts";

const template = "name: Web\nbase_ami: {source: ubuntu-22.04-lts}\nregions: [us-east-1, eu-west-1]\n";

test("the module's own roles let the cleanup retire old images in all Regions, and delete one by its id", async () => {
  const world = await World.open({ templates: { web: template }, variables: { regional: { [otherRegion]: {} } } });
  try {
    for (const name of ["one", "two", "three"]) {
      expect(await world.run({ name, input: { force: true } })).toMatchObject({ status: "SUCCEEDED" });
      await world.sleep(2 * 24 * 3_600);
    }
    const event = { keep_latest: 1, min_age_days: 0, unused_days: 0, disable_days: 0 };
    const dry = await world.run({ name: "dry", isCleanup: true, input: { ...event, dry_run: true } });
    expect(dry.output).toMatchObject({ summary: { would_remove: 4, kept: 2, failed: 0 } });
    const wet = await world.run({ name: "wet", isCleanup: true, input: { ...event, dry_run: false } });
    expect(wet.output).toMatchObject({ summary: { removed: 4, kept: 2, failed: 0 } });
    const [newest] = world.account.ec2.ownImages();
    const deletion = { action: "delete", image_id: newest?.image.ImageId };
    expect(await world.run({ name: "delete", input: deletion })).toMatchObject({ error: "DeletionFailed" });
    expect(world.denied).toEqual([]);
    expect(world.account.ec2.ownImages(otherRegion)).toHaveLength(1);
  } finally {
    await world.close();
  }
});

import { describe, expect, test } from "vitest";
import { viewSnapshot } from "../../../simulator/aws/ec2/view.ts";
import { expectNothingLeft, parameters, tagOf, watchParameters } from "./expectations.ts";
import {
  abroad,
  callsOf,
  endOf,
  everywhere,
  farAway,
  home,
  imagesOf,
  keyOf,
  latest,
  openRegions,
  share,
  template,
} from "./regions-world.ts";
import type { World } from "./world.ts";

const web = template({ regions: everywhere, tags: { Cost: "42" } });

/** The only image of a template in a Region. */
function imageIn(world: World, place: string, of = "web") {
  const [image, ...more] = imagesOf(world, place, of);
  if (image?.ImageId === undefined || more.length > 0) throw new Error(`${place} has ${more.length} images too many`);
  return { ...image, ImageId: image.ImageId };
}

function tagsOf({
  Tags = [],
}: {
  Tags?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined;
}) {
  return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** From here on copies to a Region fail, until this is called again without one. */
function failCopiesTo(world: World, place?: string) {
  world.account.ec2.settings.copyProblem = (_source, _key, region) =>
    region === place ? "Given key ID is not accessible" : undefined;
}

describe("an image that is built once and copied", () => {
  test("is everywhere what the inputs make of it, and what the run writes down is all of it", async () => {
    const world = await openRegions({ web });
    const wrong = watchParameters(world);
    const { status, output } = endOf(world, await world.run({ name: "first" }));
    expect([status, output?.summary]).toMatchObject(["SUCCEEDED", { planned: 1, built: 1 }]);
    expect([...wrong, ...world.denied]).toEqual([]);
    expectNothingLeft(world, "");
    const original = imageIn(world, home);
    for (const place of everywhere) {
      const image = imageIn(world, place);
      const { Ebs } = image.BlockDeviceMappings?.[0] ?? {};
      const source = place === home ? {} : { AmiBuilderSource: `${home} ${original.ImageId}` };
      expect(tagsOf(image), place).toEqual({ ...tagsOf(original), ...source });
      expect(tagsOf(image), place).toMatchObject({ Team: "images", Cost: "42", AmiBuilderState: "verified" });
      const snapshot = world.account.ec2.store.snapshots.get(Ebs?.SnapshotId ?? "");
      expect(snapshot && tagsOf(viewSnapshot(snapshot, world.account.clock.now)), place).toEqual(tagsOf(image));
      expect(Ebs, place).toMatchObject({ Encrypted: true, KmsKeyId: keyOf[place] });
      const days = (Date.parse(image.DeprecationTime ?? "") - Date.parse(image.CreationDate ?? "")) / 86_400_000;
      expect(days, place).toBeCloseTo(90, 2);
      expect(image, place).toMatchObject({ Name: original.Name, ImdsSupport: "v2.0", State: "available" });
      const stored = world.account.ec2.ownImages(place).find(({ image: { ImageId } }) => ImageId === image.ImageId);
      expect([...(stored?.sharedWith ?? [])].toSorted(), place).toEqual(share.accounts.toSorted());
      expect([...(stored?.sharedWithArns ?? [])].map((entry) => JSON.stringify(entry)).join(" "), place).toContain(
        share.organization,
      );
      expect([...(stored?.sharedWithArns ?? [])].map((entry) => JSON.stringify(entry)).join(" "), place).toContain(
        share.unit,
      );
      expect([...parameters(world, place)], place).toEqual([["/golden/web/x86_64/latest", image.ImageId]]);
    }

    const record = readJson(world, String(output?.images[0]?.["record"]));
    expect(record).toMatchObject({
      status: "built",
      template: "web",
      architecture: "x86_64",
      region: home,
      version: "1",
      base_image_id: tagOf(original, "AmiBuilderBase"),
      predecessor: "",
      attempt: 1,
      instance_type: "t3.medium",
      spot: false,
      image_id: original.ImageId,
      image_size_gb: 8,
      validated: true,
      failure: null,
      started_at: "2026-01-01T00:00:00.000Z",
      tests: {
        builder: [{ name: "answers", passed: true, output: "ok" }],
        image: [{ name: "answers", passed: true }],
      },
      regions: Object.fromEntries(
        everywhere.map((place) => [
          place,
          {
            status: "published",
            image_id: imageIn(world, place).ImageId,
            parameters: ["/golden/web/x86_64/latest"],
            error: null,
          },
        ]),
      ),
    });
    const steps = record["steps"] as readonly { name: string; seconds: number; exit_code: number; log: string }[];
    const install = steps.find(({ name }) => name === "install");
    expect(install).toMatchObject({ seconds: 5, exit_code: 0 });
    expect(install?.log).toMatch(/^s3:\/\/golden-ami-builder-.*install$/);
    expect(record["instance_ids"]).toHaveLength(2);
    expect(record["execution_id"]).toMatch(/:golden-ami-builder:first$/);

    const { last_updated, ...registry } = readJson(world, "registry/registry.json");
    expect(last_updated).toMatch(/^2026-01-01T/);
    expect(registry).toEqual({
      version: "1.0",
      templates: {
        web: {
          version: "1",
          description: "",
          ports: [],
          estimated_cost_per_hour: {},
          amis: Object.fromEntries(
            everywhere.map((place) => [
              place,
              {
                x86_64: {
                  ami_id: imageIn(world, place).ImageId,
                  created: original.CreationDate,
                  validated: true,
                  size_gb: 8,
                },
              },
            ]),
          ),
        },
      },
    });
    await world.close();
  });

  test("is published where it can be when one Region fails, and the next run does only what is missing", async () => {
    const world = await openRegions({ web });
    const wrong = watchParameters(world);
    failCopiesTo(world, abroad);
    const first = endOf(world, await world.run({ name: "first" }));
    expect(first).toMatchObject({ status: "FAILED", error: "BuildsFailed", result: { summary: { failed: 1 } } });
    expect(first.cause).toMatch(/^web x86_64 eu-west-1: CopyFailedError: .*Given key ID is not accessible/);
    expect(everywhere.map((place) => latest(world, place) !== undefined)).toEqual([true, false, true]);
    expect(readJson(world, "registry/registry.json")).not.toHaveProperty(["templates", "web", "amis", abroad]);

    failCopiesTo(world);
    const dry = endOf(world, await world.run({ name: "dry", input: { dry_run: true } }));
    expect(dry.output?.images).toMatchObject([{ template: "web", reason: "it is not published in eu-west-1" }]);
    const second = endOf(world, await world.run({ name: "second" }));
    expect(second).toMatchObject({ status: "SUCCEEDED", output: { summary: { planned: 1, built: 1 } } });
    expect(callsOf(world, "RunInstances", "second")).toEqual([]);
    expect(callsOf(world, "CopyImage", "second")).toEqual([abroad]);
    expect(callsOf(world, "PutParameter", "second")).toEqual([abroad]);
    expect(everywhere.map((place) => latest(world, place))).toEqual(
      everywhere.map((place) => imageIn(world, place).ImageId),
    );
    const third = endOf(world, await world.run({ name: "third" }));
    expect(third.output?.summary).toMatchObject({ built: 0, skipped: 1 });
    expect([...wrong, ...world.denied]).toEqual([]);
    expectNothingLeft(world, "");
    await world.close();
  });

  test("moves no parameter before all Regions are ready, where they are to move together", async () => {
    const world = await openRegions({ web: template({ regions: everywhere, publish_together: true }) });
    await world.run({ name: "first" });
    const before = everywhere.map((place) => latest(world, place));
    expect(before).not.toContain(undefined);
    const moves = world.calls.filter(({ operation, outcome }) => operation === "PutParameter" && outcome === "ok");
    expect([moves.map((call) => call.region), new Set(moves.map(({ at }) => at)).size]).toEqual([[...everywhere], 1]);

    world.putTemplates({ web: template({ regions: everywhere, publish_together: true, version: "2" }) });
    failCopiesTo(world, farAway);
    const second = endOf(world, await world.run({ name: "second" }));
    expect(second).toMatchObject({ status: "FAILED", error: "BuildsFailed" });
    expect(second.cause).toMatch(/us-west-2: CopyFailedError/);
    expect(everywhere.map((place) => latest(world, place))).toEqual(before);

    failCopiesTo(world);
    const third = endOf(world, await world.run({ name: "third" }));
    expect(third.status).toBe("SUCCEEDED");
    expect(callsOf(world, "RunInstances", "third")).toEqual([]);
    expect(callsOf(world, "CopyImage", "third")).toEqual([farAway]);
    for (const place of everywhere) {
      const newest = imagesOf(world, place).find((image) => tagOf(image, "AmiBuilderVersion") === "2");
      expect(latest(world, place), place).toBe(newest?.ImageId);
    }
    expect(world.denied).toEqual([]);
    await world.close();
  });

  test("waits for its turn where EC2 copies no more snapshots at a time", async () => {
    const both = template({ regions: [home, abroad] });
    const world = await openRegions({ web: both, site: both });
    world.account.ec2.settings.snapshotCopyQuota = 1;
    const { status } = endOf(world, await world.run({ name: "first" }));
    expect(status).toBe("SUCCEEDED");
    const copies = world.calls.filter(({ operation }) => operation === "CopyImage");
    expect(copies.map(({ outcome }) => outcome)).toContain("ResourceLimitExceeded");
    expect(copies.filter(({ outcome }) => outcome === "ok")).toHaveLength(2);
    expect([latest(world, abroad), latest(world, abroad, "site")]).not.toContain(undefined);
    await world.close();
  });

  test("is copied to a Region that the template gets later, without another build", async () => {
    const world = await openRegions({ web: template({ regions: [home] }) });
    await world.run({ name: "first" });
    world.putTemplates({ web: template({ regions: everywhere }) });
    const { status, output } = endOf(world, await world.run({ name: "second" }));
    expect([status, output?.summary["built"]]).toEqual(["SUCCEEDED", 1]);
    expect(readJson(world, "runs/second/plan.json")["cells"]).toMatchObject([
      { reason: "it is not published in eu-west-1, us-west-2" },
    ]);
    expect(callsOf(world, "RunInstances", "second")).toEqual([]);
    expect(callsOf(world, "CopyImage", "second").toSorted()).toEqual([abroad, farAway]);
    expect(everywhere.map((place) => latest(world, place))).toEqual(
      everywhere.map((place) => imageIn(world, place).ImageId),
    );
    await world.close();
  });

  test("is published only in the Regions that an event names; the next run sees to the others", async () => {
    const world = await openRegions({ web });
    const { status } = endOf(world, await world.run({ name: "first", input: { regions: [abroad] } }));
    expect(status).toBe("SUCCEEDED");
    expect(callsOf(world, "RunInstances")).toEqual([home, home]);
    expect(everywhere.map((place) => latest(world, place) !== undefined)).toEqual([false, true, false]);
    await world.run({ name: "second" });
    expect(callsOf(world, "RunInstances", "second")).toEqual([]);
    expect(everywhere.map((place) => latest(world, place) !== undefined)).toEqual([true, true, true]);
    await world.close();
  });
});

test("an image that is built in each Region is of that Region's network and key, and copied nowhere", async () => {
  const world = await openRegions({ web: template({ regions: [home, abroad], region_strategy: "build" }) });
  const { status, output } = endOf(world, await world.run({ name: "first" }));
  expect([status, output?.summary]).toMatchObject(["SUCCEEDED", { planned: 2, built: 2 }]);
  expect(callsOf(world, "RunInstances").toSorted()).toEqual([abroad, abroad, home, home]);
  expect(callsOf(world, "CopyImage")).toEqual([]);
  for (const place of [home, abroad]) {
    const image = imageIn(world, place);
    expect(tagsOf(image), place).not.toHaveProperty("AmiBuilderSource");
    expect(image.BlockDeviceMappings?.[0]?.Ebs, place).toMatchObject({ KmsKeyId: keyOf[place] });
    expect(latest(world, place), place).toBe(image.ImageId);
  }
  expect(output?.images.map(({ region }) => region).toSorted()).toEqual([abroad, home]);
  expect(world.denied).toEqual([]);
  expectNothingLeft(world, "");

  // One of them alone: the other Region is not touched.
  await world.run({ name: "second", input: { regions: [abroad], force: true } });
  expect(new Set(callsOf(world, "RunInstances", "second"))).toEqual(new Set([abroad]));
  await world.close();
});

/** An object of the bucket. */
function readJson(world: World, key: string): Record<string, unknown> {
  return JSON.parse(world.account.s3.read(world.bucket, key).toString()) as Record<string, unknown>;
}

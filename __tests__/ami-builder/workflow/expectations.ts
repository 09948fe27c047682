import type { Image } from "@aws-sdk/client-ec2";
import { expect } from "vitest";
import { stateOf } from "../../../simulator/aws/ec2/instances/instance.ts";
import { viewImage } from "../../../simulator/aws/ec2/view.ts";
import { newestOf } from "../../../simulator/aws/ssm/parameters/parameter.ts";
import { otherRegion, region, type World } from "./world.ts";

const regions = [region, otherRegion];
const finished: readonly string[] = ["verified", "built", "captured"];

/** The installation's images of a Region, in whatever state. */
export function ownImages({ account }: World, place: string = region): readonly Image[] {
  return account.ec2
    .ownImages(place)
    .map((stored) => viewImage(stored, account.clock.now))
    .filter((image) => tagOf(image, "AmiBuilder") === "golden");
}

/** Value of a tag; empty without it. */
export function tagOf({ Tags = [] }: Pick<Image, "Tags">, key: string): string {
  return Tags.find(({ Key }) => Key === key)?.Value ?? "";
}

/** Whether an image may be published. */
export function isFinished(image: Image): boolean {
  return image.State === "available" && finished.includes(tagOf(image, "AmiBuilderState"));
}

/** Values of the installation's parameters in a Region, by their names. */
export function parameters({ account }: World, place: string = region): ReadonlyMap<string, string> {
  return new Map(
    account.ssm.parameters
      .list(place)
      .filter(({ name }) => name.startsWith("/golden/"))
      .map((parameter) => [parameter.name, newestOf(parameter).value]),
  );
}

/** The module's instances that still cost something, with their states. */
export function liveInstances({ account }: World): readonly string[] {
  const { now } = account.clock;
  return regions.flatMap((place) =>
    account.ec2.instances
      .list(place)
      .filter(({ Tags }) => Tags.some(({ Key, Value }) => Key === "AmiBuilder" && Value === "golden"))
      .map((instance) => [instance.id, stateOf(instance, now)] as const)
      .filter(([, state]) => state !== "terminated" && state !== "shutting-down")
      .map(([id, state]) => `${id} is ${state}`),
  );
}

/** The records of builds that are open. */
export function openRecords({ account, bucket }: World): readonly string[] {
  return [...(account.s3.findBucket(bucket)?.keys ?? [])]
    .filter((key) => /^builds\/.*\/record\.json$/.test(key))
    .filter((key) => (JSON.parse(account.s3.read(bucket, key).toString()) as { status: string }).status === "open");
}

/**
 * Nothing is lost, double or left behind: one finished image of the template in each Region, parameters on it, no instance, no image in
 * building, no snapshot without image.
 */
export function expectConverged(world: World, context: string, template = "web", places: readonly string[] = regions) {
  const found = regions.map((place) => {
    const images = ownImages(world, place);
    return {
      place,
      images: images.map((image) => `${image.State ?? ""} ${tagOf(image, "AmiBuilderState")}`),
      parameters: Object.fromEntries(parameters(world, place)),
    };
  });
  const wanted = regions.map((place) => {
    const [image] = ownImages(world, place);
    const isThere = places.includes(place);
    return {
      place,
      images: isThere ? ["available verified"] : [],
      parameters: isThere ? { [`/golden/${template}/x86_64/latest`]: image?.ImageId ?? "an image" } : {},
    };
  });
  expect(found, context).toEqual(wanted);
  expectNothingLeft(world, context);
}

/** No instance, and no snapshot without image. */
export function expectNothingLeft(world: World, context: string): void {
  expect([...liveInstances(world), ...orphans(world)], context).toEqual([]);
}

/** Snapshots of the installation that no image refers to. */
export function orphans({ account }: World): readonly string[] {
  const places = new Set([...account.ec2.store.snapshots.values()].map((snapshot) => snapshot.region));
  const referred = new Set(
    [...places].flatMap((place) =>
      account.ec2
        .ownImages(place)
        .flatMap(({ image }) => (image.BlockDeviceMappings ?? []).map(({ Ebs }) => Ebs?.SnapshotId ?? "")),
    ),
  );
  return [...account.ec2.store.snapshots.keys()].filter((id) => !referred.has(id));
}

/**
 * Watches parameters, from now on, at each call: one that names an image which is not available, own and finished in its Region.
 *
 * @returns what should not have been, as it comes
 */
export function watchParameters(world: World): readonly string[] {
  const wrong: string[] = [];
  const before = world.watch;
  world.watch = (call) => {
    before(call);
    for (const place of regions) {
      for (const [name, value] of parameters(world, place)) {
        const image = ownImages(world, place).find(({ ImageId }) => ImageId === value);
        if (image === undefined || !isFinished(image))
          wrong.push(`${name} names ${value} in ${place} at ${call.operation}`);
      }
    }
  };
  return wrong;
}

/** Scripts that ran more than once for one command. */
export function scriptsTwice({ scripts }: World): readonly string[] {
  const seen = scripts.map(({ instanceId, guard }) => `${instanceId} ${guard}`);
  return seen.filter((script, index) => seen.indexOf(script) !== index);
}

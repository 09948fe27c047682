import type { Image, Instance } from "@aws-sdk/client-ec2";
import { imageStates, tagKeys } from "../../contract.ts";
import { candidates, decideRegion, type Question, type RegionDecision } from "../../domain/cleaning/decide.ts";
import type { ImageLooks, RegionWorld, Use } from "../../domain/cleaning/world.ts";
import { snapshotIds, tagValue } from "../../domain/images.ts";
import { describeInstances } from "../../ec2/describe-instances.ts";
import { isShared } from "../../ec2/is-shared.ts";
import { listUnreferencedSnapshots } from "../../ec2/unreferenced-snapshots.ts";
import type { CleanerContext } from "./context.ts";
import type { Executions } from "./executions.ts";
import { listOurImages } from "./list-images.ts";
import { findUses } from "./uses.ts";

/** What all Regions share. */
export interface Shared {
  readonly executions: Executions;
  /** Images of builds in progress; asked for where there is an image that may go. */
  readonly inProgress: () => Promise<ReadonlyMap<string, readonly Use[]>>;
}

/**
 * Looks at a Region and decides what goes there. A look that fails fails the whole Region: in doubt everything stays.
 *
 * @throws ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function surveyRegion(
  region: string,
  question: Question,
  shared: Shared,
  context: CleanerContext,
): Promise<RegionDecision> {
  const world = await look(region, shared.executions, context);
  return decideRegion(world, await lookCloser(candidates(world, question), region, shared, context), question);
}

async function look(
  region: string,
  executions: Executions,
  { dependencies, settings }: CleanerContext,
): Promise<RegionWorld> {
  const ec2 = dependencies.ec2(region);
  // Before the images: one that is made of an instance meanwhile is seen then.
  const instances = await describeInstances(ec2, [
    { Name: `tag:${tagKeys.installation}`, Values: [settings.name_prefix] },
  ]);
  const images = await listOurImages(ec2, settings);
  const snapshots = await listUnreferencedSnapshots(
    ec2,
    settings.name_prefix,
    new Set(images.flatMap((image) => snapshotIds(image))),
  );
  const over = new Set<string>();
  for (const execution of executionsOf(images, instances)) {
    if (await executions.isOver(execution)) over.add(execution);
  }
  return { region, images, instances, snapshots, over };
}

/** Executions that something depends on: whoever made a finished image does not matter. */
function executionsOf(images: readonly Image[], instances: readonly Instance[]): ReadonlySet<string> {
  const unfinished = images.filter((image) => tagValue(image, tagKeys.state) === imageStates.building);
  const living = instances.filter(({ State }) => State?.Name !== "terminated" && State?.Name !== "shutting-down");
  return new Set([...unfinished, ...living].flatMap((thing) => tagValue(thing, tagKeys.execution) ?? []));
}

async function lookCloser(
  images: readonly Image[],
  region: string,
  { inProgress }: Shared,
  context: CleanerContext,
): Promise<ImageLooks> {
  if (images.length === 0) return { uses: new Map(), shared: new Set() };
  const ids = images.flatMap(({ ImageId }) => ImageId ?? []);
  const uses = await findUses(region, ids, context);
  const builds = await inProgress();
  const shared = new Set<string>();
  for (const image of images) {
    if (await isShared(context.dependencies.ec2(region), image)) shared.add(image.ImageId ?? "");
  }
  const buildsOf = (image: Image) => {
    const isUnfinished = tagValue(image, tagKeys.state) === imageStates.building;
    // A run goes on with what a dead one left: the image still names the dead one, and the build is the same.
    const ofBuild = isUnfinished ? builds.get(tagValue(image, tagKeys.build) ?? "") : undefined;
    return builds.get(image.ImageId ?? "") ?? ofBuild ?? [];
  };
  return {
    uses: new Map(
      images.map((image) => [image.ImageId ?? "", [...(uses.get(image.ImageId ?? "") ?? []), ...buildsOf(image)]]),
    ),
    shared,
  };
}

import type { Deletion } from "../../cleaning-shapes.ts";
import { deletionPlan, isMeant, type PlacedImage, requireOurs } from "../../domain/cleaning/deletion.ts";
import { cleanedRegions, type Use } from "../../domain/cleaning/world.ts";
import { findImages as findById } from "../../ec2/find-images.ts";
import { InvalidInputError } from "../../errors.ts";
import type { CleanerContext } from "./context.ts";
import { Executions } from "./executions.ts";
import { imagesInProgress } from "./in-progress.ts";
import { listOurImages } from "./list-images.ts";
import { type Removals, storePlan } from "./plan-file.ts";
import { findUses } from "./uses.ts";

/**
 * Finds the images that somebody wants deleted, and decides which of them may be.
 *
 * @throws InvalidInputError, NotOwnError, ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function findImages(request: Deletion, context: CleanerContext): Promise<Removals> {
  const { dependencies, settings } = context;
  const found: PlacedImage[] = [];
  const uses = new Map<string, readonly Use[]>();
  for (const region of regionsOf(request, context)) {
    for (const image of await findMeant(request, region, context)) found.push({ image, region });
  }
  requireOurs(found, request, settings);
  const builds = await imagesInProgress(context, new Executions(dependencies.sfn));
  for (const region of new Set(found.map((place) => place.region))) {
    const ids = found.flatMap((place) => (place.region === region ? (place.image.ImageId ?? []) : []));
    for (const [id, users] of await findUses(region, ids, context)) uses.set(id, [...users, ...(builds.get(id) ?? [])]);
  }
  return storePlan(deletionPlan(found, uses, request, settings, dependencies.now()), context);
}

function regionsOf({ region }: Deletion, { settings }: CleanerContext): readonly string[] {
  const known = cleanedRegions(settings);
  if (region === undefined) return known;
  if (!known.includes(region)) {
    throw new InvalidInputError(
      `region is ${JSON.stringify(region)} but must be one of ${known.join(", ")}: correct it, or add the Region to the input regional.`,
    );
  }
  return [region];
}

/** The images that are meant in a Region; one that is named by its id may be anybody's. */
async function findMeant(request: Deletion, region: string, { dependencies, settings }: CleanerContext) {
  const ec2 = dependencies.ec2(region);
  if (request.image_id === undefined) {
    return (await listOurImages(ec2, settings)).filter((image) => isMeant(image, request, settings));
  }
  const image = (await findById(ec2, [request.image_id])).get(request.image_id);
  return image === undefined || image.State === "deregistered" ? [] : [image];
}

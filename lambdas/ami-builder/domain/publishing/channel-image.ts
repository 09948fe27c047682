import type { Image } from "@aws-sdk/client-ec2";
import { tagKeys } from "../../contract.ts";
import type { Move } from "../../channel-shapes.ts";
import { isPublishable, tagValue } from "../images.ts";

/** Newest first. */
function byCreation(images: readonly Image[]): readonly Image[] {
  return images.toSorted((one, other) => (other.CreationDate ?? "").localeCompare(one.CreationDate ?? ""));
}

/**
 * The image that a promotion is about, in its Region.
 *
 * @param move which one is meant: by its id, or that of its original; by its version; or the newest
 * @param images images of the template and architecture in the Region
 * @param namePrefix the installation
 * @returns undefined where there is none that is finished and available
 */
export function promotedImage(move: Move, images: readonly Image[], namePrefix: string): Image | undefined {
  const candidates = byCreation(images.filter((image) => isPublishable(image, namePrefix)));
  if (move.image_id !== null) {
    const { image_id: id } = move;
    return candidates.find((image) => image.ImageId === id || tagValue(image, tagKeys.source)?.split(" ")[1] === id);
  }
  return move.version === null
    ? candidates[0]
    : candidates.find((image) => tagValue(image, tagKeys.version) === move.version);
}

/**
 * The image that a rollback goes back to: the last one that the parameter named before, that is another than now, and still finished and
 * available.
 *
 * @param move which version is meant; null for whichever was before
 * @param history values of the parameter, the oldest first
 * @param images images of the template and architecture in the Region
 * @param namePrefix the installation
 * @param present what the parameter names now
 */
export function previousImage(
  move: Move,
  history: readonly string[],
  images: readonly Image[],
  namePrefix: string,
  present: string | undefined,
): Image | undefined {
  for (const value of history.toReversed()) {
    const image = images.find(({ ImageId }) => ImageId === value);
    if (value === present || image === undefined || !isPublishable(image, namePrefix)) continue;
    if (move.version === null || tagValue(image, tagKeys.version) === move.version) return image;
  }
  return undefined;
}

import type { Image } from "@aws-sdk/client-ec2";
import type { Kind } from "../config.ts";
import { kindTag } from "../contract.ts";
import type { DueImage } from "../events.ts";

const millisecondsPerDay = 24 * 3_600_000;

/** Most images of one run, so that its payload stays far below 256 KB (Step Functions, quotas); the next run takes the rest. */
export const maxImages = 200;

/**
 * The images that have to go: those that failed, and those that are older than their kind allows, but for its newest. The oldest come first.
 *
 * @param images the account's images
 * @param kinds how long images are kept
 * @param now the time
 */
export function dueImages(images: readonly Image[], kinds: readonly Kind[], now: Date): readonly DueImage[] {
  return kinds
    .flatMap((kind) =>
      dueOfKind(
        images.filter((image) => kindOf(image) === kind.name),
        kind,
        now,
      ),
    )
    .sort((one, other) => createdAt(one) - createdAt(other))
    .slice(0, maxImages)
    .map(toDueImage);
}

function dueOfKind(images: readonly Image[], { keep_days, keep_newest }: Kind, now: Date): readonly Image[] {
  const before = now.getTime() - keep_days * millisecondsPerDay;
  const newestFirst = images
    .filter(({ State }) => State === "available")
    .sort((one, other) => createdAt(other) - createdAt(one));
  return [
    ...images.filter(({ State }) => State === "failed"),
    ...newestFirst.slice(keep_newest).filter((image) => createdAt(image) < before),
  ];
}

/** When the image was made, in milliseconds since 1970. */
function createdAt({ CreationDate = "" }: Image): number {
  return Date.parse(CreationDate);
}

function kindOf({ Tags = [] }: Image): string | undefined {
  return Tags.find(({ Key }) => Key === kindTag)?.Value;
}

function toDueImage(image: Image): DueImage {
  return {
    image_id: image.ImageId ?? "",
    name: image.Name ?? "",
    kind: kindOf(image) ?? "",
    snapshot_ids: (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
  };
}

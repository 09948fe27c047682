import type { Image } from "@aws-sdk/client-ec2";
import { imageStates, tagKeys } from "../../contract.ts";
import type { Settings } from "../../settings.ts";
import { tagValue } from "../images.ts";
import { newestFirst } from "./cell-images.ts";

/** What makes two captures the same. */
export interface CaptureKind {
  readonly version: string;
  readonly variant: string;
  readonly architecture: string;
}

/** States of an image that there is, or will be. */
const existingStates: readonly (string | undefined)[] = ["pending", "available", "disabled"];

/**
 * Images that stand for a capture already, the newest first: of the same version, exactly, and variant, whoever of one management made them.
 *
 * @param images images of this account in the Region
 */
export function existingImages(
  images: readonly Image[],
  { version, variant, architecture }: CaptureKind,
  { version_tag_key, variant_tag_key, managed_by }: Settings,
): readonly Image[] {
  return newestFirst(
    images.filter(
      (image) =>
        existingStates.includes(image.State) &&
        image.Architecture === architecture &&
        tagValue(image, version_tag_key) === version &&
        (tagValue(image, variant_tag_key) ?? "") === variant &&
        tagValue(image, tagKeys.managedBy) === managed_by,
    ),
  );
}

/** Whether an image was begun by this installation and never finished. */
export function isUnfinished(image: Image, namePrefix: string): boolean {
  return (
    tagValue(image, tagKeys.installation) === namePrefix && tagValue(image, tagKeys.state) === imageStates.building
  );
}

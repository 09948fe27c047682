import type { Image } from "@aws-sdk/client-ec2";
import { imageStates, type ImageState, tagKeys } from "../contract.ts";

/** Value of an image's tag; undefined without it. */
export function tagValue({ Tags = [] }: Pick<Image, "Tags">, key: string): string | undefined {
  return Tags.find((tag) => tag.Key === key)?.Value;
}

/** Whether an image is of the installation that bears a name prefix. */
export function isOwn(image: Pick<Image, "Tags">, namePrefix: string): boolean {
  return tagValue(image, tagKeys.installation) === namePrefix;
}

/** States of an image that may be published: nothing is missing of it. */
const finished: readonly string[] = [imageStates.verified, imageStates.built, imageStates.captured];

/** The state of an image that is finished; undefined for one that is still being built, or is retiring. */
export function finishedState(image: Pick<Image, "Tags">): ImageState | undefined {
  const state = tagValue(image, tagKeys.state);
  return state !== undefined && finished.includes(state) ? (state as ImageState) : undefined;
}

/** Whether a parameter may name an image: it can be launched, it is this installation's, and it is finished. */
export function isPublishable(image: Image | undefined, namePrefix: string): boolean {
  return image?.State === "available" && isOwn(image, namePrefix) && finishedState(image) !== undefined;
}

/** Value of the tag on copies that says what they were copied from. */
export function sourceTag(region: string, imageId: string): string {
  return `${region} ${imageId}`;
}

/** Ids of an image's snapshots. */
export function snapshotIds({ BlockDeviceMappings = [] }: Pick<Image, "BlockDeviceMappings">): readonly string[] {
  return BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
}

/** GiB of an image's volumes together. */
export function sizeOf({ BlockDeviceMappings = [] }: Pick<Image, "BlockDeviceMappings">): number {
  return BlockDeviceMappings.reduce((sum, { Ebs }) => sum + (Ebs?.VolumeSize ?? 0), 0);
}

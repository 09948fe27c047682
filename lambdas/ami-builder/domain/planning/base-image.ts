import type { Image } from "@aws-sdk/client-ec2";
import { BaseImageError } from "../../errors.ts";
import type { BaseLookup } from "../../template/aliases.ts";
import { newestFirst } from "./cell-images.ts";

/** A lookup in words, which is also what makes two of them equal. */
export function describeLookup(lookup: BaseLookup, region: string): string {
  switch (lookup.kind) {
    case "parameter":
      return `the parameter ${lookup.name} in ${region}`;
    case "image":
      return `the image ${lookup.image_id} in ${region}`;
    case "newest":
      return `the newest image ${lookup.name} of ${lookup.owner} for ${lookup.architecture} in ${region}`;
  }
}

/**
 * Makes sure that a base image can be built on: EC2 would refuse to launch it, or make no image of its instance.
 *
 * @param image what was found, if anything
 * @param architecture the cell's
 * @param what what was looked for, in words
 * @returns the image
 * @throws BaseImageError
 */
export function requireBase(image: Image | undefined, architecture: string, what: string): Image {
  if (image?.ImageId === undefined) {
    throw new BaseImageError(
      `There is no base image: ${what} is not to be found. Correct base_ami, or look into its owner's list.`,
    );
  }
  const problem =
    image.State !== "available"
      ? `is ${image.State ?? "in no state"} but must be available`
      : image.RootDeviceType !== "ebs"
        ? "has an instance store volume for its root but must have an EBS volume"
        : image.Architecture !== architecture
          ? `is for ${image.Architecture ?? "no architecture"} but must be for ${architecture}`
          : undefined;
  if (problem !== undefined) {
    throw new BaseImageError(`The base image ${image.ImageId}, ${what}, ${problem}: name another one in base_ami.`);
  }
  return image;
}

/** The newest by the moment of its creation. */
export function newestOf(images: readonly Image[]): Image | undefined {
  return newestFirst(images)[0];
}

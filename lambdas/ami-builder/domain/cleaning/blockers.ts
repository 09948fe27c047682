import type { Image } from "@aws-sdk/client-ec2";
import { tagKeys } from "../../contract.ts";
import type { Settings } from "../../settings.ts";
import { tagValue } from "../images.ts";
import { ownParameterOf } from "./images.ts";
import type { ImageLooks, Use } from "./world.ts";

/** Users that a reason names; the others are counted. */
const maxNamed = 3;

/**
 * Who uses an image, but for the parameter that a captured image has for itself: that goes first.
 *
 * @returns in words, for example `instance i-0123`; undefined if nobody does
 */
export function usersOf(image: Image, uses: readonly Use[], settings: Settings): string | undefined {
  const others = foreignUses(image, uses, settings);
  if (others.length === 0) return undefined;
  const named = others.slice(0, maxNamed).map(({ kind, id }) => `${kind} ${id}`);
  const more = others.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** The uses of an image, without its own parameter. */
export function foreignUses(image: Image, uses: readonly Use[], settings: Settings): readonly Use[] {
  const own = ownParameterOf(image, settings);
  return uses.filter(({ kind, id }) => kind !== "parameter" || id !== own);
}

/**
 * Why an image must not go, whatever its age.
 *
 * @param image the image
 * @param looks who uses it, and whether it is shared
 * @param includeShared whether shared ones may go
 * @returns in words; undefined if nothing speaks against it
 */
export function blockerOf(
  image: Image,
  { uses, shared }: ImageLooks,
  includeShared: boolean,
  settings: Settings,
): string | undefined {
  const id = image.ImageId ?? "";
  const fixed = fixedBlockerOf(image);
  if (fixed !== undefined) return fixed;
  const users = usersOf(image, uses.get(id) ?? [], settings);
  if (users !== undefined) return `it is used by ${users}`;
  if (shared.has(id) && !includeShared) return "it is shared with others";
  return undefined;
}

/** What an image itself says against its removal. */
export function fixedBlockerOf(image: Image): string | undefined {
  if (tagValue(image, tagKeys.keepImage) !== undefined) return `it has the tag ${tagKeys.keepImage}`;
  return isProtected(image) ? "it is protected from deregistration" : undefined;
}

/** Whether EC2 would refuse to deregister an image, or does so for a day after its protection was switched off. */
export function isProtected({ DeregistrationProtection }: Image): boolean {
  return DeregistrationProtection !== undefined && DeregistrationProtection !== "disabled";
}

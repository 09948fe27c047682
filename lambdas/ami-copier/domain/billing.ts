import type { Image } from "@aws-sdk/client-ec2";
import { tagKeys } from "../contract.ts";
import { tagValue } from "./images.ts";

/** What AWS bills an image by (EC2 User Guide, AMI billing information fields). */
export type Billing = Pick<Image, "PlatformDetails" | "UsageOperation">;

/** Whether two images are billed differently. */
export function hasOtherBilling(image: Billing, other: Billing): boolean {
  return image.PlatformDetails !== other.PlatformDetails || image.UsageOperation !== other.UsageOperation;
}

/**
 * What a registration changed, in a few words.
 *
 * @param from the copy
 * @param to the image that was registered from it
 */
export function describeChange(from: Billing, to: Billing): string {
  return `${describe(from)} became ${describe(to)}`;
}

/** What a registration of this copy changed when it was tried; undefined when nothing is known of it. */
export function knownMismatch(temporary: Image): string | undefined {
  return tagValue(temporary, tagKeys.billingMismatch);
}

/**
 * Says that a copy cannot become an image that is billed as it should be, and what to do. The way out comes first: reports cut a reason.
 *
 * @param imageId the copy, which is kept
 * @param change what {@link describeChange} says
 */
export function mismatchReason(imageId: string, change: string): string {
  return (
    `Registration changes the billing. To retry, deregister ${imageId} and delete its snapshots; ` +
    `to stop, filter the source out. ${change}.`
  );
}

function describe({ PlatformDetails, UsageOperation }: Billing): string {
  return `${PlatformDetails ?? "no platform details"} (${UsageOperation ?? "no usage operation"})`;
}

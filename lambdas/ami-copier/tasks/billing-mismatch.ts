import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import { deregisterImage, removeWithSnapshots } from "../../shared/ec2/remove-image.ts";
import { isImageGone } from "../../shared/ec2/is-image-gone.ts";
import { tagKeys } from "../contract.ts";
import { isOwn, makerOf } from "../domain/adoption.ts";
import { describeChange, knownMismatch, mismatchReason } from "../domain/billing.ts";
import { type OwnCopies, snapshotIds } from "../domain/images.ts";
import { toTagValue } from "../domain/tags.ts";
import { tagImage } from "../ec2/create-tags.ts";
import { BillingMismatchError } from "../errors.ts";
import type { ReadyItem } from "../shapes.ts";

/**
 * A final image that was there before, and is not any more, may have been removed for its billing by an earlier try: the copy says so.
 *
 * @param image the copy, with the final image that was there
 * @param copies what is visible of the source's copies now
 * @throws BillingMismatchError
 */
export function requireNoMismatch({ final_ami_id, temp_ami_id }: ReadyItem, copies: OwnCopies | undefined): void {
  const temporary = copies?.temporaries.find(({ ImageId }) => ImageId === temp_ami_id);
  const change = temporary === undefined ? undefined : knownMismatch(temporary);
  if (final_ami_id !== undefined && change !== undefined) {
    throw new BillingMismatchError(mismatchReason(temp_ami_id, change));
  }
}

/**
 * AWS's advice for an image that would be billed wrongly is to discard it (EC2 API Reference, RegisterImage). The copy is kept and says
 * why, before the image goes: without it every run would copy and register the image again, to no other end.
 *
 * @param image the copy
 * @param final the image that was registered from it
 * @param installation the installation that asks; it removes only what it has registered itself
 * @param ec2 client in the Region of the copy
 * @throws BillingMismatchError, AwsTransientError, AwsRequestError
 */
export async function rejectFinal(
  image: ReadyItem,
  final: Image,
  installation: string,
  ec2: EC2Client,
): Promise<never> {
  const { ImageId: finalId = "" } = final;
  const change = describeChange(image.temp_image, final);
  const isOurs = isOwn(final, { installation });
  try {
    await tagImage(ec2, image.temp_ami_id, tagKeys.billingMismatch, toTagValue(change));
  } catch (error) {
    if (isOurs && (await isImageGone(ec2, image.temp_ami_id, error))) {
      await removeWithSnapshots(ec2, finalId, snapshotIds(image.temp_image.BlockDeviceMappings));
      throw new BillingMismatchError(`Registration changed the billing, and the copy is gone. ${change}.`);
    }
    throw error;
  }
  if (isOurs) {
    await deregisterImage(ec2, finalId);
  }
  const left = isOurs
    ? ""
    : ` ${finalId} is left to the installation that registered it, ${makerOf(final) ?? "whichever it is"}.`;
  throw new BillingMismatchError(`${mismatchReason(image.temp_ami_id, change)}${left}`);
}

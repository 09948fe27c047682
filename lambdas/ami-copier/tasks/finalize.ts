import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import type { Logger } from "../../shared/logger.ts";
import { installationOf, isOwn, makerOf } from "../domain/adoption.ts";
import { hasOtherBilling } from "../domain/billing.ts";
import { isFinal, snapshotIds, tagValue } from "../domain/images.ts";
import { withSuffix } from "../domain/image-names.ts";
import { type RegistrationContext, registrationInput } from "../domain/registration.ts";
import { chooseFinal, sharesSnapshots } from "../domain/status.ts";
import { isDuplicateName } from "../../shared/ec2/error-codes.ts";
import { isImageGone } from "../../shared/ec2/is-image-gone.ts";
import { findByName, listCopiesOf } from "../ec2/own-images.ts";
import { registerImage } from "../ec2/register-image.ts";
import { deregisterImage } from "../../shared/ec2/remove-image.ts";
import { readUefiData } from "../ec2/uefi-data.ts";
import { ImageNotReadyError, NameTakenError } from "../errors.ts";
import { tagKeys } from "../contract.ts";
import type { ReadyItem } from "../shapes.ts";
import { rejectFinal, requireNoMismatch } from "./billing-mismatch.ts";
import { removeCopy } from "./remove-copy.ts";

/** What a registration needs beside the image. */
export interface FinalizeContext extends Pick<RegistrationContext, "config" | "userTags"> {
  /** ARN of the execution that asks. */
  readonly executionId: string;
}

/** States of a final image whose registration is complete. */
const settledStates: ReadonlySet<string | undefined> = new Set(["available", "disabled"]);

/**
 * Finishes one copy: registers the final image, sees it available, and only then lets the temporary image go: the other
 * way round, a death in between would leave neither. Every step may have been done before, by an earlier try or by another execution.
 *
 * @param image the copy
 * @param context configuration, the user's tags and the execution
 * @param ec2 client in the Region of the copy
 * @param log logger of this image
 * @returns id of the final image
 * @throws ImageNotReadyError, NameTakenError, BillingMismatchError, AwsTransientError, AwsRequestError
 */
export async function finalize(
  image: ReadyItem,
  context: FinalizeContext,
  ec2: EC2Client,
  log: Logger,
): Promise<string> {
  const installation = installationOf(context.executionId);
  const finalId = image.final_ami_id ?? (await registerOnce(image, { ...context, installation }, ec2));
  const snapshots = snapshotIds(image.temp_image.BlockDeviceMappings);
  const { final, id, surplus } = await requireFinal(image, finalId, snapshots, ec2);
  for (const duplicate of surplus) {
    await removeSurplus(duplicate, installation, ec2, log);
  }
  if (!sharesSnapshots(final, snapshots)) {
    log.warn("The final image was made from another copy: this one is removed", { final_ami_id: id });
    await removeCopy(image, context.executionId, ec2);
    return id;
  }
  if (hasOtherBilling(final, image.temp_image)) {
    await rejectFinal(image, final, installation, ec2);
  }
  await deregisterImage(ec2, image.temp_ami_id);
  return id;
}

/**
 * Registers the final image, or finds the one registered before.
 *
 * @returns its id, or undefined when the temporary image is gone, so that there is nothing left to register
 */
async function registerOnce(
  image: ReadyItem,
  context: Omit<RegistrationContext, "uefiData">,
  ec2: EC2Client,
): Promise<string | undefined> {
  let uefiData: string | undefined;
  try {
    // With legacy BIOS there is no UEFI variable store to read.
    uefiData = image.temp_image.BootMode === "legacy-bios" ? undefined : await readUefiData(ec2, image.temp_ami_id);
  } catch (error) {
    if (await isImageGone(ec2, image.temp_ami_id, error)) {
      return undefined;
    }
    throw error;
  }
  for (const name of [image.ami_name, withSuffix(image.ami_name, image.source_ami_id)]) {
    try {
      return await registerImage(ec2, registrationInput(image, name, { ...context, uefiData }));
    } catch (error) {
      if (!isDuplicateName(error)) {
        throw error;
      }
    }
    const holder = await findByName(ec2, name);
    if (holder === undefined) {
      throw new ImageNotReadyError(`The name ${name} is taken, but no image of that name is visible yet.`);
    }
    if (isFinal(holder) && tagValue(holder, tagKeys.sourceAmi) === image.source_ami_id) {
      return holder.ImageId;
    }
  }
  throw new NameTakenError(
    `Other images of this account have the name ${image.ami_name}, with and without a suffix. ` +
      "Deregister one of them, or make ami_name_template tell images apart, for example with {uuid}.",
  );
}

/**
 * The final image as the listing by tag shows it: what discovery cannot see must not be relied on.
 *
 * Two images of the same snapshots exist when a try that found its name taken used the suffix, died, and the next one
 * found the name free. The oldest stays, for everybody who looks.
 */
async function requireFinal(
  image: ReadyItem,
  finalId: string | undefined,
  snapshots: readonly string[],
  ec2: EC2Client,
) {
  const copies = (await listCopiesOf(ec2, [image.source_ami_id])).get(image.source_ami_id);
  const finals = oldestFirst(copies?.finals ?? []);
  if (finalId !== undefined && !finals.some((candidate) => candidate.ImageId === finalId)) {
    requireNoMismatch(image, copies);
    throw new ImageNotReadyError(`The final image ${finalId} is not visible yet.`);
  }
  const final = chooseFinal(finals, snapshots);
  if (final?.ImageId === undefined) {
    throw new ImageNotReadyError(`The temporary image ${image.temp_ami_id} is gone and no final image is visible.`);
  }
  if (!settledStates.has(final.State)) {
    throw new ImageNotReadyError(`The final image ${final.ImageId} is ${final.State ?? "in no state"}.`);
  }
  const surplus = finals.filter((candidate) => candidate !== final && sharesSnapshots(candidate, snapshots));
  return { final, id: final.ImageId, surplus };
}

function oldestFirst(images: readonly Image[]): readonly Image[] {
  const key = ({ CreationDate = "", ImageId = "" }: Image) => `${CreationDate} ${ImageId}`;
  return [...images].sort((left, right) => key(left).localeCompare(key(right)));
}

/** A final image is removed by the installation that registered it, and by no other. */
async function removeSurplus(duplicate: Image, installation: string, ec2: EC2Client, log: Logger): Promise<void> {
  const { ImageId = "" } = duplicate;
  if (isOwn(duplicate, { installation })) {
    log.warn("The image was registered twice, under two names: the later one is removed", { final_ami_id: ImageId });
    await deregisterImage(ec2, ImageId);
  } else {
    log.warn("The image was registered twice: the later one is left to the installation that registered it", {
      final_ami_id: ImageId,
      installation: makerOf(duplicate),
    });
  }
}

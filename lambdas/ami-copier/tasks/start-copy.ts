import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import type { Logger } from "../../shared/logger.ts";
import type { InitiatorConfig } from "../config.ts";
import type { InitiatorDependencies } from "../dependencies.ts";
import { adopt } from "../domain/copy-item.ts";
import { copyRequest } from "../domain/copy-request.ts";
import { installationOf, isAdoptable } from "../domain/adoption.ts";
import { isTemporary, tagValue } from "../domain/images.ts";
import { snapshotTags } from "../domain/tags.ts";
import { copyImage } from "../ec2/copy-image.ts";
import { isDuplicateName } from "../../shared/ec2/error-codes.ts";
import { findByName, listCopiesOf } from "../ec2/own-images.ts";
import { AwsTransientError, NameTakenError } from "../errors.ts";
import { parseTags } from "../events.ts";
import { tagKeys } from "../contract.ts";
import type { CopyItem, Outcome } from "../shapes.ts";

/** The event that starts one copy. */
export interface StartCopyEvent {
  readonly execution_id: string;
  readonly image: CopyItem;
  readonly tags: string;
}

/**
 * Starts one copy, or goes on with the one that exists: the temporary image's name is taken by the first who starts it,
 * and everybody else finds that one.
 *
 * @param event the execution, the image and the user's tags
 * @param config the initiator's configuration
 * @param dependencies clients and clock
 * @param log logger of this image
 * @returns the copy under way, or the outcome "deferred" when another installation is making it
 * @throws CopyQuotaError, NameTakenError, InvalidInputError, AwsTransientError, AwsRequestError
 */
export async function startCopy(
  event: StartCopyEvent,
  config: InitiatorConfig,
  { ec2, now }: InitiatorDependencies,
  log: Logger,
): Promise<CopyItem | Outcome> {
  const { image, execution_id: executionId } = event;
  if (image.temp_ami_id !== undefined) {
    return image;
  }
  const userTags = parseTags(event.tags);
  const installation = installationOf(executionId);
  const { dropped } = snapshotTags(image, { userTags, installation }, executionId);
  if (dropped.length > 0) {
    log.warn("Some tags are left out: AWS takes 50 tags and no key that begins with aws:", { tags: dropped });
  }
  try {
    const temp_ami_id = await copyImage(ec2, copyRequest(image, { ...config, executionId, userTags, now: now() }));
    log.info("Copy started", { temp_ami_id });
    return { ...image, temp_ami_id, last_seen_at: now().toISOString(), status: "copy_initiated" };
  } catch (error) {
    if (!isDuplicateName(error)) {
      throw error;
    }
  }
  const temporary = await requireTemporary(ec2, image);
  if (!isAdoptable(temporary, { installation, now: now(), copyTimeoutHours: config.copyTimeoutHours })) {
    log.info("Another installation is copying the image", { temp_ami_id: temporary.ImageId });
    return {
      source_ami_id: image.source_ami_id,
      status: "deferred",
      reason: "another installation is copying it",
    };
  }
  log.info("A copy under way is adopted", { temp_ami_id: temporary.ImageId });
  return adopt(image, temporary, now());
}

/**
 * The copy that stands in the way. It is looked for by its tags and then by its name: one that failed may have lost either (seen for names,
 * Packer's issues 7954 and 13100).
 */
async function requireTemporary(ec2: EC2Client, image: CopyItem): Promise<Image> {
  const temporaries = (await listCopiesOf(ec2, [image.source_ami_id])).get(image.source_ami_id)?.temporaries ?? [];
  const found =
    temporaries.find(({ Name }) => Name === image.temp_ami_name) ??
    temporaries[0] ??
    (await findByName(ec2, image.temp_ami_name));
  if (found === undefined) {
    throw new AwsTransientError(
      `CopyImage: the name ${image.temp_ami_name} is taken, but no image of that name is visible yet.`,
    );
  }
  if (!isTemporary(found) || tagValue(found, tagKeys.sourceAmi) !== image.source_ami_id) {
    throw new NameTakenError(
      `The name ${image.temp_ami_name} belongs to ${found.ImageId ?? "an image"}, which is no temporary copy of ` +
        `${image.source_ami_id}, or one that has lost its tags. Deregister that image, or copy it under another name.`,
    );
  }
  return found;
}

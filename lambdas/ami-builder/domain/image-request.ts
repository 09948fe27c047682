import type { CreateImageCommandInput, Image } from "@aws-sdk/client-ec2";
import { toDescription } from "../../shared/text.ts";
import { imageStates, tagKeys } from "../contract.ts";
import type { Prepared } from "../prepared.ts";
import { isOwn, tagValue } from "./images.ts";
import { tagSpecifications } from "./launch-request.ts";

/** EC2's codes for quotas that CreateImage meets (EC2 API Reference, Error codes). */
const quotaCodes: readonly string[] = [
  "SnapshotLimitExceeded",
  "ResourceLimitExceeded",
  "ConcurrentSnapshotLimitExceeded",
  "PendingSnapshotLimitExceeded",
  "MaxSnapshotsExceeded",
  "AMIQuotaExceeded",
];

/**
 * The call that makes the image. An instance that runs is restarted for it, so that its file systems are as after a shutdown; a host that must
 * not be restarted is asked for without. Image and snapshots have all their tags from their first moment.
 *
 * @param prepared the prepared build or capture
 * @param instanceId the instance
 */
export function imageRequest({ image, capture }: Prepared, instanceId: string): CreateImageCommandInput {
  return {
    InstanceId: instanceId,
    Name: image.name,
    Description: toDescription(image.description),
    NoReboot: capture !== null && !capture.reboot,
    TagSpecifications: tagSpecifications(["image", "snapshot"], {
      ...image.tags,
      [tagKeys.state]: imageStates.building,
    }),
  };
}

/** Whether a code of CreateImage means that a quota is used up. */
export function isImageQuota(code: string): boolean {
  return quotaCodes.includes(code);
}

/** Whether an image is this build's own. */
export function isOfBuild(image: Image, id: string, namePrefix: string): boolean {
  return isOwn(image, namePrefix) && tagValue(image, tagKeys.build) === id;
}

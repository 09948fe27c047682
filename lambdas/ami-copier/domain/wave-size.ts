import type { Image } from "@aws-sdk/client-ec2";
import type { CopyItem, ReadyItem } from "../shapes.ts";
import { byteLength, maxFailuresPerWave, bytesPerFailure, framing, maxMetadataBytes, payloadLimit } from "./payload.ts";
import { maxDiscardReasonBytes } from "./status.ts";
import { toTemporaryImage } from "./temporary-image.ts";

/**
 * Bytes that the images of a wave may have together: what a state may hold, without Red Hat's metadata, which is bounded for all waves
 * together, and without the failures that the wave has counted.
 */
export const waveBytes = payloadLimit - framing - maxMetadataBytes - maxFailuresPerWave * bytesPerFailure;

/** An image whose part failed, at most: the handler cuts what an error says, and JSON within JSON escapes each of its bytes once more. */
const outcomeBytes = 1_700;

const longestId = `ami-${"0".repeat(17)}`;
/** The longest value of a tag. */
const longestExecution = "x".repeat(256);
/** What the copy's mapping may have and the source's has not. */
const bytesPerMapping = 64;

/**
 * Bytes that one image takes in the states of its wave, at most, without Red Hat's metadata: while it waits, when its copy is finished or
 * discarded, and when it failed.
 *
 * @param item the copy as it would be planned now
 * @param image the source, or a temporary image where the source is no longer shared
 */
export function imageBytes(item: CopyItem, image: Image): number {
  const temp_image = { ...toTemporaryImage(image), ImageId: longestId };
  const waiting = {
    ...item,
    temp_ami_id: longestId,
    last_seen_at: item.copy_initiated_at,
    status: "copy_initiated",
  } as const;
  const finished: ReadyItem = { ...waiting, action: "finalize", final_ami_id: longestId, temp_image };
  const discarded: ReadyItem = {
    ...waiting,
    action: "discard",
    reason: "x".repeat(maxDiscardReasonBytes),
    discarded_as: "deferred",
    keeps_image: true,
    copy_execution: longestExecution,
    temp_image,
  };
  const mappings = temp_image.BlockDeviceMappings.length * bytesPerMapping;
  return Math.max(byteLength(finished) + mappings, byteLength(discarded) + mappings, outcomeBytes) + 1;
}

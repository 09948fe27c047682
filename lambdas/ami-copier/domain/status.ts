import type { Image } from "@aws-sdk/client-ec2";
import type { CopyItem, Outcome, ReadyItem } from "../shapes.ts";
import { isOverdue, type OwnCopies, snapshotIds } from "./images.ts";
import { toTemporaryImage } from "./temporary-image.ts";

/**
 * How long a temporary image may stay out of sight before it counts as gone: EC2's listings lag behind its calls (EC2 Developer Guide,
 * Eventual consistency), and an image that somebody removed must not be waited for until the timeout.
 */
const vanishedGraceMinutes = 10;

/** When the look is taken, and how long a copy may take. */
export interface Moment {
  readonly now: Date;
  readonly copyTimeoutHours: number;
}

/** What to do with one image now. */
export type Decision =
  | { readonly kind: "wait"; readonly item: CopyItem }
  | { readonly kind: "ready"; readonly item: ReadyItem }
  | { readonly kind: "over"; readonly outcome: Outcome };

/**
 * Decides what a look at the images says about one copy.
 *
 * @param item the copy that is waited for
 * @param copies what is visible of this source's copies
 * @param moment time and timeout
 */
export function decide(item: CopyItem, copies: OwnCopies | undefined, moment: Moment): Decision {
  const temporary = copies?.temporaries.find((image) => image.ImageId === item.temp_ami_id);
  const final = chooseFinal(copies?.finals ?? [], snapshotIds(temporary?.BlockDeviceMappings));
  if (temporary === undefined) {
    return final === undefined
      ? decideUnseen(item, moment)
      : { kind: "over", outcome: { source_ami_id: item.source_ami_id, status: "completed" } };
  }
  if (final?.ImageId !== undefined) {
    return ready(item, temporary, { action: "finalize", final_ami_id: final.ImageId });
  }
  switch (temporary.State) {
    case "available":
      return ready(item, temporary, { action: "finalize" });
    case "pending":
    case "transient":
      return isOverdue(temporary.CreationDate, moment.now, moment.copyTimeoutHours)
        ? discard(item, temporary, `the copy was not complete after ${moment.copyTimeoutHours} hours`)
        : { kind: "wait", item: { ...item, last_seen_at: moment.now.toISOString() } };
    default:
      return discard(
        item,
        temporary,
        `the copy is ${temporary.State ?? "in no state"}: ${temporary.StateReason?.Message ?? "AWS gives no reason"}`,
      );
  }
}

/**
 * The final image among several: the one made from these snapshots, else any.
 *
 * @param finals final images of one source
 * @param snapshots snapshots of the temporary image
 */
export function chooseFinal(finals: readonly Image[], snapshots: readonly string[]): Image | undefined {
  return finals.find((image) => sharesSnapshots(image, snapshots)) ?? finals[0];
}

/** Whether an image is made from any of these snapshots. */
export function sharesSnapshots(image: Image, snapshots: readonly string[]): boolean {
  return snapshotIds(image.BlockDeviceMappings).some((id) => snapshots.includes(id));
}

function decideUnseen(item: CopyItem, moment: Moment): Decision {
  const lastSeen = item.last_seen_at ?? item.copy_initiated_at;
  return isOverdue(lastSeen, moment.now, vanishedGraceMinutes / 60)
    ? {
        kind: "over",
        outcome: {
          source_ami_id: item.source_ami_id,
          status: "failed",
          reason: `the temporary image ${item.temp_ami_id ?? item.temp_ami_name} is gone`,
        },
      }
    : { kind: "wait", item };
}

function discard(item: CopyItem, temporary: Image, reason: string): Decision {
  return ready(item, temporary, { action: "discard", reason });
}

function ready(
  item: CopyItem,
  temporary: Image,
  what: Pick<ReadyItem, "action" | "reason" | "final_ami_id">,
): Decision {
  const temp_image = toTemporaryImage(temporary);
  return {
    kind: "ready",
    item: { ...item, ...what, status: "copy_initiated", temp_ami_id: temp_image.ImageId, temp_image },
  };
}

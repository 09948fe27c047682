import type { Image } from "@aws-sdk/client-ec2";
import type { CopyItem, Outcome, ReadyItem } from "../shapes.ts";
import { tagKeys } from "../contract.ts";
import { deadlineOf, isOverdue, type Observer } from "./adoption.ts";
import { knownMismatch, mismatchReason } from "./billing.ts";
import { isTemporary, type OwnCopies, snapshotIds, tagValue } from "./images.ts";
import { isQuotaReason } from "./copy-quota.ts";
import { toTemporaryImage } from "./temporary-image.ts";
import { clipLine } from "../../shared/text.ts";

/**
 * How long a temporary image may stay out of sight before it counts as gone: EC2's listings lag behind its calls (EC2 Developer Guide,
 * Eventual consistency), and an image that somebody removed must not be waited for until its deadline.
 */
const vanishedGraceMilliseconds = 10 * 60_000;

/** Most bytes of the reason for which a copy is discarded, as JSON: AWS's own words have no bound. */
export const maxDiscardReasonBytes = 300;

/** What to do with one image now. */
export type Decision =
  | { readonly kind: "wait"; readonly item: CopyItem }
  | { readonly kind: "ready"; readonly item: ReadyItem }
  | { readonly kind: "over"; readonly outcome: Outcome };

/**
 * Decides what a look at the images says about one copy.
 *
 * @param item the copy that is waited for
 * @param copies what is visible of this source's copies; also the temporary image when it has lost its tags
 * @param observer who looks, and when
 */
export function decide(item: CopyItem, copies: OwnCopies | undefined, observer: Observer): Decision {
  const temporary = copies?.temporaries.find((image) => image.ImageId === item.temp_ami_id);
  const final = chooseFinal(copies?.finals ?? [], snapshotIds(temporary?.BlockDeviceMappings));
  if (temporary === undefined) {
    // What this run finishes itself is no longer waited for.
    return final === undefined
      ? decideUnseen(item, observer)
      : over(item, { status: "skipped", reason: "another run has finished it" });
  }
  if (final?.ImageId !== undefined) {
    return ready(item, temporary, { action: "finalize", final_ami_id: final.ImageId });
  }
  const mismatch = knownMismatch(temporary);
  if (mismatch !== undefined) {
    return over(item, { status: "failed", reason: mismatchReason(temporary.ImageId ?? "", mismatch) });
  }
  switch (temporary.State) {
    case "available":
      return isTemporary(temporary)
        ? ready(item, temporary, { action: "finalize" })
        : discard(item, temporary, "the copy is available");
    case "pending":
    case "transient":
      return isOverdue(temporary, observer)
        ? discard(
            item,
            temporary,
            `the copy was not complete by its deadline, ${describeDeadline(temporary, observer)}`,
          )
        : { kind: "wait", item: { ...item, last_seen_at: observer.now.toISOString() } };
    default:
      return decideFailed(item, temporary);
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

function decideUnseen(item: CopyItem, { now }: Observer): Decision {
  const lastSeen = Date.parse(item.last_seen_at ?? item.copy_initiated_at);
  return now.getTime() - lastSeen > vanishedGraceMilliseconds
    ? over(item, { status: "failed", reason: `the temporary image ${item.temp_ami_id ?? item.temp_ami_name} is gone` })
    : { kind: "wait", item };
}

function decideFailed(item: CopyItem, temporary: Image): Decision {
  const reason = temporary.StateReason?.Message ?? "AWS gives no reason";
  const told = `the copy is ${temporary.State ?? "in no state"}: ${reason}`;
  return discard(item, temporary, told, isQuotaReason(reason) ? "deferred" : "failed");
}

function describeDeadline(temporary: Image, observer: Observer): string {
  return new Date(deadlineOf(temporary, observer)).toISOString();
}

/** The functions may remove an image by its tags only, so that one without them is left to a person. */
function discard(
  item: CopyItem,
  temporary: Image,
  reason: string,
  outcome: ReadyItem["discarded_as"] = "failed",
): Decision {
  const copy_execution = tagValue(temporary, tagKeys.copyExecution) ?? item.copy_execution;
  const known = { action: "discard", ...(copy_execution === undefined ? {} : { copy_execution }) } as const;
  const clip = (text: string) => clipLine(text, maxDiscardReasonBytes);
  return isTemporary(temporary)
    ? ready(item, temporary, { ...known, reason: clip(reason), discarded_as: outcome })
    : ready(item, temporary, {
        ...known,
        keeps_image: true,
        discarded_as: "failed",
        reason: clip(`deregister ${temporary.ImageId ?? ""} by hand, it has lost its tags: ${reason}`),
      });
}

function over(item: CopyItem, end: Pick<Outcome, "status" | "reason">): Decision {
  return { kind: "over", outcome: { source_ami_id: item.source_ami_id, ...end } };
}

function ready(
  item: CopyItem,
  temporary: Image,
  what: Pick<ReadyItem, "action" | "reason" | "final_ami_id" | "copy_execution" | "keeps_image" | "discarded_as">,
): Decision {
  const temp_image = toTemporaryImage(temporary);
  return {
    kind: "ready",
    item: { ...item, ...what, status: "copy_initiated", temp_ami_id: temp_image.ImageId, temp_image },
  };
}

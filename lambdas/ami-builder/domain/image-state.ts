import type { Image } from "@aws-sdk/client-ec2";
import type { Work } from "../shapes.ts";
import { dueMoment, isOverdue, secondsBetween } from "./moments.ts";

/** Seconds in which EC2 need not show a new image: its listings lag behind its calls (EC2 API Reference, Eventual consistency). */
const unseenSeconds = 5 * 60;

/** What a look at an image says. */
export type ImageProgress =
  | { readonly kind: "waiting" }
  | { readonly kind: "available" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "overdue"; readonly reason: string };

/**
 * Judges an image that is being made.
 *
 * @param image as EC2 shows it; undefined if it does not
 * @param work its id, and since and until when it is waited for
 * @param now the moment of the look
 */
export function judgeImage(
  image: Image | undefined,
  work: Pick<Work, "image_id" | "since" | "deadline" | "ends_at">,
  now: Date,
): ImageProgress {
  const id = work.image_id ?? "The image";
  switch (image?.State) {
    case "available":
      return { kind: "available" };
    case "pending":
    case "transient":
      return isOverdue(work, now)
        ? {
            kind: "overdue",
            reason:
              `${id} is still pending, and was to be available by ${dueMoment(work)}. It stays, with the instance that it is made of: ` +
              "the next run goes on with it. Raise image_timeout_minutes if images of that size take longer.",
          }
        : { kind: "waiting" };
    case undefined:
      return secondsBetween(work.since, now) < unseenSeconds
        ? { kind: "waiting" }
        : { kind: "failed", reason: `${id} is gone: EC2 does not show it. Somebody has deregistered it.` };
    default:
      return {
        kind: "failed",
        reason: `${id} is ${image?.State ?? "in no state"}: ${image?.StateReason?.Message ?? "EC2 gives no reason"}`,
      };
  }
}

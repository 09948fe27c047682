import type { Image, Snapshot } from "@aws-sdk/client-ec2";
import type { CopyEnd, StoredImage, StoredSnapshot } from "./store.ts";

/** An image as DescribeImages shows it at a moment. A copy that is not finished shows no mappings. */
export function viewImage({ image, end, availableFrom }: StoredImage, now: number): Image {
  if (end === undefined) {
    return now < availableFrom && image.State === "available" ? { ...image, State: "pending" } : image;
  }
  if (now < end.at) {
    return { ...image, State: "pending", BlockDeviceMappings: [] };
  }
  return end.state === "available"
    ? { ...image, State: "available" }
    : {
        ...image,
        State: "failed",
        BlockDeviceMappings: [],
        StateReason: { Code: "Client.InternalError", Message: end.reason },
      };
}

/** A snapshot as DescribeSnapshots shows it at a moment. */
export function viewSnapshot({ snapshot, end }: StoredSnapshot, now: number): Snapshot {
  if (end === undefined) {
    return { ...snapshot, State: "completed", Progress: "100%" };
  }
  const Progress = `${Math.floor(copiedShare(end, now) * 100)}%`;
  if (now < end.at) {
    return { ...snapshot, State: "pending", Progress };
  }
  return end.state === "available"
    ? { ...snapshot, State: "completed", Progress }
    : { ...snapshot, State: "error", Progress: "0%", StateMessage: end.reason };
}

/** How much of a copy is done, from 0 to 1. */
export function copiedShare({ startedAt, at }: CopyEnd, now: number): number {
  return at <= startedAt ? 1 : Math.min(1, Math.max(0, (now - startedAt) / (at - startedAt)));
}

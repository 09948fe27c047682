import type { Image, Snapshot } from "@aws-sdk/client-ec2";
import type { ImageEnd, StoredImage, StoredSnapshot } from "./stored-image.ts";

const millisecondsPerDay = 24 * 3_600_000;

/** An image as DescribeImages shows it at a moment. One that is being made shows no mappings. */
export function viewImage(stored: StoredImage, now: number): Image {
  const last = lastLaunchedTime(stored, now);
  const image = viewMade(stored, now);
  return last === undefined ? image : { ...image, LastLaunchedTime: last };
}

/** The newest launch that is a day old: EC2 tells of launches a day late (EC2 User Guide: check when an AMI was last used). */
export function lastLaunchedTime({ launches }: StoredImage, now: number): string | undefined {
  const last = launches.findLast((at) => at + millisecondsPerDay <= now);
  return last === undefined ? undefined : new Date(last).toISOString();
}

function viewMade({ image, end, availableFrom }: StoredImage, now: number): Image {
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
        StateReason: { Code: end.code ?? "Client.InternalError", Message: end.reason },
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
export function copiedShare({ startedAt, at }: ImageEnd, now: number): number {
  return at <= startedAt ? 1 : Math.min(1, Math.max(0, (now - startedAt) / (at - startedAt)));
}

import type { Image, Snapshot } from "@aws-sdk/client-ec2";
import { tagKeys } from "../../contract.ts";
import { tagValue } from "../images.ts";
import type { Verdict } from "./instances.ts";
import { daysSince } from "./world.ts";

/**
 * Decides whether a snapshot goes that no image refers to: once it is older than a day, as EC2 shows an image only some time after its
 * snapshots, and a pending one without them.
 *
 * @param snapshot the snapshot
 * @param images the installation's images in its Region
 * @param now the present
 */
export function judgeSnapshot(snapshot: Snapshot, images: readonly Image[], now: Date): Verdict {
  const build = tagValue(snapshot, tagKeys.build);
  const pending = images.find((image) => image.State === "pending" && tagValue(image, tagKeys.build) === build);
  if (pending !== undefined) return { goes: false, reason: `the image ${pending.ImageId ?? ""} is pending` };
  return daysSince(snapshot.StartTime, now) < 1
    ? { goes: false, reason: "it is younger than a day" }
    : { goes: true, reason: "no image refers to it" };
}

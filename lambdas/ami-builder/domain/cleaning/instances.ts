import type { Image, Instance } from "@aws-sdk/client-ec2";
import { tagKeys } from "../../contract.ts";
import { tagValue } from "../images.ts";

/** What becomes of something: it goes, or it stays, and why. */
export interface Verdict {
  readonly goes: boolean;
  readonly reason: string;
}

const stays = (reason: string): Verdict => ({ goes: false, reason });
const goes = (reason: string): Verdict => ({ goes: true, reason });

/** States in which there is nothing to end. */
const endedStates: readonly (string | undefined)[] = ["shutting-down", "terminated"];

/**
 * Decides whether an instance of the installation ends: when it has outlived its time, or when the run that launched it is over. One whose
 * image is pending stays, since the image would fail with it; one that is kept for somebody to look at stays until its time is over.
 *
 * @param instance the instance
 * @param images the installation's images in its Region
 * @param over ARNs of executions that are over
 * @param now the present
 * @returns undefined for one that has ended
 */
export function judgeInstance(
  instance: Instance,
  images: readonly Image[],
  over: ReadonlySet<string>,
  now: Date,
): Verdict | undefined {
  if (endedStates.includes(instance.State?.Name)) return undefined;
  const pending = images.find((image) => isMadeOf(image, instance));
  if (pending !== undefined) return stays(`its image ${pending.ImageId ?? ""} is pending`);
  const expires = tagValue(instance, tagKeys.expires);
  if (expires !== undefined && Date.parse(expires) <= now.getTime()) return goes(`its time was over at ${expires}`);
  if (tagValue(instance, tagKeys.keep) !== undefined) return stays(`it is kept until ${expires ?? "somebody ends it"}`);
  const execution = tagValue(instance, tagKeys.execution);
  if (execution === undefined) return stays("it does not say which run launched it");
  return over.has(execution) ? goes("its run is over") : stays("its run goes on");
}

/** Whether an image is being made of an instance. Copies of the same build come from another Region. */
function isMadeOf(image: Image, instance: Instance): boolean {
  if (image.State !== "pending" || tagValue(image, tagKeys.source) !== undefined) return false;
  if (image.SourceInstanceId !== undefined) return image.SourceInstanceId === instance.InstanceId;
  return tagValue(image, tagKeys.build) === tagValue(instance, tagKeys.build);
}

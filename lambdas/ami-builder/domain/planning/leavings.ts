import type { Image, Instance } from "@aws-sdk/client-ec2";
import { tagKeys } from "../../contract.ts";
import { finishedState, tagValue } from "../images.ts";
import { newestFirst } from "./cell-images.ts";
import type { Start } from "./first-work.ts";

/** An image that an earlier run left, and where the work on it goes on. */
export interface Leaving {
  readonly start: Start;
  /** Name of the image; null without one. */
  readonly name: string | null;
}

/** What comes first is what is nearest to its end. */
const stages: readonly ((image: Image) => Start["from"] | undefined)[] = [
  (image) => (image.State === "available" && finishedState(image) !== undefined ? "publishing" : undefined),
  (image) => (image.State === "available" ? "verifier" : undefined),
  (image) => (image.State === "pending" || image.State === "transient" ? "image" : undefined),
];

/**
 * Where a build begins: with what earlier runs left of the very same build. A pending image is waited for, an available one is verified, a
 * finished one published; without one an instance is launched. Images that EC2 has given up are nobody's.
 *
 * @param images images of the build in its Region, copies left out
 */
export function startFrom(images: readonly Image[]): Leaving {
  const usable = newestFirst(images).filter((image) => tagValue(image, tagKeys.source) === undefined);
  for (const stage of stages) {
    const image = usable.find((each) => stage(each) !== undefined);
    const from = image === undefined ? undefined : stage(image);
    if (image === undefined || from === undefined) continue;
    const instance_id = from === "image" ? (image.SourceInstanceId ?? null) : null;
    return { start: { from, image_id: image.ImageId ?? null, instance_id }, name: image.Name ?? null };
  }
  return { start: { from: "builder", image_id: null, instance_id: null }, name: null };
}

const overStates: readonly (string | undefined)[] = [undefined, "shutting-down", "terminated"];

/**
 * Instances of dead runs that are to end: none is used again. One whose image is pending stays, since the image would fail with it, and one
 * that is kept for somebody to look at stays until it expires.
 *
 * @param instances instances of the build
 * @param sourceId the instance that a pending image is made of
 * @param executionId this execution, whose own instances stay
 * @param now the present
 * @returns their ids
 */
export function instancesToEnd(
  instances: readonly Instance[],
  sourceId: string | null,
  executionId: string,
  now: Date,
): readonly string[] {
  return instances.flatMap(({ InstanceId, State, Tags }) => {
    const value = (key: string) => tagValue({ Tags }, key);
    const expires = value(tagKeys.expires);
    const kept = value(tagKeys.keep) !== undefined && expires !== undefined && new Date(expires) > now;
    const stays =
      overStates.includes(State?.Name) || InstanceId === sourceId || value(tagKeys.execution) === executionId || kept;
    return InstanceId === undefined || stays ? [] : [InstanceId];
  });
}

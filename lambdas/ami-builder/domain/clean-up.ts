import type { Image, Instance } from "@aws-sdk/client-ec2";
import type { CaughtError } from "../../shared/caught.ts";
import { errorNames, imageStates, instanceRoles, tagKeys } from "../contract.ts";
import { phases, type Work } from "../shapes.ts";
import { tagValue } from "./images.ts";

/** What there is of a work that failed. */
export interface Leavings {
  /** Instances with the build's tags that this execution has launched. */
  readonly instances: readonly Instance[];
  /** Images with the build's tags. */
  readonly images: readonly Image[];
}

/** What is done about it. */
export interface CleanUp {
  /** Instances to end. */
  readonly terminate: readonly string[];
  /** The instance that stays for somebody to look at. */
  readonly keep: string | null;
  /** Images to remove with their snapshots. */
  readonly remove: readonly Image[];
}

/** States in which there is nothing to end. */
const overStates: readonly (string | undefined)[] = ["shutting-down", "terminated"];

/** Phases in which an instance is made into an image; a failure in the others has nothing to do with it. */
const builderPhases: readonly string[] = [
  phases.launch,
  phases.prepare,
  phases.step,
  phases.tests,
  phases.hygiene,
  phases.stop,
  phases.image,
];

/**
 * Decides what goes after a failure. An image that was only too slow stays, with the instance it is made of, since it would fail with that
 * one's end. A finished image always stays, and so does the one that a validation looks at. Of captures an image goes only when EC2 has given
 * it up, or it was booted and found wanting: one that failed otherwise is good, and the next run adopts it.
 *
 * @param work the work as it was when it failed
 * @param error what it failed with
 * @param leavings what there is
 * @param keepsBuilders the input keep_failed_builders
 */
export function decideCleanUp(
  work: Pick<Work, "kind" | "phase" | "instance_id" | "image_id">,
  error: CaughtError | undefined,
  { instances, images }: Leavings,
  keepsBuilders: boolean,
): CleanUp {
  if (error?.Error === errorNames.imageTimeout) return { terminate: [], keep: null, remove: [] };
  // What has no role was not launched by this module: the host of a capture above all.
  const living = instances.filter(
    (instance) => !overStates.includes(instance.State?.Name) && tagValue(instance, tagKeys.role) !== undefined,
  );
  const failed = living.find(
    (instance) =>
      instance.InstanceId === work.instance_id && tagValue(instance, tagKeys.role) === instanceRoles.builder,
  );
  const keep = keepsBuilders && builderPhases.includes(phaseOf(work)) ? (failed?.InstanceId ?? null) : null;
  return {
    terminate: living.flatMap(({ InstanceId }) => (InstanceId === undefined || InstanceId === keep ? [] : InstanceId)),
    keep,
    remove: images.filter((image) => mayRemove(work, image)),
  };
}

function mayRemove(work: Pick<Work, "kind" | "phase">, image: Image): boolean {
  if (tagValue(image, tagKeys.state) !== imageStates.building || image.State === "deregistered") return false;
  switch (work.kind) {
    case "build":
      return true;
    case "capture":
      return image.State === "failed" || image.State === "error" || phaseOf(work) === phases.verify;
    case "validation":
      return false;
  }
}

/** The phase without the name of its step. */
function phaseOf({ phase }: Pick<Work, "phase">): string {
  return phase.split(" ")[0] ?? phase;
}

import type { Filter, Image, Instance } from "@aws-sdk/client-ec2";
import type { CaughtError } from "../../shared/caught.ts";
import { describeImages } from "../../shared/ec2/describe-images.ts";
import { describeSnapshots } from "../../shared/ec2/describe-snapshots.ts";
import { removeWithSnapshots } from "../../shared/ec2/remove-image.ts";
import { tagKeys } from "../contract.ts";
import { decideCleanUp, type Leavings } from "../domain/clean-up.ts";
import { snapshotIds } from "../domain/images.ts";
import { done } from "../domain/polling.ts";
import { describeInstance, describeInstances } from "../ec2/describe-instances.ts";
import { terminateInstance } from "../ec2/end-instance.ts";
import { tagResources } from "../ec2/modify-image.ts";
import { isClaimed } from "../record/change.ts";
import { readPrepared } from "../s3/prepared.ts";
import { forgetImage } from "./record-image.ts";
import type { Work } from "../shapes.ts";
import type { Context } from "./context.ts";

/**
 * Ends the instances of a work that failed, and removes its image with its snapshots, as far as `decideCleanUp` says. What there is is looked
 * for by tags, so that nothing is forgotten whose id was lost with an answer. Called again, it goes on where it ended.
 *
 * @param work the work as it was when it failed
 * @param error what it failed with
 * @param context clients and logger
 * @returns the work without what is gone
 * @throws AwsTransientError, AwsRequestError, once the rest is done
 */
export async function cleanUp(work: Work, error: CaughtError | undefined, context: Context): Promise<Work> {
  const { bucket, ec2, log } = context;
  if (!(await isClaimed(bucket, work))) return leaveToOther(work, context);
  const { keep_failed_builders, instance } = await readPrepared(bucket, work);
  const decision = decideCleanUp(work, error, await findLeavings(work, context), keep_failed_builders);
  const failures: unknown[] = [];
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (failure) {
      failures.push(failure);
    }
  };
  const { keep } = decision;
  if (keep !== null) {
    await attempt(async () => {
      await tagResources(ec2, [keep], { [tagKeys.keep]: "true" });
      log.warn("A failed builder is kept until it expires", { instance_id: keep, expires_at: instance.expires_at });
    });
  }
  for (const id of decision.terminate) {
    await attempt(async () => {
      await terminateInstance(ec2, id);
      log.info("Instance terminated", { instance_id: id });
    });
  }
  for (const image of decision.remove) {
    await attempt(() => removeImage(work, image, context));
  }
  // Whatever failed is tried again by the state machine, or left to the sweep of a later run.
  if (failures.length > 0) throw failures[0];
  const removed = decision.remove.some(({ ImageId }) => ImageId === work.image_id);
  const reason =
    keep === null ? work.reason : `${work.reason}; the builder ${keep} is kept until ${instance.expires_at}`;
  return { ...work, reason, instance_id: null, image_id: removed ? null : work.image_id, check: done };
}

/** Another run has taken the work over, and may use its image: only what this one has launched for itself ends. */
async function leaveToOther(work: Work, context: Context): Promise<Work> {
  const { ec2, log } = context;
  log.warn("Another run has taken the work over: its image is left to it", { image_id: work.image_id });
  const leavings = { instances: await findLaunched(work, context), images: [] };
  for (const id of decideCleanUp(work, undefined, leavings, false).terminate) await terminateInstance(ec2, id);
  return { ...work, instance_id: null, image_id: null, check: done };
}

/** The instances that this execution has launched for the work. */
function findLaunched(work: Work, context: Context): Promise<readonly Instance[]> {
  return describeInstances(context.ec2, [
    ...buildFilters(work, context),
    { Name: `tag:${tagKeys.execution}`, Values: [work.execution_id] },
  ]);
}

/** What the tags of the work are on. */
async function findLeavings(work: Work, context: Context): Promise<Leavings> {
  const ofBuild = buildFilters(work, context);
  const launched = await findLaunched(work, context);
  // Of earlier runs' instances only the one whose image is adopted is this run's: others may be kept.
  const id = work.instance_id;
  const isKnown = id === null || launched.some(({ InstanceId }) => InstanceId === id);
  const adopted = isKnown ? undefined : await describeInstance(context.ec2, id);
  return {
    instances: adopted === undefined ? launched : [...launched, adopted],
    // Those of an earlier run are this one's, which has claimed the build.
    images: await describeImages(context.ec2, { Owners: ["self"], IncludeDisabled: true, Filters: ofBuild }),
  };
}

function buildFilters({ id }: Work, { config }: Context): Filter[] {
  return [
    { Name: `tag:${tagKeys.installation}`, Values: [config.namePrefix] },
    { Name: `tag:${tagKeys.build}`, Values: [id] },
  ];
}

async function removeImage(work: Work, image: Image, context: Context): Promise<void> {
  const { bucket, ec2, log } = context;
  const imageId = image.ImageId ?? "";
  // EC2 need not list the snapshots of an image that failed.
  const tagged = await describeSnapshots(ec2, { Filters: buildFilters(work, context) });
  const kept = await removeWithSnapshots(ec2, imageId, [
    ...new Set([...snapshotIds(image), ...tagged.flatMap(({ SnapshotId }) => SnapshotId ?? [])]),
  ]);
  log.warn("The image is removed", { image_id: imageId, snapshots_in_use: kept });
  await forgetImage(bucket, work, imageId);
}

import type { Image } from "@aws-sdk/client-ec2";
import { tagKeys } from "../../contract.ts";
import { tagValue } from "../../domain/images.ts";
import { instancesToEnd, type Leaving, startFrom } from "../../domain/planning/leavings.ts";
import { describeInstances } from "../../ec2/describe-instances.ts";
import { terminateInstance } from "../../ec2/end-instance.ts";
import { findImages } from "../../ec2/find-images.ts";
import { withoutImage } from "../../record/new-record.ts";
import type { BuildRecord } from "../../record/schema.ts";
import { buildRecords } from "../../record/store.ts";
import { updateRecord } from "../../record/update.ts";
import type { PlannerContext } from "./planner-context.ts";

/**
 * Sees what earlier attempts at a build left: ends their instances, and says where the work on their image goes on.
 *
 * @param record the claimed record
 * @param images the installation's images in the build Region
 * @param context clients
 * @param now the present
 * @throws AwsTransientError, AwsRequestError, InvalidInputError if the claim was lost
 */
export async function pastBuild(
  record: BuildRecord,
  images: readonly Image[],
  context: PlannerContext,
  now: Date,
): Promise<Leaving> {
  const { dependencies, bucket, executionId } = context;
  const { id, image_id } = record;
  const ofBuild = images.filter((image) => tagValue(image, tagKeys.build) === id);
  // Nothing was launched under a first attempt: its record came before.
  if (record.attempt === 1) return startFrom(ofBuild);
  const ec2 = dependencies.ec2(record.region);
  // Its id was written down before a listing need show it.
  const unseen = image_id !== null && !ofBuild.some(({ ImageId }) => ImageId === image_id);
  const named = unseen ? [...(await findImages(ec2, [image_id])).values()] : [];
  const leaving = startFrom([...ofBuild, ...named]);
  await endPastInstances(record, leaving.start.instance_id, context, now);
  if (leaving.start.from === "builder" && image_id !== null) {
    await updateRecord(bucket, buildRecords, id, executionId, withoutImage);
  }
  return leaving;
}

/**
 * Ends the instances that earlier attempts at a build or a capture left.
 *
 * @param record the claimed record
 * @param sourceId the instance that a pending image is made of, which stays; null for none
 * @param context clients
 * @param now the present
 * @throws AwsTransientError, AwsRequestError
 */
export async function endPastInstances(
  { id, region }: Pick<BuildRecord, "id" | "region">,
  sourceId: string | null,
  { dependencies, config, executionId, log }: PlannerContext,
  now: Date,
): Promise<void> {
  const ec2 = dependencies.ec2(region);
  const instances = await describeInstances(ec2, [
    { Name: `tag:${tagKeys.installation}`, Values: [config.namePrefix] },
    { Name: `tag:${tagKeys.build}`, Values: [id] },
  ]);
  for (const instance of instancesToEnd(instances, sourceId, executionId, now)) {
    log.info("An instance of an earlier run is ended", { instance_id: instance, id });
    await terminateInstance(ec2, instance);
  }
}

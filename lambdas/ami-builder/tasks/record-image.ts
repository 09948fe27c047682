import { changeBuildRecord } from "../record/change.ts";
import { captureRecords, jobRecords } from "../record/store.ts";
import { updateRecord } from "../record/update.ts";
import type { CaptureRecord } from "../record/schema.ts";
import type { Prepared } from "../prepared.ts";
import type { Bucket } from "../s3/objects.ts";
import { InvalidInputError } from "../errors.ts";
import type { Work } from "../shapes.ts";
import type { Context } from "./context.ts";

/**
 * Writes the id of an image that has been started into the record: of a capture, also into that of its job.
 *
 * @throws as `updateRecord`
 */
export async function recordImage(
  { kind, id, execution_id }: Work,
  { capture }: Prepared,
  imageId: string,
  { bucket }: Context,
): Promise<void> {
  if (kind !== "capture") {
    await changeBuildRecord(bucket, { id, execution_id }, () => ({ image_id: imageId }));
    return;
  }
  const change = (record: CaptureRecord): CaptureRecord => ({
    ...record,
    id,
    created_ami_id: imageId,
    ami_creation_status: "creating",
  });
  await updateRecord(bucket, captureRecords, id, execution_id, change);
  if (capture !== null) await changeJobRecord(bucket, capture.job, execution_id, change);
}

/** A job's record claims nothing: a later run for the job may have written its own, which then stays. */
async function changeJobRecord(
  bucket: Bucket,
  job: string,
  executionId: string,
  change: (record: CaptureRecord) => CaptureRecord,
): Promise<void> {
  try {
    await updateRecord(bucket, jobRecords, job, executionId, change);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
  }
}

/**
 * Takes the id of an image that is removed out of the record.
 *
 * @throws as `updateRecord`
 */
export async function forgetImage(bucket: Bucket, { kind, id, execution_id }: Work, imageId: string): Promise<void> {
  const without = (known: string | null) => (known === imageId ? null : known);
  if (kind === "capture") {
    await updateRecord(bucket, captureRecords, id, execution_id, (record) => ({
      ...record,
      created_ami_id: without(record.created_ami_id),
    }));
  } else {
    await changeBuildRecord(bucket, { id, execution_id }, (record) => ({ image_id: without(record.image_id) }));
  }
}

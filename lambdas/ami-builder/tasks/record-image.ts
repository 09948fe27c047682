import { changeBuildRecord } from "../record/change.ts";
import { captureRecords, jobRecords } from "../record/store.ts";
import { updateRecord } from "../record/update.ts";
import type { CaptureRecord } from "../record/schema.ts";
import type { Prepared } from "../prepared.ts";
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
  if (capture !== null) await updateRecord(bucket, jobRecords, capture.job, execution_id, change);
}

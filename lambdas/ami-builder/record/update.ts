import { AwsTransientError } from "../errors.ts";
import { type Bucket, putJsonIf } from "../s3/objects.ts";
import { type Claimable, readRecord, type RecordKind } from "./store.ts";
import { takenOver } from "./taken-over.ts";

/** More than writers can be at a time: of those that meet, one always gets through. */
const tries = 50;

/**
 * Changes a record that this execution has claimed. Several functions may do so at once: nothing that one writes is lost by another.
 *
 * @param bucket where records are
 * @param kind what records they are: `buildRecords`, `captureRecords`
 * @param id identity of the build or capture
 * @param executionId ARN of the main execution
 * @param change gives the record as it is to be; called anew for each try, and gives equal results for equal records
 * @returns the record as it is then
 * @throws InvalidInputError if the record is gone or another execution's, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function updateRecord<Value extends Claimable>(
  bucket: Bucket,
  kind: RecordKind<Value>,
  id: string,
  executionId: string,
  change: (record: Value) => Value,
): Promise<Value> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const stored = await readRecord(bucket, kind, id);
    if (stored?.value.execution_id !== executionId) {
      throw takenOver(bucket, kind.key(id), stored?.value.execution_id, executionId);
    }
    const changed = change(stored.value);
    if (JSON.stringify(changed) === JSON.stringify(stored.value)) return changed;
    if ((await putJsonIf(bucket, kind.key(id), changed, { etag: stored.etag })) !== undefined) return changed;
  }
  throw new AwsTransientError(`PutObject: the record ${kind.key(id)} was changed by others ${tries} times.`);
}

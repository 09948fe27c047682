import type { Bucket } from "../s3/objects.ts";
import type { Work } from "../shapes.ts";
import type { BuildRecord, CaptureRecord } from "./schema.ts";
import { buildRecords, captureRecords, type Claimable, readRecord } from "./store.ts";
import { updateRecord } from "./update.ts";

/** What the records of builds and captures have alike. */
type Common = Pick<
  BuildRecord & CaptureRecord,
  "attempt" | "instance_ids" | "refusals" | "image_size_gb" | "validated"
>;

/**
 * Changes what the records of builds and captures have alike.
 *
 * @param bucket where records are
 * @param work what is worked on
 * @param change gives what is to be otherwise
 * @throws as `updateRecord`
 */
export async function changeRecord(
  bucket: Bucket,
  { kind, id, execution_id }: Pick<Work, "kind" | "id" | "execution_id">,
  change: (record: Common) => Partial<Common>,
): Promise<Common> {
  return kind === "capture"
    ? updateRecord(bucket, captureRecords, id, execution_id, (record) => ({ ...record, ...change(record) }))
    : updateRecord(bucket, buildRecords, id, execution_id, (record) => ({ ...record, ...change(record) }));
}

/**
 * Changes the record of a build or a validation.
 *
 * @throws as `updateRecord`
 */
export function changeBuildRecord(
  bucket: Bucket,
  { id, execution_id }: Pick<Work, "id" | "execution_id">,
  change: (record: BuildRecord) => Partial<BuildRecord>,
): Promise<BuildRecord> {
  return updateRecord(bucket, buildRecords, id, execution_id, (record) => ({ ...record, ...change(record) }));
}

/**
 * Whether an execution still works on what it once claimed.
 *
 * @throws AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function isClaimed(
  bucket: Bucket,
  { kind, id, execution_id }: Pick<Work, "kind" | "id" | "execution_id">,
): Promise<boolean> {
  const stored = await readRecord<Claimable>(bucket, kind === "capture" ? captureRecords : buildRecords, id);
  return stored?.value.execution_id === execution_id;
}

/**
 * What the builder of an image noted of itself.
 *
 * @returns null for what is no build, or has not come so far
 * @throws AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function readNotesOf(
  bucket: Bucket,
  { kind, id }: Pick<Work, "kind" | "id">,
): Promise<BuildRecord["notes"]> {
  if (kind !== "build") return null;
  const stored = await readRecord(bucket, buildRecords, id);
  return stored?.value.notes ?? null;
}

/** A list with a value that it need not have yet. */
export function including(list: readonly string[], value: string): readonly string[] {
  return list.includes(value) ? list : [...list, value];
}

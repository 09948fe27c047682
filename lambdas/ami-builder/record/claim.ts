import { AwsTransientError } from "../errors.ts";
import { type Bucket, putJsonIf } from "../s3/objects.ts";
import { type Claimable, readRecord, type RecordKind } from "./store.ts";

/** How a claim ends: whether the record is this execution's, and the record as it is then. */
export interface Claim<Value> {
  readonly claimed: boolean;
  readonly record: Value;
}

/** What a claim is made by. */
export interface ClaimRules<Value> {
  /** ARN of the main execution that claims. */
  readonly executionId: string;
  /** The record as it is to be, by what was there before: its attempt is 1 without, and one more with. */
  readonly next: (previous: Value | undefined) => Value;
  /** Whether somebody works on it: it is open, and its execution runs. Asked for records of other executions only. */
  readonly isBusy: (record: Value) => Promise<boolean>;
}

/** Reads and writes before the claim is left to a later try. Each one lost means that somebody else wrote. */
const tries = 3;

/**
 * Claims what a record stands for. S3 lets exactly one of several executions create it, or take it over from one that is over; whoever comes
 * too late learns whose it is. The same execution finds its own claim again, whichever answer was lost.
 *
 * @param bucket where records are
 * @param kind what records they are
 * @param id identity of the build or capture
 * @param rules who claims, and what counts as busy
 * @throws AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function claim<Value extends Claimable>(
  bucket: Bucket,
  kind: RecordKind<Value>,
  id: string,
  { executionId, next, isBusy }: ClaimRules<Value>,
): Promise<Claim<Value>> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const stored = await readRecord(bucket, kind, id);
    if (stored !== undefined) {
      if (stored.value.execution_id === executionId) return { claimed: true, record: stored.value };
      // A second look means that somebody was quicker.
      if (attempt > 0 || (await isBusy(stored.value))) return { claimed: false, record: stored.value };
    }
    const record = next(stored?.value);
    const condition = stored === undefined ? ({ absent: true } as const) : { etag: stored.etag };
    if ((await putJsonIf(bucket, kind.key(id), record, condition)) !== undefined) return { claimed: true, record };
  }
  throw new AwsTransientError(`PutObject: the record ${kind.key(id)} is being written and not there yet.`);
}

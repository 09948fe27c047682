import * as z from "zod/mini";
import type { Immutable } from "../../shared/immutable.ts";
import { keys } from "../contract.ts";
import { ConfigurationError } from "../errors.ts";
import { type Bucket, getJson, type Stored } from "../s3/objects.ts";
import { buildRecordSchema, captureRecordSchema } from "./schema.ts";

/** What every record has. */
export interface Claimable {
  /** ARN of the main execution that works on it, or did last. */
  readonly execution_id: string;
  /** Counts executions that worked on it. */
  readonly attempt: number;
}

/** Where records of a kind are, and how they are read. */
export interface RecordKind<Value extends Claimable> {
  readonly key: (id: string) => string;
  /** Undefined for what is no such record. */
  readonly read: (value: unknown) => Value | undefined;
}

/** Records of builds and validations, by their ids. */
export const buildRecords = kind(keys.record, buildRecordSchema);
/** Records of captures, by their ids. */
export const captureRecords = kind(keys.capture, captureRecordSchema);
/** Records of captures, by their jobs. They claim nothing: whoever comes last for a job writes it. */
export const jobRecords = kind(keys.captureOfJob, captureRecordSchema);

/**
 * Reads a record.
 *
 * @returns undefined if there is none
 * @throws ConfigurationError if the object is something else, AwsTransientError, AwsRequestError
 */
export async function readRecord<Value extends Claimable>(
  bucket: Bucket,
  { key, read }: RecordKind<Value>,
  id: string,
): Promise<Stored<Value> | undefined> {
  const stored = await getJson(bucket, key(id));
  if (stored === undefined) return undefined;
  const value = read(stored.value);
  if (value === undefined) {
    throw new ConfigurationError(
      `s3://${bucket.name}/${key(id)} must be a record as this module writes it but is not: restore an earlier version of the object, or delete it.`,
    );
  }
  return { value, etag: stored.etag };
}

function kind<Schema extends z.ZodMiniType<Claimable>>(
  key: (id: string) => string,
  schema: Schema,
): RecordKind<Immutable<z.output<Schema>> & Claimable> {
  return {
    key,
    read: (value) => {
      const parsed = z.safeParse(schema, value);
      return parsed.success ? (parsed.data as Immutable<z.output<Schema>> & Claimable) : undefined;
    },
  };
}

import * as z from "zod/mini";
import { type Holds, holdsSchema, type Move } from "../channel-shapes.ts";
import { keys } from "../contract.ts";
import { AwsTransientError, ConfigurationError } from "../errors.ts";
import { type Bucket, getJson, putJsonIf, type Stored } from "./objects.ts";

/** A template on one architecture: what holds are kept for. */
type Place = Pick<Move, "template" | "architecture">;

/**
 * The channels that are held, with their ETag.
 *
 * @returns undefined where there never was a hold
 * @throws ConfigurationError if the object is no such list, AwsTransientError, AwsRequestError
 */
async function readStored(bucket: Bucket, { template, architecture }: Place): Promise<Stored<Holds> | undefined> {
  const key = keys.holds(template, architecture);
  const stored = await getJson(bucket, key);
  if (stored === undefined) return undefined;
  const { success, data } = z.safeParse(holdsSchema, stored.value);
  if (!success) {
    throw new ConfigurationError(
      `s3://${bucket.name}/${key} must be holds as this module writes them but is not: delete it.`,
    );
  }
  return { value: data, etag: stored.etag };
}

/** The channels of a template that are held, on one architecture, by their names. @throws like {@link changeHold} */
export async function readHolds(bucket: Bucket, place: Place): Promise<Holds> {
  return (await readStored(bucket, place))?.value ?? {};
}

/**
 * Holds a channel, or ends its hold.
 *
 * @param hold why; undefined ends the hold
 * @throws AwsTransientError where somebody else changes them at the same time; ConfigurationError, AwsRequestError
 */
export async function changeHold(
  bucket: Bucket,
  { template, architecture, channel }: Place & Pick<Move, "channel">,
  hold: Holds[string] | undefined,
): Promise<void> {
  const stored = await readStored(bucket, { template, architecture });
  const { [channel]: present, ...others } = stored?.value ?? {};
  if (present === undefined && hold === undefined) return;
  const changed = hold === undefined ? others : { ...others, [channel]: hold };
  const key = keys.holds(template, architecture);
  const condition = stored === undefined ? ({ absent: true } as const) : { etag: stored.etag };
  if ((await putJsonIf(bucket, key, changed, condition)) === undefined) {
    throw new AwsTransientError(`PutObject: somebody else changes ${key} in this moment.`);
  }
}

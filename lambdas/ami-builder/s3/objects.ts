import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsRequestError, ConfigurationError } from "../errors.ts";

/** A bucket and the client that reaches it. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
}

/** An object as it was read. */
export interface Stored<Value> {
  readonly value: Value;
  /** Changes with each write: what {@link putJsonIf} compares. */
  readonly etag: string;
}

/**
 * Reads an object as text.
 *
 * @returns undefined if there is none. S3 says so only to who may list the bucket; else it refuses the call, which throws.
 * @throws AwsTransientError, AwsRequestError
 */
export async function getText({ client, name }: Bucket, key: string): Promise<Stored<string> | undefined> {
  try {
    return await callAws("GetObject", async () => {
      const { Body, ETag = "" } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }));
      return { value: (await Body?.transformToString()) ?? "", etag: ETag };
    });
  } catch (error) {
    if (error instanceof AwsRequestError && error.code === "NoSuchKey") return undefined;
    throw error;
  }
}

/**
 * Reads the end of an object as text, however large the object is.
 *
 * @param bytes how much of it at most
 * @returns undefined if there is none
 * @throws AwsTransientError, AwsRequestError
 */
export async function getTail({ client, name }: Bucket, key: string, bytes: number): Promise<string | undefined> {
  try {
    return await callAws("GetObject", async () => {
      const range = `bytes=-${bytes}`;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: key, Range: range }));
      return (await Body?.transformToString()) ?? "";
    });
  } catch (error) {
    if (error instanceof AwsRequestError && error.code === "NoSuchKey") return undefined;
    // An empty object has no such bytes.
    if (error instanceof AwsRequestError && error.code === "InvalidRange") return "";
    throw error;
  }
}

/**
 * Reads an object that holds JSON.
 *
 * @returns undefined if there is none
 * @throws ConfigurationError if it is no JSON, AwsTransientError, AwsRequestError
 */
export async function getJson(bucket: Bucket, key: string): Promise<Stored<unknown> | undefined> {
  const stored = await getText(bucket, key);
  return stored === undefined ? undefined : { ...stored, value: parse(bucket, key, stored.value) };
}

/**
 * Writes an object as JSON, over what may be there.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function putJson(bucket: Bucket, key: string, value: unknown): Promise<void> {
  await put(bucket, key, value, {});
}

/** What must hold for a write: that there is no object, or the very one that was read. */
export type Condition = { readonly absent: true } | { readonly etag: string };

/**
 * Writes an object as JSON on a condition, which S3 checks and writes as one.
 *
 * @returns its ETag, or undefined where the condition does not hold, or somebody writes at the same time (S3 User Guide, Conditional writes:
 *   412 and 409). An answer that was lost may have written: whoever gets undefined reads who it was.
 * @throws AwsTransientError, AwsRequestError
 */
export async function putJsonIf(
  bucket: Bucket,
  key: string,
  value: unknown,
  condition: Condition,
): Promise<string | undefined> {
  try {
    return await put(bucket, key, value, "absent" in condition ? { IfNoneMatch: "*" } : { IfMatch: condition.etag });
  } catch (error) {
    if (error instanceof AwsRequestError && lost.includes(error.code)) return undefined;
    throw error;
  }
}

/** The last: what was to be replaced is gone. */
const lost: readonly string[] = ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"];

async function put(
  { client, name }: Bucket,
  key: string,
  value: unknown,
  condition: { readonly IfNoneMatch?: string; readonly IfMatch?: string },
): Promise<string> {
  const { ETag = "" } = await callAws("PutObject", () =>
    client.send(
      new PutObjectCommand({
        Bucket: name,
        Key: key,
        Body: `${JSON.stringify(value, null, 2)}\n`,
        ContentType: "application/json",
        ...condition,
      }),
    ),
  );
  return ETag;
}

function parse({ name }: Bucket, key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigurationError(
      `s3://${name}/${key} must be JSON but is not: restore an earlier version of the object, or delete it.`,
    );
  }
}

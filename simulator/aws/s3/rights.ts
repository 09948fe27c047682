import type { AccessRequest } from "../../core/iam/policy.ts";
import { dnsSuffix } from "../arn.ts";
import type { Keys } from "../kms/service.ts";
import type { Bucket } from "./bucket.ts";

interface Place {
  readonly partition: string;
}

/** ARN of a bucket, or of an object in it. */
export function s3Arn({ partition }: Place, bucket: string, key?: string): string {
  return `arn:${partition}:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;
}

/** A request of S3; all of them count as sent over TLS, so that a bucket that wants that can be simulated over a loopback address. */
export function s3Request(
  action: string,
  resource: string,
  conditions: Readonly<Record<string, string | undefined>> = {},
): AccessRequest {
  const given = Object.entries(conditions).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value]] as const],
  );
  return {
    action: `s3:${action}`,
    resource,
    conditions: { "aws:SecureTransport": ["true"], ...Object.fromEntries(given) },
  };
}

/** What it needs to use a key of KMS for an object; nothing without one, and nothing for the key that S3 manages itself. */
export function keyAccess(
  action: "kms:Decrypt" | "kms:GenerateDataKey",
  kmsKeyId: string | undefined,
  bucket: Bucket | undefined,
  keys: Keys,
  { partition }: Place,
): readonly AccessRequest[] {
  if (kmsKeyId === undefined || kmsKeyId === "aws/s3" || bucket === undefined) return [];
  const { region } = bucket.settings;
  const { arn = kmsKeyId, aliases = [] } = keys.find(kmsKeyId, region) ?? {};
  const conditions = { "kms:ViaService": [`s3.${region}.${dnsSuffix(partition)}`], "kms:ResourceAliases": aliases };
  return [{ action, resource: arn, conditions }];
}

/** What it needs to write an object without further headers. */
export function writeAccess(bucket: Bucket, key: string, keys: Keys, place: Place): readonly AccessRequest[] {
  const { name, kmsKeyId } = bucket.settings;
  return [
    s3Request("PutObject", s3Arn(place, name, key)),
    ...keyAccess("kms:GenerateDataKey", kmsKeyId, bucket, keys, place),
  ];
}

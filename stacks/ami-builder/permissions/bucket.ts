import { hclAny } from "../../shared/hcl.ts";
import type { Account } from "../../shared/account.ts";
import type { Permission } from "../../shared/policy.ts";
import { input } from "../inputs.ts";

/** The bucket as permissions name it. */
export interface BucketReference {
  readonly name: string;
  readonly arn: string;
}

/** What a function does with the bucket: folders that it reads and writes. */
export interface BucketUse {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Reading and writing folders of the bucket. */
export function useBucket(
  { arn }: BucketReference,
  account: Account,
  { reads, writes }: BucketUse,
): readonly Permission[] {
  const folders = (names: readonly string[]) => names.map((name) => `${arn}/${name}/*`);
  return [
    {
      sid: "ReadBucket",
      reason: "Reads what it works on: templates, prepared builds, records and logs, each function its own",
      actions: ["s3:GetObject"],
      resources: folders(reads),
    },
    {
      // Without this right S3 answers AccessDenied, and a folder in the condition would not hold for a GetObject (from memory).
      sid: "TellAbsence",
      reason: "Has S3 answer that an object is not there, instead of that it may not be looked at",
      actions: ["s3:ListBucket"],
      resources: [arn],
    },
    ...(writes.length === 0
      ? []
      : [
          {
            sid: "WriteBucket",
            reason: "Writes records and results, each function its own",
            actions: ["s3:PutObject"],
            resources: folders(writes),
          },
        ]),
    useBucketKey(account, ["kms:Decrypt", ...(writes.length === 0 ? [] : ["kms:GenerateDataKey"])]),
  ];
}

/** Using the bucket's key, if it has one, through S3 alone. */
export function useBucketKey({ region, dnsSuffix }: Account, actions: readonly string[]): Permission {
  const hosts = [`s3.${region}.amazonaws.com`, `s3.${region}.${dnsSuffix}`];
  return {
    sid: "UseBucketKey",
    reason: "S3 decrypts and encrypts the bucket's objects with `bucket_kms_key_arn` on its behalf",
    actions,
    resources: [input.bucket_kms_key_arn],
    condition: { StringEquals: { "kms:ViaService": hclAny`distinct(${hosts})` } },
    when: hclAny`${input.bucket_kms_key_arn} != ""`,
  };
}

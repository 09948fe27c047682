import { md5 } from "../../core/hash.ts";
import type { Arguments, ResourceType } from "../../terraform/resources.ts";
import { dnsSuffix } from "../arn.ts";

/** Settings of a bucket that are resources of their own: their id is the bucket's name, with the owner where one is expected. */
const settings = [
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_logging",
  "aws_s3_bucket_notification",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
];

/** What Terraform knows of the resources of S3 after it has applied them. */
export const s3Resources: Readonly<Record<string, ResourceType>> = {
  aws_s3_bucket: {
    defaults: { force_destroy: false },
    computed: (given, { partition, region }) => {
      const bucket = given.text("bucket");
      const suffix = dnsSuffix(partition);
      return {
        id: bucket,
        arn: `arn:${partition}:s3:::${bucket}`,
        region,
        bucket_domain_name: `${bucket}.s3.${suffix}`,
        bucket_regional_domain_name: `${bucket}.s3.${region}.${suffix}`,
      };
    },
  },
  aws_s3_object: {
    defaults: { force_destroy: false, storage_class: "STANDARD" },
    computed: (given, { partition }) => {
      const [bucket, key] = [given.text("bucket"), given.text("key")];
      const content = given.find("content");
      return {
        id: key,
        arn: `arn:${partition}:s3:::${bucket}/${key}`,
        // With a key of KMS the tag is no digest.
        ...(content === undefined || given.find("kms_key_id") !== undefined ? {} : { etag: md5(content) }),
      };
    },
  },
  ...Object.fromEntries(
    settings.map((type) => [type, { computed: (given: Arguments) => ({ id: idOfSetting(given) }) }]),
  ),
};

function idOfSetting(given: Arguments): string {
  const owner = given.find("expected_bucket_owner");
  return owner === undefined ? given.text("bucket") : `${given.text("bucket")},${owner}`;
}

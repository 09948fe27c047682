import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import { Construct } from "constructs";
import { keys } from "../../lambdas/ami-builder/contract.ts";
import { comment } from "../shared/comment.ts";
import { hcl, hclAny, hclNumber, jsonencode } from "../shared/hcl.ts";
import { one } from "../shared/instances.ts";
import { local } from "../shared/references.ts";
import type { Settings } from "../shared/settings.ts";
import { applicationName, input } from "./inputs.ts";

/** Days that a former version of an object is kept: long enough to undo a mistake. */
const noncurrentDays = 30;

/** The bucket with templates, records and logs: one that is made, or one that is given. */
export class Bucket extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { account } = settings;
    const count = hclNumber`${input.existing_bucket_name} == "" ? 1 : 0`;
    const bucket = new S3Bucket(this, "aws_s3_bucket.builds", {
      count,
      bucket: `${applicationName}-${account.accountId}`,
      forceDestroy: input.force_destroy_bucket,
      tags: settings.tags,
    });
    this.name = local(
      this,
      "bucket_name",
      hcl`${input.existing_bucket_name} != "" ? ${input.existing_bucket_name} : "${applicationName}-${account.accountId}"`,
    );
    this.arn = local(this, "bucket_arn", `arn:${account.partition}:s3:::${this.name}`);
    const made = { count, bucket: one(bucket, "id") };
    const versioning = new S3BucketVersioningA(this, "aws_s3_bucket_versioning.builds", {
      ...made,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "aws_s3_bucket_server_side_encryption_configuration.builds", {
      ...made,
      rule: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: hcl`${input.bucket_kms_key_arn} == "" ? "AES256" : "aws:kms"`,
            kmsMasterKeyId: hcl`${input.bucket_kms_key_arn} == "" ? null : ${input.bucket_kms_key_arn}`,
          },
          bucketKeyEnabled: hclAny`${input.bucket_kms_key_arn} != ""`,
        },
      ],
    });
    const block = new S3BucketPublicAccessBlock(this, "aws_s3_bucket_public_access_block.builds", {
      ...made,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const policy = new S3BucketPolicy(this, "aws_s3_bucket_policy.builds", {
      ...made,
      policy: jsonencode({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "OnlyTls",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [this.arn, `${this.arn}/*`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      }),
      dependsOn: [block],
    });
    comment(policy, "After the block: S3 refuses two changes of a bucket's access at the same time.");
    const lifecycle = new S3BucketLifecycleConfiguration(this, "aws_s3_bucket_lifecycle_configuration.builds", {
      ...made,
      rule: [
        {
          id: "logs",
          status: "Enabled",
          filter: [{ prefix: "logs/" }],
          expiration: [{ days: input.build_log_days }],
        },
        {
          id: "former-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    comment(lifecycle, "Records stay: they say what is in an image as long as there are images.");
    const templates = new S3Object(this, "aws_s3_object.templates", {
      bucket: hcl`${input.existing_bucket_name} != "" ? ${input.existing_bucket_name} : ${one(bucket, "id")}`,
      key: keys.templates,
      content: jsonencode(hclAny`{ for key, text in ${input.templates} : key => yamldecode(text) }`),
      contentType: "application/json",
      overrideProvider: { defaultTags: { tags: {} } },
      dependsOn: [versioning, policy],
    });
    comment(
      templates,
      "All templates in one object: a function reads them with one call, and never half of an apply. Without tags: an object may have ten, and the provider's default tags would count.",
    );
  }
}

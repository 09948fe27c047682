import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import { TerraformIterator } from "cdktf";
import { Construct } from "constructs";
import { comment } from "../shared/comment.ts";
import { dynamicBlock } from "../shared/dynamic-block.ts";
import { hcl, hclAny, hclMap, hclNumber } from "../shared/hcl.ts";
import { byKey } from "../shared/instances.ts";
import type { Settings } from "../shared/settings.ts";
import { applicationName, input } from "./inputs.ts";

/** A bucket for exports of images, with a folder for each kind and the rules by which they go. */
export class Exports extends Construct {
  readonly bucketName: string;
  /** Keys of the folders by kind. */
  readonly folders: Record<string, string>;

  constructor(scope: Construct, id: string, { account, tags }: Settings) {
    super(scope, id);
    const bucket = new S3Bucket(this, "aws_s3_bucket.exports", {
      // The names of buckets are everybody's.
      bucket: `${applicationName}-${account.accountId}-${account.region}`,
      tags,
    });
    comment(
      bucket,
      "Exports of images, which `aws ec2 export-image` writes. Terraform removes it only when it is empty.",
    );
    this.bucketName = bucket.bucket;
    new S3BucketPublicAccessBlock(this, "aws_s3_bucket_public_access_block.exports", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    this.createLifecycle(bucket);
    this.folders = this.createFolders(bucket);
  }

  private createLifecycle(bucket: S3Bucket): void {
    const lifecycle = new S3BucketLifecycleConfiguration(this, "aws_s3_bucket_lifecycle_configuration.exports", {
      bucket: bucket.id,
      rule: [
        {
          id: hcl`rule.key`,
          status: "Enabled",
          filter: [{ prefix: hcl`"${hclAny`rule.key`}/"` }],
          transition: [{ days: hclNumber`transition.value`, storageClass: "GLACIER_IR" }],
          expiration: [{ days: hclNumber`rule.value.keep_exports_days` }],
        },
      ],
    });
    dynamicBlock(lifecycle, "rule", { forEach: input.kinds });
    dynamicBlock(lifecycle, "rule.transition", {
      forEach: hclAny`rule.value.archive_exports_days == null ? [] : [rule.value.archive_exports_days]`,
    });
  }

  private createFolders(bucket: S3Bucket): Record<string, string> {
    const kinds = TerraformIterator.fromMap(hclMap`${input.kinds}`);
    const folder = new S3Object(this, "aws_s3_object.folder", {
      forEach: kinds,
      bucket: bucket.id,
      key: `${kinds.key}/`,
      content: "",
    });
    comment(folder, "Nothing but a folder that consoles show before there is an export.");
    return byKey(folder, "key");
  }
}

import { readFileSync } from "node:fs";
import type { EvaluatedModule, InstalledResource } from "../../terraform/evaluate.ts";
import type { Arguments, ResourceType } from "../../terraform/resources.ts";
import { dnsSuffix } from "../arn.ts";
import { findBlock, findStatements, findText, textOf, textsOf } from "../resource-values.ts";
import type { BucketSettings, Versioning } from "./bucket.ts";
import { md5 } from "./plain-object.ts";

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
      const content = contentOf((name) => given.find(name));
      return {
        id: key,
        arn: `arn:${partition}:s3:::${bucket}/${key}`,
        // With a key of KMS the tag is no digest.
        ...(content === undefined || given.find("kms_key_id") !== undefined
          ? {}
          : { etag: md5(content).toString("hex") }),
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

/** What an object is made of: a text, bytes, or a file; undefined for none of them. */
function contentOf(find: (name: string) => string | undefined): Buffer | undefined {
  const [content, base64, source] = [find("content"), find("content_base64"), find("source")];
  if (content !== undefined) return Buffer.from(content);
  if (base64 !== undefined) return Buffer.from(base64, "base64");
  return source === undefined ? undefined : readFileSync(source);
}

/** A bucket of the module. */
export interface ModuleBucket extends Omit<BucketSettings, "region" | "policy"> {
  /** Statements of its policy. */
  readonly policy: readonly unknown[];
}

/** The buckets of a module, with the settings that are resources of their own. */
export function readBuckets(module: EvaluatedModule): readonly ModuleBucket[] {
  return module.resources("aws_s3_bucket").map((resource) => {
    const name = textOf(resource, "bucket");
    const settingOf = (type: string) => module.resources(type).find((setting) => textOf(setting, "bucket") === name);
    const policy = settingOf("aws_s3_bucket_policy");
    return {
      name,
      versioning: versioningOf(settingOf("aws_s3_bucket_versioning")),
      policy: policy === undefined ? [] : (findStatements(policy, "policy") ?? []),
      kmsKeyId: keyOf(settingOf("aws_s3_bucket_server_side_encryption_configuration")),
    };
  });
}

function versioningOf(resource: InstalledResource | undefined): Versioning | undefined {
  const status = findText(findBlock(resource?.values ?? {}, "versioning_configuration") ?? {}, "status");
  return status === "Enabled" || status === "Suspended" ? status : undefined;
}

/** The key that a bucket encrypts with; `aws/s3` stands for the one that S3 manages itself. */
function keyOf(resource: InstalledResource | undefined): string | undefined {
  const rule = findBlock(resource?.values ?? {}, "rule") ?? {};
  const standard = findBlock(rule, "apply_server_side_encryption_by_default") ?? {};
  if (findText(standard, "sse_algorithm")?.startsWith("aws:kms") !== true) return undefined;
  return findText(standard, "kms_master_key_id") ?? "aws/s3";
}

/** An object of the module. */
export interface ModuleObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the provider sends where no type is given. */
const providersType = "application/octet-stream";

/** The objects that a module puts into buckets, its own or others. */
export function readObjects(module: EvaluatedModule): readonly ModuleObject[] {
  return module.resources("aws_s3_object").map((resource) => ({
    bucket: textOf(resource, "bucket"),
    key: textOf(resource, "key"),
    body: contentOf((name) => findText(resource.values, name)) ?? Buffer.alloc(0),
    contentType: findText(resource.values, "content_type") ?? providersType,
    metadata: textsOf(resource.values, "metadata"),
  }));
}

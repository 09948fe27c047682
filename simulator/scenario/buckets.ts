import type { S3 } from "../aws/s3/s3.ts";
import type { CommonScenario } from "./schema.ts";

/** Puts the scenario's buckets into the account, where they are before the module is. */
export function putBuckets(s3: S3, { buckets, region: home }: Pick<CommonScenario, "buckets" | "region">): void {
  for (const { name, region = home, versioned, objects } of buckets) {
    s3.putBucket({ name, region, versioning: versioned ? "Enabled" : undefined });
    for (const [key, text] of Object.entries(objects)) s3.put(name, key, text);
  }
}

import { ModuleError } from "../terraform/errors.ts";
import type { Location } from "../terraform/resources.ts";

/** The ARN of something in a Region of an account. */
export function regionalArn({ partition, region, accountId }: Location, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** The partition that a Region is in. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/**
 * The end of the names of AWS's hosts.
 *
 * @throws ModuleError for a partition that is not known
 */
export function dnsSuffix(partition: string): string {
  if (partition === "aws-cn") return "amazonaws.com.cn";
  if (partition === "aws" || partition === "aws-us-gov") return "amazonaws.com";
  throw new ModuleError(`The partition ${partition} is not supported`);
}

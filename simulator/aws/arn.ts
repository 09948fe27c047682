import { createHash } from "node:crypto";
import { ModuleError } from "../terraform/errors.ts";
import type { Location } from "../terraform/resources.ts";

/** The ARN of something in a Region of an account. */
export function regionalArn({ partition, region, accountId }: Location, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
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

/** The hexadecimal digits of an id that AWS draws by lot; here they come from what the id is for, and are always the same. */
export function hexadecimalId(owner: string, length: number): string {
  return createHash("sha256").update(owner).digest("hex").slice(0, length);
}

/** A UUID that AWS draws by lot; here it comes from what it is for, and is always the same. */
export function uuidOf(owner: string): string {
  return hexadecimalId(owner, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

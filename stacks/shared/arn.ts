import { template } from "./hcl.ts";

const partition = "${data.aws_partition.current.partition}";
const account = "${data.aws_caller_identity.current.account_id}";

/** The Region the module's resources are in, inside a template. */
export const currentRegion = "${data.aws_region.current.id}";

/** {@link localArn} as a part of a longer template. */
export function localArnText(service: string, resource: string): string {
  return `arn:${partition}:${service}:${currentRegion}:${account}:${resource}`;
}

/** `arn:<partition>:<service>:<region>:<account>:<resource>` of this account and Region, in whatever partition it is. */
export function localArn(service: string, resource: string): string {
  return template(localArnText(service, resource));
}

/** ARN of EC2 images or snapshots, which belong to no account. */
export function ec2Arn(resource: string, region = currentRegion): string {
  return template(`arn:${partition}:ec2:${region}::${resource}`);
}

import { tagKeys } from "../../../lambdas/ami-builder/contract.ts";
import { hcl, hclAny } from "../../shared/hcl.ts";
import type { Permission } from "../../shared/policy.ts";
import type { RegionalKeys } from "../../shared/regional-encryption.ts";
import type { Instances } from "../instances.ts";
import { input } from "../inputs.ts";
import type { Places } from "../places.ts";
import { type BucketReference, useBucket } from "./bucket.ts";
import { describe, isMadeOwn, isOwn } from "./common.ts";

/** What the builder calls: it launches, sends commands, makes images, and removes what failed. */
export function builderPermissions(
  bucket: BucketReference,
  places: Places,
  instances: Instances,
  keys: RegionalKeys,
): readonly Permission[] {
  const { account, buildRegions: regions } = places;
  const built = hcl`concat(${places.builtImages}, ${places.builtSnapshots})`;
  return [
    describe("Images", "Instances", "Snapshots"),
    {
      sid: "LaunchInstances",
      reason: "Launches instances, only with the tag of this installation and with IMDSv2",
      actions: ["ec2:RunInstances"],
      resources: places.instances,
      condition: { StringEquals: { ...isMadeOwn.StringEquals, "ec2:MetadataHttpTokens": "required" } },
    },
    {
      sid: "LaunchWithTaggedParts",
      reason: "Their volumes and network interfaces, only with the tag of this installation",
      actions: ["ec2:RunInstances"],
      resources: places.instanceParts,
      condition: isMadeOwn,
    },
    {
      // A spot request is a resource of the call, but gets no tags.
      sid: "LaunchFrom",
      reason: "What instances are launched in, and on spot with",
      actions: ["ec2:RunInstances"],
      resources: places.ec2(regions, "subnet/*", "security-group/*", "spot-instances-request/*"),
    },
    {
      sid: "PassInstanceRole",
      reason: "Gives an instance its role, that one and to EC2 alone",
      actions: ["iam:PassRole"],
      resources: [instances.roleArn],
      condition: {
        StringEquals: {
          "iam:PassedToService": hclAny`distinct(${["ec2.amazonaws.com", `ec2.${account.dnsSuffix}`]})`,
        },
      },
    },
    {
      sid: "ChangeOwnInstances",
      reason: "Stops instances, makes images of them and ends them. Only those that this installation has launched",
      actions: ["ec2:StopInstances", "ec2:CreateImage", "ec2:TerminateInstances"],
      resources: places.instances,
      condition: isOwn,
    },
    {
      sid: "UseImages",
      reason:
        "What instances are launched of, base images of others and the image itself to test it, and what is made of them",
      actions: ["ec2:RunInstances", "ec2:CreateImage"],
      resources: built,
    },
    {
      sid: "TagWhatIsMade",
      reason: "Tags, in the calls that launch an instance or make an image and in no other",
      actions: ["ec2:CreateTags"],
      resources: hcl`concat(${places.instances}, ${places.instanceParts}, ${built})`,
      condition: { StringEquals: { "ec2:CreateAction": ["RunInstances", "CreateImage"] } },
    },
    {
      sid: "KeepFailedBuilders",
      reason:
        "Marks a failed builder that is kept until it expires, with `keep_failed_builders`. No other tag of no other instance",
      actions: ["ec2:CreateTags"],
      resources: places.instances,
      condition: {
        StringEquals: isOwn.StringEquals,
        "ForAllValues:StringEquals": { "aws:TagKeys": [tagKeys.keep] },
      },
      when: hclAny`${input.keep_failed_builders}`,
    },
    {
      sid: "RemoveOwnImages",
      reason:
        "Removes an image that failed or did not pass its tests, with its snapshots. Only those of this installation",
      actions: ["ec2:DeregisterImage", "ec2:DeleteSnapshot"],
      resources: built,
      condition: isOwn,
    },
    {
      sid: "CaptureHosts",
      reason: "Makes an image of a host, only of one with the tag `capture_tag_key`",
      actions: ["ec2:CreateImage"],
      resources: [account.arn("ec2", "instance/*")],
      condition: isCaptured("aws"),
    },
    {
      sid: "RunShellScripts",
      reason: "Runs shell scripts by Systems Manager, and no other document",
      actions: ["ssm:SendCommand"],
      resources: places.inEach(regions, [hcl`"arn:${account.partition}:ssm:\${region}::document/AWS-RunShellScript"`]),
    },
    {
      sid: "RunOnOwnInstances",
      reason: "Runs them on instances that this installation has launched",
      actions: ["ssm:SendCommand"],
      resources: places.instances,
      condition: { StringEquals: { [`ssm:resourceTag/${tagKeys.installation}`]: input.name_prefix } },
    },
    {
      sid: "ProbeOnHosts",
      reason: "Asks on a host whether it is ready (`via: instance`), only on one with the tag `capture_tag_key`",
      actions: ["ssm:SendCommand"],
      resources: [account.arn("ec2", "instance/*")],
      condition: isCaptured("ssm"),
    },
    ...useBucket(bucket, account, { reads: ["builds", "captures"], writes: ["builds", "captures"] }),
    ...keys.ebsPermissions("images"),
  ];
}

/** What carries the tag that allows its capture, whatever its value. Services have names of their own for the key. */
function isCaptured(service: "aws" | "ssm") {
  const key = service === "aws" ? "aws:ResourceTag" : "ssm:resourceTag";
  return { StringLike: { [`${key}/${input.capture_tag_key}`]: "*" } };
}

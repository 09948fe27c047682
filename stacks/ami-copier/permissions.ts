import { copiedByFinal, copiedByTemporary, tagKeys } from "../../lambdas/ami-copier/contract.ts";
import type { Account } from "../shared/account.ts";
import { hcl } from "../shared/hcl.ts";
import type { Permission } from "../shared/policy.ts";

const copiedBy = `aws:ResourceTag/${tagKeys.copiedBy}`;

const describeImages: Permission = {
  sid: "DescribeImages",
  reason: "Finds shared images and copies. AWS has no narrower resource for it",
  actions: ["ec2:DescribeImages"],
  resources: ["*"],
};

/**
 * What the initiator calls.
 *
 * @param account where the copies are made
 * @param sourceRegion where the images are shared; since 2024 AWS authorises CopyImage on the source as well
 */
export function initiatorPermissions(account: Account, sourceRegion: string): readonly Permission[] {
  const copies = ["image/*", "snapshot/*"].map((resource) => account.imageArn(resource));
  const sources = ["image/*", "snapshot/*"].map((resource) => account.imageArnIn(sourceRegion, resource));
  return [
    describeImages,
    {
      sid: "CopySharedImages",
      reason: "Copies an image with its snapshots",
      actions: ["ec2:CopyImage"],
      resources: hcl`distinct(${[...sources, ...copies]})`,
    },
    {
      sid: "TagNewCopies",
      reason: "Tags, in the call that creates a copy and no other",
      actions: ["ec2:CreateTags"],
      resources: copies,
      condition: { StringEquals: { "ec2:CreateAction": "CopyImage" } },
    },
  ];
}

/** What the status checker calls: it only looks. */
export const statusCheckerPermissions: readonly Permission[] = [describeImages];

/** What the finalizer calls. It can remove only what this module has made. */
export function finalizerPermissions(account: Account): readonly Permission[] {
  const images = account.imageArn("image/*");
  const snapshots = account.imageArn("snapshot/*");
  return [
    describeImages,
    {
      sid: "ReadUefiData",
      reason: "UEFI variables of a temporary image, which DescribeImages does not show",
      actions: ["ec2:DescribeImageAttribute"],
      resources: [images],
      condition: { StringEquals: { [copiedBy]: copiedByTemporary } },
    },
    {
      sid: "RegisterFinalImages",
      reason: "Makes the gp3 image from the copy's snapshots",
      actions: ["ec2:RegisterImage"],
      resources: [images, snapshots],
    },
    {
      sid: "TagFinalImages",
      reason: "Tags, in the call that registers an image and no other",
      actions: ["ec2:CreateTags"],
      resources: [images],
      condition: { StringEquals: { "ec2:CreateAction": "RegisterImage" } },
    },
    {
      sid: "DeregisterOwnImages",
      reason:
        "Removes temporary images, and a final image whose billing fields came out wrong. Only images with the module's CopiedBy tag",
      actions: ["ec2:DeregisterImage"],
      resources: [images],
      condition: { StringEquals: { [copiedBy]: [copiedByFinal, copiedByTemporary] } },
    },
    {
      sid: "DeleteOwnSnapshots",
      reason: "Removes the snapshots of failed copies. Only snapshots with the module's CopiedBy tag",
      actions: ["ec2:DeleteSnapshot"],
      resources: [snapshots],
      condition: { StringEquals: { [copiedBy]: copiedByFinal } },
    },
  ];
}

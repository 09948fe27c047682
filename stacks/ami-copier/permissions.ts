import { copiedByFinal, copiedByTemporary, tagKeys } from "../../lambdas/ami-copier/contract.ts";
import type { Account } from "../shared/account.ts";
import { hcl } from "../shared/hcl.ts";
import type { Permission } from "../shared/policy.ts";
import { applicationName } from "./inputs.ts";

const copiedBy = `aws:ResourceTag/${tagKeys.copiedBy}`;
const copierInstallation = `aws:ResourceTag/${tagKeys.copierInstallation}`;
/** Images that are being copied, of whatever installation: who finds one that its own installation has given up finishes or removes it. */
const isTemporary = { StringEquals: { [copiedBy]: copiedByTemporary } };
/** Snapshots of copies, of whatever installation, for the same reason. They carry the final image's tag from the beginning. */
const isSnapshotOfCopy = { StringEquals: { [copiedBy]: copiedByFinal } };

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
      // `ec2:Owner` is not asked for. The service authorization reference has one row for the source image and the new one, and does not say what the key
      // holds for the new one, nor that it is an account's id where the owner has an alias (`amazon`, `aws-marketplace`): a wrong guess would stop every
      // copy. The function checks the owner of what it copies itself. Snapshots have no such key.
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
      condition: isTemporary,
    },
    {
      sid: "RegisterFinalImages",
      reason: "Makes the gp3 image, which has no tags before it is there",
      actions: ["ec2:RegisterImage"],
      resources: [images],
    },
    {
      sid: "RegisterSnapshotsOfCopies",
      reason: "Makes it from the copy's snapshots. Only from snapshots with the module's CopiedBy tag",
      actions: ["ec2:RegisterImage"],
      resources: [snapshots],
      condition: isSnapshotOfCopy,
    },
    {
      sid: "TagFinalImages",
      reason: "Tags, in the call that registers an image and no other",
      actions: ["ec2:CreateTags"],
      resources: [images],
      condition: { StringEquals: { "ec2:CreateAction": "RegisterImage" } },
    },
    {
      sid: "RememberBilling",
      reason: "Marks a temporary image that would be billed differently. Only that tag, and only on temporary images",
      actions: ["ec2:CreateTags"],
      resources: [images],
      condition: { ...isTemporary, "ForAllValues:StringEquals": { "aws:TagKeys": [tagKeys.billingMismatch] } },
    },
    {
      sid: "DeregisterTemporaryImages",
      reason: "Removes temporary images, also those that another installation has given up",
      actions: ["ec2:DeregisterImage"],
      resources: [images],
      condition: isTemporary,
    },
    {
      sid: "DeregisterOwnImages",
      reason:
        "Removes a final image that was registered twice, or whose billing fields came out wrong. Only images that this installation has registered",
      actions: ["ec2:DeregisterImage"],
      resources: [images],
      condition: { StringEquals: { [copiedBy]: copiedByFinal, [copierInstallation]: applicationName } },
    },
    {
      sid: "DescribeSnapshots",
      reason: "Finds the snapshots of a failed copy. AWS has no narrower resource for it",
      actions: ["ec2:DescribeSnapshots"],
      resources: ["*"],
    },
    {
      sid: "DeleteSnapshotsOfCopies",
      reason:
        "Removes the snapshots of failed copies. Only snapshots with the module's CopiedBy tag; EC2 keeps those of an image",
      actions: ["ec2:DeleteSnapshot"],
      resources: [snapshots],
      condition: isSnapshotOfCopy,
    },
  ];
}

import { kindTag } from "../../lambdas/image-sweeper/contract.ts";
import type { Account } from "../shared/account.ts";
import { hcl } from "../shared/hcl.ts";
import type { Permission } from "../shared/policy.ts";
import { input, isInNetwork } from "./inputs.ts";

/**
 * What the sweeper calls. It can remove only what has the tag of one of the kinds.
 *
 * @param account where the images are
 */
export function sweeperPermissions(account: Account): readonly Permission[] {
  const ofKind = { StringEquals: { [`aws:ResourceTag/${kindTag}`]: hcl`keys(${input.kinds})` } };
  return [
    {
      sid: "DescribeImages",
      reason: "Finds images. AWS has no narrower resource for it",
      actions: ["ec2:DescribeImages"],
      resources: ["*"],
    },
    {
      sid: "DeregisterImages",
      reason: "Removes images of the kinds that are given, and no others",
      actions: ["ec2:DeregisterImage"],
      resources: [account.imageArn("image/*")],
      condition: ofKind,
    },
    {
      sid: "DescribeSnapshots",
      reason: "Sees which of their snapshots are still there. AWS has no narrower resource for it",
      actions: ["ec2:DescribeSnapshots"],
      resources: ["*"],
    },
    {
      sid: "DeleteSnapshots",
      reason: "Removes their snapshots, which have the same tag",
      actions: ["ec2:DeleteSnapshot"],
      resources: [account.imageArn("snapshot/*")],
      condition: ofKind,
    },
    {
      sid: "AttachToNetwork",
      reason:
        "The function's network interfaces, with `vpc_subnet_ids`. AWS has no narrower resource for it (Lambda, VPC permissions)",
      actions: [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
      ],
      resources: ["*"],
      when: isInNetwork,
    },
  ];
}

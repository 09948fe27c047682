import { imageStates, tagKeys } from "../../../lambdas/ami-builder/contract.ts";
import { hcl } from "../../shared/hcl.ts";
import type { Permission } from "../../shared/policy.ts";
import type { RegionalKeys } from "../../shared/regional-encryption.ts";
import type { Places } from "../places.ts";
import { type BucketReference, useBucket } from "./bucket.ts";
import { describe, isOwn } from "./common.ts";

/** What the publisher calls: it copies, shares and names images, and keeps the books. */
export function publisherPermissions(
  bucket: BucketReference,
  places: Places,
  keys: RegionalKeys,
): readonly Permission[] {
  const { account } = places;
  const published = hcl`concat(${places.images}, ${places.snapshots})`;
  return [
    describe("Images", "Snapshots"),
    {
      sid: "CopyImages",
      reason: "Copies an image with its snapshots to another Region",
      actions: ["ec2:CopyImage"],
      resources: published,
    },
    {
      sid: "TagCopies",
      reason: "Tags, in the call that makes a copy",
      actions: ["ec2:CreateTags"],
      resources: published,
      condition: { StringEquals: { "ec2:CreateAction": "CopyImage" } },
    },
    {
      // One statement for both kinds of resources keeps the policy short: only the tags are for snapshots, too.
      sid: "ChangeOwnImages",
      reason:
        "Writes that an image has passed, shares images, deprecates them and has them require IMDSv2. Only on images and snapshots of this installation",
      actions: ["ec2:CreateTags", "ec2:ModifyImageAttribute", "ec2:EnableImageDeprecation"],
      resources: published,
      condition: isOwn,
    },
    {
      sid: "RemoveFailedCopies",
      reason:
        "Removes a copy that EC2 gave up, whose name is that of the copy in its place. Only of this installation, and nothing that is finished",
      actions: ["ec2:DeregisterImage", "ec2:DeleteSnapshot"],
      resources: published,
      condition: {
        StringEquals: { ...isOwn.StringEquals, [`aws:ResourceTag/${tagKeys.state}`]: imageStates.building },
      },
    },
    {
      sid: "MoveParameters",
      reason:
        "Has the module's parameters name images, reads which they name and named, and tags a parameter in the call that makes it",
      actions: [
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:GetParameterHistory",
        "ssm:PutParameter",
        "ssm:AddTagsToResource",
      ],
      resources: places.parameters(`${places.parameterPrefix}/*`),
    },
    ...useBucket(bucket, account, {
      reads: ["templates", "builds", "captures", "channels", "registry", "runs"],
      writes: ["builds", "captures", "channels", "registry", "runs"],
    }),
    ...keys.ebsPermissions("copies"),
  ];
}

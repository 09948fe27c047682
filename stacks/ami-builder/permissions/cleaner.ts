import { tagKeys } from "../../../lambdas/ami-builder/contract.ts";
import { hclAny } from "../../shared/hcl.ts";
import type { Permission } from "../../shared/policy.ts";
import { input } from "../inputs.ts";
import type { Places } from "../places.ts";
import { type BucketReference, useBucket } from "./bucket.ts";
import { describe, describeOwnRuns, isOwn, terminateOwn } from "./common.ts";

/** Images that others made, which the installation may remove when it is told to. */
const isAdopted = { StringEquals: { [`aws:ResourceTag/${tagKeys.managedBy}`]: input.managed_by } };

/** What the cleaner calls: it looks who uses an image, and removes what is this installation's. */
export function cleanerPermissions(bucket: BucketReference, places: Places): readonly Permission[] {
  const { account } = places;
  const { images, snapshots } = places;
  const adopts = hclAny`${input.adopt_existing}`;
  return [
    describe("Images", "ImageAttribute", "Instances", "Snapshots", "ImageReferences"),
    {
      sid: "LookForUse",
      reason: "Launch configurations and Auto Scaling groups that use an image. AWS has no narrower resource for these",
      actions: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeLaunchConfigurations"],
      resources: ["*"],
    },
    {
      // EC2 User Guide, identify your resources referencing specified AMIs: required permissions.
      sid: "LookForReferences",
      reason: "What EC2 reads in the role's name to find references to an image, and only then",
      actions: [
        "ec2:DescribeInstances",
        "ec2:DescribeLaunchTemplates",
        "ec2:DescribeLaunchTemplateVersions",
        "ssm:DescribeParameters",
        "ssm:GetParameters",
        "imagebuilder:ListImageRecipes",
        "imagebuilder:ListContainerRecipes",
        "imagebuilder:GetContainerRecipe",
      ],
      resources: ["*"],
      condition: { "ForAnyValue:StringEquals": { "aws:CalledVia": ["ec2-images.amazonaws.com"] } },
    },
    {
      sid: "RemoveOwnImages",
      reason: "Marks, disables and deregisters images of this installation",
      actions: ["ec2:CreateTags", "ec2:DisableImage", "ec2:DeregisterImage"],
      resources: images,
      condition: isOwn,
    },
    {
      sid: "DeleteOwnSnapshots",
      reason: "Deletes their snapshots",
      actions: ["ec2:DeleteSnapshot"],
      resources: snapshots,
      condition: isOwn,
    },
    {
      sid: "RemoveAdoptedImages",
      reason: "The same for images of others with the tag ManagedBy, with `adopt_existing`",
      actions: ["ec2:CreateTags", "ec2:DisableImage", "ec2:DeregisterImage"],
      resources: images,
      condition: isAdopted,
      when: adopts,
    },
    {
      sid: "DeleteAdoptedSnapshots",
      reason: "Deletes their snapshots, with `adopt_existing`",
      actions: ["ec2:DeleteSnapshot"],
      resources: snapshots,
      condition: isAdopted,
      when: adopts,
    },
    terminateOwn(places),
    {
      sid: "RemoveCaptureParameters",
      reason: "Removes a captured image's own parameter before the image",
      actions: ["ssm:GetParameter", "ssm:GetParameters", "ssm:DeleteParameter"],
      resources: places.parameters(`${places.parameterPrefix}/captures/*`),
    },
    describeOwnRuns(places),
    ...useBucket(bucket, account, {
      reads: ["builds", "runs"],
      writes: ["runs"],
    }),
  ];
}

import type { LaunchPermission, ModifyImageAttributeCommandInput } from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";
import { type Ec2Context, requireOwnImage } from "./context.ts";
import type { StoredImage } from "./stored-image.ts";
import { viewImage } from "./view.ts";

const arnPattern = /^arn:[\w-]+:organizations::\d{12}:(organization|ou)\/o-[a-z0-9]+(\/ou-[a-z0-9-]+)?$/;

/**
 * ModifyImageAttribute: launch permissions, the requirement of IMDSv2, or the description; one of them at a time.
 *
 * @throws AwsError InvalidAMIID.NotFound, InvalidAMIID.Unavailable, AuthFailure, InvalidParameterCombination, InvalidParameterValue,
 * and InvalidParameter for sharing what the account's default key encrypts
 */
export function modifyImageAttribute(context: Ec2Context, input: ModifyImageAttributeCommandInput): object {
  const stored = requireOwnImage(context, input.ImageId);
  const { LaunchPermission: permissions, ImdsSupport: imds, Description: description } = input;
  const asked = [permissions, imds, description].filter((attribute) => attribute !== undefined);
  ensure(asked.length === 1, "InvalidParameterCombination", "Specify one attribute at a time, by its own parameter");
  if (permissions !== undefined) {
    const { Add = [], Remove = [] } = permissions;
    checkPermissions([...Add, ...Remove]);
    ensure(
      viewImage(stored, context.now).State !== "disabled",
      "InvalidAMIID.Unavailable",
      `The image ID '${stored.image.ImageId}' is disabled and cannot be shared`,
    );
    if (Add.length > 0) requireSharable(stored);
    for (const permission of Add) grant(stored, permission, true);
    for (const permission of Remove) grant(stored, permission, false);
  } else if (imds !== undefined) {
    // Nothing takes it back (EC2 User Guide: configure IMDS options on an AMI).
    ensure(imds.Value === "v2.0", "InvalidParameterValue", `Value (${imds.Value ?? ""}) for imdsSupport is invalid`);
    stored.image.ImdsSupport = "v2.0";
  } else {
    stored.image.Description = description?.Value;
  }
  return { Return: true };
}

function checkPermissions(permissions: readonly LaunchPermission[]): void {
  for (const { UserId, Group, OrganizationArn, OrganizationalUnitArn } of permissions) {
    const arn = OrganizationArn ?? OrganizationalUnitArn;
    if (UserId !== undefined) {
      ensure(
        /^\d{12}$/.test(UserId),
        "InvalidAMIAttributeItemValue",
        `Invalid attribute item value "${UserId}" for userId`,
      );
    } else if (arn !== undefined) {
      ensure(
        arnPattern.test(arn),
        "InvalidParameterValue",
        `Value (${arn}) is no ARN of an organization or a unit of one`,
      );
    } else {
      ensure(
        Group === "all",
        "InvalidParameterValue",
        "A launch permission names an account, a group, or an organization",
      );
    }
  }
}

function requireSharable({ image }: StoredImage): void {
  const isDefault = (key: string | undefined) => key === undefined || /(^|\/)aws\/ebs$/.test(key);
  const hasDefaultKey = (image.BlockDeviceMappings ?? []).some(
    ({ Ebs }) => Ebs?.Encrypted === true && isDefault(Ebs.KmsKeyId),
  );
  ensure(
    !hasDefaultKey,
    "InvalidParameter",
    "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another snapshot.",
  );
}

function grant(stored: StoredImage, permission: LaunchPermission, isGranted: boolean): void {
  const { UserId, Group, OrganizationArn, OrganizationalUnitArn } = permission;
  const change = (set: Set<string>, value: string) => (isGranted ? set.add(value) : set.delete(value));
  if (UserId !== undefined) change(stored.sharedWith, UserId);
  const arn = OrganizationArn ?? OrganizationalUnitArn;
  if (arn !== undefined) change(stored.sharedWithArns, arn);
  if (Group === "all") stored.image.Public = isGranted;
}

import type { DescribeImageAttributeCommandInput, LaunchPermission } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/aws-error.ts";
import { type Ec2Context, requireOwnImage } from "./context.ts";
import type { StoredImage } from "./stored-image.ts";
import { lastLaunchedTime, viewImage } from "./view.ts";

/** DescribeImageAttribute: one attribute of an image of the account; the only way to see its UEFI variable store, which no listing shows. */
export function describeImageAttribute(context: Ec2Context, input: DescribeImageAttributeCommandInput): object {
  const stored = requireOwnImage(context, input.ImageId);
  return { ImageId: stored.image.ImageId, ...readAttribute(context, stored, input.Attribute) };
}

function readAttribute(context: Ec2Context, stored: StoredImage, attribute: string | undefined): object {
  const { image, uefiData } = stored;
  switch (attribute) {
    case "uefiData":
      return { UefiData: { Value: uefiData } };
    case "description":
      return { Description: { Value: image.Description } };
    case "bootMode":
      return { BootMode: { Value: image.BootMode } };
    case "tpmSupport":
      return { TpmSupport: { Value: image.TpmSupport } };
    case "imdsSupport":
      return { ImdsSupport: { Value: image.ImdsSupport } };
    case "sriovNetSupport":
      return { SriovNetSupport: { Value: image.SriovNetSupport } };
    case "blockDeviceMapping":
      return { BlockDeviceMappings: viewImage(stored, context.now).BlockDeviceMappings };
    case "launchPermission":
      return { LaunchPermissions: launchPermissions(stored) };
    case "lastLaunchedTime":
      return { LastLaunchedTime: { Value: lastLaunchedTime(stored, context.now) ?? "" } };
    case "deregistrationProtection":
      return { DeregistrationProtection: { Value: image.DeregistrationProtection ?? "disabled" } };
    default:
      throw new AwsError("InvalidParameterValue", `Value (${attribute ?? ""}) for parameter attribute is invalid`);
  }
}

function launchPermissions({ image, sharedWith, sharedWithArns }: StoredImage): readonly LaunchPermission[] {
  return [
    ...(image.Public === true ? [{ Group: "all" as const }] : []),
    ...[...sharedWith].map((UserId) => ({ UserId })),
    ...[...sharedWithArns].map((arn) => (isUnit(arn) ? { OrganizationalUnitArn: arn } : { OrganizationArn: arn })),
  ];
}

/** Whether an ARN is of an organizational unit rather than of an organization. */
function isUnit(arn: string): boolean {
  return arn.split(":")[5]?.startsWith("ou/") === true;
}

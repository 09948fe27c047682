import type { DescribeImageAttributeCommandInput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/aws-error.ts";
import { type Ec2Context, requireOwnImage } from "./context.ts";
import type { StoredImage } from "./store.ts";
import { viewImage } from "./view.ts";

/** DescribeImageAttribute: one attribute of an image of the account; the only way to see its UEFI variable store, which no listing shows. */
export function describeImageAttribute(context: Ec2Context, input: DescribeImageAttributeCommandInput): object {
  const stored = requireOwnImage(context, input.ImageId);
  return { ImageId: stored.image.ImageId, ...readAttribute(context, stored, input.Attribute) };
}

function readAttribute(context: Ec2Context, stored: StoredImage, attribute: string | undefined): object {
  const { image, uefiData, sharedWith } = stored;
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
      return { LaunchPermissions: [...sharedWith].map((UserId) => ({ UserId })) };
    default:
      throw new AwsError("InvalidParameterValue", `Value (${attribute ?? ""}) for parameter attribute is invalid`);
  }
}

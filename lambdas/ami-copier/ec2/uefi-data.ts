import { DescribeImageAttributeCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";

/**
 * Reads an image's UEFI variable store. DescribeImages has no field for it, so it takes a call of its own, for one image and one attribute
 * (EC2 API Reference, DescribeImageAttribute).
 *
 * @param ec2 client in the Region of the image
 * @param ImageId an image of this account
 * @returns the store in base64, or undefined when the image has none
 * @throws AwsTransientError, AwsRequestError
 */
export async function readUefiData(ec2: EC2Client, ImageId: string): Promise<string | undefined> {
  const answer = await callAws("DescribeImageAttribute", () =>
    ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: "uefiData" })),
  );
  const value = answer.UefiData?.Value;
  return value === "" ? undefined : value;
}

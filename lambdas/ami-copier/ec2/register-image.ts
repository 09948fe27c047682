import { type EC2Client, RegisterImageCommand, type RegisterImageCommandInput } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsTransientError } from "../errors.ts";

/**
 * Registers an image.
 *
 * @param ec2 client in the Region of the snapshots
 * @param input parameters of RegisterImage
 * @returns id of the new image
 * @throws AwsTransientError, AwsRequestError
 */
export async function registerImage(ec2: EC2Client, input: RegisterImageCommandInput): Promise<string> {
  const { ImageId } = await callAws("RegisterImage", () => ec2.send(new RegisterImageCommand(input)));
  if (ImageId === undefined) {
    throw new AwsTransientError("RegisterImage: the answer holds no image id.");
  }
  return ImageId;
}

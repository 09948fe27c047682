import { CreateImageCommand, type CreateImageCommandInput, type EC2Client } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsTransientError } from "../errors.ts";

/**
 * Starts an image of an instance.
 *
 * @returns the image's id
 * @throws AwsTransientError, and AwsRequestError with EC2's code
 */
export async function createImage(ec2: EC2Client, input: CreateImageCommandInput): Promise<string> {
  const { ImageId } = await callAws("CreateImage", () => ec2.send(new CreateImageCommand(input)));
  if (ImageId === undefined) throw new AwsTransientError("CreateImage: EC2 answered without an image id.");
  return ImageId;
}

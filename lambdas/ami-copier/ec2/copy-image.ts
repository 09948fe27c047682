import { CopyImageCommand, type CopyImageCommandInput, type EC2Client } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";
import { isQuotaCode } from "../domain/copy-quota.ts";
import { AwsRequestError, AwsTransientError, CopyQuotaError } from "../errors.ts";

/**
 * Starts a copy. A call that is repeated with the same token answers with the same image.
 *
 * @param ec2 client in the Region the copy is made in
 * @param input parameters of CopyImage
 * @returns id of the temporary image
 * @throws CopyQuotaError, AwsTransientError, AwsRequestError
 */
export async function copyImage(ec2: EC2Client, input: CopyImageCommandInput): Promise<string> {
  try {
    const { ImageId } = await callAws("CopyImage", () => ec2.send(new CopyImageCommand(input)));
    if (ImageId === undefined) {
      throw new AwsTransientError("CopyImage: the answer holds no image id.");
    }
    return ImageId;
  } catch (error) {
    if (error instanceof AwsRequestError && isQuotaCode(error.code)) {
      throw new CopyQuotaError(error.message, { cause: error });
    }
    throw error;
  }
}

import { DisableImageCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";

/**
 * Disables an image: nothing can be launched from it any more, and it loses its launch permissions. One that is disabled stays so.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function disableImage(ec2: EC2Client, ImageId: string): Promise<void> {
  await callAws("DisableImage", () => ec2.send(new DisableImageCommand({ ImageId })));
}

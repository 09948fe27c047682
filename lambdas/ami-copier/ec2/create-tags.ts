import { CreateTagsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";

/**
 * Gives an image a tag, or changes the tag that it has.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function tagImage(ec2: EC2Client, imageId: string, Key: string, Value: string): Promise<void> {
  await callAws("CreateTags", () => ec2.send(new CreateTagsCommand({ Resources: [imageId], Tags: [{ Key, Value }] })));
}

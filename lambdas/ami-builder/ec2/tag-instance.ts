import { CreateTagsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";

/**
 * Tags an instance.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function tagInstance(ec2: EC2Client, instanceId: string, key: string, value: string): Promise<void> {
  await callAws("CreateTags", () =>
    ec2.send(new CreateTagsCommand({ Resources: [instanceId], Tags: [{ Key: key, Value: value }] })),
  );
}

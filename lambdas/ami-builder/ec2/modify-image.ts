import {
  CreateTagsCommand,
  EnableImageDeprecationCommand,
  type EC2Client,
  ModifyImageAttributeCommand,
  type ModifyImageAttributeCommandInput,
} from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";

/**
 * Gives images, snapshots or instances a tag, or changes the one that they have.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function tagResources(
  ec2: EC2Client,
  ids: readonly string[],
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await callAws("CreateTags", () => ec2.send(new CreateTagsCommand({ Resources: [...ids], Tags })));
}

/**
 * Changes whom an image is shared with, or the metadata service of its instances.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function modifyImage(ec2: EC2Client, input: ModifyImageAttributeCommandInput): Promise<void> {
  await callAws("ModifyImageAttribute", () => ec2.send(new ModifyImageAttributeCommand(input)));
}

/**
 * Sets the moment from which an image is deprecated.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function deprecateImage(ec2: EC2Client, ImageId: string, DeprecateAt: Date): Promise<void> {
  await callAws("EnableImageDeprecation", () => ec2.send(new EnableImageDeprecationCommand({ ImageId, DeprecateAt })));
}

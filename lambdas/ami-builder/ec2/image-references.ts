import {
  type DescribeImageReferencesCommandInput,
  type EC2Client,
  type ImageReference,
  paginateDescribeImageReferences,
} from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";

/** Ids in a call (EC2 API Reference, DescribeImageReferences). */
const batchSize = 10;

/**
 * By default EC2 looks at instances in any state, even at those that are terminated, and at the ten newest versions of a launch template (EC2
 * User Guide, How AMI reference checks work).
 */
const lookAt: Pick<DescribeImageReferencesCommandInput, "IncludeAllResourceTypes" | "ResourceTypes"> = {
  IncludeAllResourceTypes: true,
  ResourceTypes: [
    {
      ResourceType: "ec2:Instance",
      ResourceTypeOptions: [
        { OptionName: "state-name", OptionValues: ["pending", "running", "shutting-down", "stopping", "stopped"] },
      ],
    },
    {
      ResourceType: "ec2:LaunchTemplate",
      ResourceTypeOptions: [{ OptionName: "version-depth", OptionValues: ["10000"] }],
    },
  ],
};

/**
 * What in the account and the Region refers to images: instances that are not terminated, versions of launch templates, parameters, and recipes
 * of Image Builder.
 *
 * @param ec2 client in the Region of the images
 * @param imageIds images of this account
 * @throws AwsTransientError, AwsRequestError
 */
export async function describeImageReferences(
  ec2: EC2Client,
  imageIds: readonly string[],
): Promise<readonly ImageReference[]> {
  const references: ImageReference[] = [];
  for (let start = 0; start < imageIds.length; start += batchSize) {
    const ImageIds = imageIds.slice(start, start + batchSize);
    await callAws("DescribeImageReferences", async () => {
      const found: ImageReference[] = [];
      for await (const page of paginateDescribeImageReferences({ client: ec2 }, { ...lookAt, ImageIds })) {
        found.push(...(page.ImageReferences ?? []));
      }
      references.push(...found);
    });
  }
  return references;
}

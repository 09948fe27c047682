import {
  type DescribeImagesCommandInput,
  type EC2Client,
  type Image,
  paginateDescribeImages,
} from "@aws-sdk/client-ec2";
import { callAws } from "../aws-errors.ts";

const pageSize = 1_000;

/**
 * Lists images, page by page: AWS advises so, as a call without pages may be throttled or run out of time. Ids have to come as a filter,
 * since EC2 takes no MaxResults beside ImageIds (EC2 API Reference, DescribeImages).
 *
 * @param ec2 client in the Region to look in
 * @param input what to look for
 * @throws AwsTransientError, AwsRequestError
 */
export function describeImages(ec2: EC2Client, input: DescribeImagesCommandInput): Promise<readonly Image[]> {
  return callAws("DescribeImages", async () => {
    const images: Image[] = [];
    for await (const page of paginateDescribeImages({ client: ec2, pageSize }, input)) {
      images.push(...(page.Images ?? []));
    }
    return images;
  });
}

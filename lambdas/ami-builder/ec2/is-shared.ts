import { DescribeImageAttributeCommand, type EC2Client, type Image } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";

/**
 * Whether others may launch an image of this account. A disabled one has no launch permissions any more (EC2 User Guide, Disable an AMI).
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function isShared(ec2: EC2Client, { ImageId, Public, State }: Image): Promise<boolean> {
  if (Public === true) return true;
  if (State === "disabled") return false;
  const { LaunchPermissions = [] } = await callAws("DescribeImageAttribute", () =>
    ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: "launchPermission" })),
  );
  return LaunchPermissions.length > 0;
}

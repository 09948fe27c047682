import {
  type AutoScalingClient,
  paginateDescribeAutoScalingGroups,
  paginateDescribeLaunchConfigurations,
} from "@aws-sdk/client-auto-scaling";
import { callAws } from "../../shared/aws-errors.ts";

/** Entries of a page, the most that Auto Scaling gives. */
const pageSize = 100;

/** Something of Auto Scaling that may name images. */
interface User {
  readonly name: string;
  /** All that it says, as JSON: a group may name an image in several places, as in the overrides of a mixed instances policy. */
  readonly text: string;
}

/**
 * What of Auto Scaling names images: launch configurations, which EC2's references leave out (EC2 User Guide, How AMI reference checks work),
 * and groups themselves.
 *
 * @param client client in the Region of the images
 * @param imageIds the images
 * @returns by image id the names of its users
 * @throws AwsTransientError, AwsRequestError
 */
export async function findAutoScalingUsers(
  client: AutoScalingClient,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const users = [...(await listConfigurations(client)), ...(await listGroups(client))];
  return new Map(
    imageIds.map((id) => [id, users.filter(({ text }) => text.includes(`"${id}"`)).map(({ name }) => name)]),
  );
}

function listConfigurations(client: AutoScalingClient): Promise<readonly User[]> {
  return callAws("DescribeLaunchConfigurations", async () => {
    const users: User[] = [];
    for await (const { LaunchConfigurations = [] } of paginateDescribeLaunchConfigurations({ client, pageSize }, {})) {
      users.push(
        ...LaunchConfigurations.map(({ LaunchConfigurationName = "", ImageId }) => ({
          name: `launch configuration ${LaunchConfigurationName}`,
          text: JSON.stringify({ ImageId }),
        })),
      );
    }
    return users;
  });
}

function listGroups(client: AutoScalingClient): Promise<readonly User[]> {
  return callAws("DescribeAutoScalingGroups", async () => {
    const users: User[] = [];
    for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups({ client, pageSize }, {})) {
      users.push(
        ...AutoScalingGroups.map((group) => ({
          name: `group ${group.AutoScalingGroupName ?? ""}`,
          text: JSON.stringify(group),
        })),
      );
    }
    return users;
  });
}

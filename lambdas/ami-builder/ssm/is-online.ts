import { paginateDescribeInstanceInformation, type SSMClient } from "@aws-sdk/client-ssm";
import { callAws } from "../../shared/aws-errors.ts";

/**
 * Whether the agent of an instance reaches Systems Manager.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export function isOnline(ssm: SSMClient, instanceId: string): Promise<boolean> {
  return callAws("DescribeInstanceInformation", async () => {
    const input = { Filters: [{ Key: "InstanceIds", Values: [instanceId] }] };
    for await (const page of paginateDescribeInstanceInformation({ client: ssm }, input)) {
      const own = page.InstanceInformationList?.find(({ InstanceId }) => InstanceId === instanceId);
      if (own !== undefined) return own.PingStatus === "Online";
    }
    return false;
  });
}

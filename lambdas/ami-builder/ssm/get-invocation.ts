import {
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsRequestError } from "../errors.ts";

/**
 * What became of a command on an instance.
 *
 * @returns undefined if Systems Manager knows no such command there, as in the first seconds
 * @throws AwsTransientError, AwsRequestError
 */
export async function getInvocation(
  ssm: SSMClient,
  CommandId: string,
  InstanceId: string,
): Promise<GetCommandInvocationCommandOutput | undefined> {
  try {
    return await callAws("GetCommandInvocation", () =>
      ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId })),
    );
  } catch (error) {
    if (error instanceof AwsRequestError && error.code === "InvocationDoesNotExist") return undefined;
    throw error;
  }
}

import { DescribeExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsRequestError } from "../errors.ts";

/** Statuses of an execution that works, or will again by itself. */
const runningStatuses: readonly (string | undefined)[] = ["RUNNING", "PENDING_REDRIVE"];

/**
 * Whether an execution is not over. One that Step Functions no longer knows is: it forgets executions 90 days after their end (Step Functions
 * Developer Guide, Quotas).
 *
 * @param sfn client in the Region of the execution
 * @param executionArn ARN of the execution
 * @throws AwsTransientError, AwsRequestError
 */
export async function isRunning(sfn: SFNClient, executionArn: string): Promise<boolean> {
  try {
    const { status } = await callAws("DescribeExecution", () =>
      sfn.send(new DescribeExecutionCommand({ executionArn })),
    );
    return runningStatuses.includes(status);
  } catch (error) {
    if (error instanceof AwsRequestError && error.code === "ExecutionDoesNotExist") return false;
    throw error;
  }
}

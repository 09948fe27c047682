/**
 * Name of an execution: the last part of its ARN.
 *
 * @param arn ARN of a main execution
 */
export function executionName(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}

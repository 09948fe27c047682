import type { DescribeInstancesCommandInput, DescribeInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { ensure } from "../../../core/aws-error.ts";
import type { Ec2Context } from "../context.ts";
import { instanceFilter } from "../filters.ts";
import { takePage } from "../page.ts";
import { reservationOf } from "./view.ts";

/**
 * DescribeInstances: those of the Region, also terminated ones for a while.
 *
 * @throws AwsError InvalidInstanceID.NotFound, InvalidParameterCombination and others
 */
export function describeInstances(
  context: Ec2Context,
  input: DescribeInstancesCommandInput,
): Pick<DescribeInstancesCommandOutput, "Reservations" | "NextToken"> {
  const { instances, region } = context;
  const { InstanceIds, MaxResults, Filters } = input;
  ensure(
    InstanceIds === undefined || MaxResults === undefined,
    "InvalidParameterCombination",
    "The parameter instancesSet cannot be used with the parameter maxResults",
  );
  ensure(
    MaxResults === undefined || MaxResults >= 5,
    "InvalidParameterValue",
    `Value ( ${MaxResults ?? ""} ) for parameter maxResults is invalid. Expecting a value greater than 5.`,
  );
  const asked = InstanceIds?.map((id) => instances.find(id, region)) ?? instances.list(region);
  const passes = instanceFilter(Filters);
  const matching = asked
    .map((instance) => reservationOf(instance, context))
    .filter(({ Instances = [] }) => Instances.some(passes));
  const { items, ...rest } = takePage(matching, input);
  return { Reservations: [...items], ...rest };
}

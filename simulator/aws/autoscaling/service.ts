import {
  type AutoScalingGroup,
  DescribeAutoScalingGroups$,
  type DescribeAutoScalingGroupsCommandInput,
  DescribeLaunchConfigurations$,
  type DescribeLaunchConfigurationsCommandInput,
  type LaunchConfiguration,
} from "@aws-sdk/client-auto-scaling";
import { AwsError, ensure } from "../../core/aws-error.ts";
import type { Service } from "../../core/service.ts";
import { queryProtocol } from "../../core/wire/query-protocol.ts";
import type { AutoScaling } from "./groups.ts";

const version = "2011-01-01";
const protocol = queryProtocol({
  version,
  namespace: `http://autoscaling.amazonaws.com/doc/${version}/`,
  operations: [DescribeAutoScalingGroups$, DescribeLaunchConfigurations$],
});

/** The operations that Auto Scaling answers here. */
export const autoScalingOperations = ["DescribeAutoScalingGroups", "DescribeLaunchConfigurations"];

/** Items of a page, unless fewer are asked for (Auto Scaling API reference: MaxRecords). */
const defaultPage = 50;
const greatestPage = 100;

/** EC2 Auto Scaling, which only tells what is there. */
export function createAutoScaling(held: AutoScaling): Service {
  return {
    protocol,
    denial: "AccessDenied",
    access: (operation) => [{ action: `autoscaling:${operation}`, resource: "*" }],
    call: (operation, input, { region }) => {
      if (operation === "DescribeAutoScalingGroups") return describeGroups(held, input, region);
      if (operation === "DescribeLaunchConfigurations") return describeConfigurations(held, input, region);
      throw new AwsError("InvalidAction", `${operation} is not known`);
    },
  };
}

function describeGroups(held: AutoScaling, input: DescribeAutoScalingGroupsCommandInput, region: string): object {
  const { AutoScalingGroupNames: names = [] } = input;
  const groups = held.groups
    .filter((stored) => stored.region === region)
    .map(({ group }) => ({ ...plainGroup, ...group }))
    .filter(({ AutoScalingGroupName }) => names.length === 0 || names.includes(AutoScalingGroupName));
  const { items: AutoScalingGroups, ...rest } = takePage(groups, input);
  return { AutoScalingGroups, ...rest };
}

function describeConfigurations(
  held: AutoScaling,
  input: DescribeLaunchConfigurationsCommandInput,
  region: string,
): object {
  const { LaunchConfigurationNames: names = [] } = input;
  const configurations = held.configurations
    .filter((stored) => stored.region === region)
    .map(({ configuration }) => ({ ...plainConfiguration, ...configuration }))
    .filter(({ LaunchConfigurationName }) => names.length === 0 || names.includes(LaunchConfigurationName));
  const { items: LaunchConfigurations, ...rest } = takePage(configurations, input);
  return { LaunchConfigurations, ...rest };
}

function takePage<Item>(
  items: readonly Item[],
  { MaxRecords = defaultPage, NextToken }: Pick<DescribeAutoScalingGroupsCommandInput, "MaxRecords" | "NextToken">,
): { readonly items: readonly Item[]; readonly NextToken?: string } {
  ensure(MaxRecords >= 1 && MaxRecords <= greatestPage, "ValidationError", `MaxRecords is from 1 to ${greatestPage}`);
  ensure(NextToken === undefined || /^\d+$/.test(NextToken), "InvalidNextToken", "The token is not valid");
  const first = Number(NextToken ?? 0);
  const end = first + MaxRecords;
  return { items: items.slice(first, end), ...(end < items.length ? { NextToken: String(end) } : {}) };
}

const plainGroup = {
  MinSize: 0,
  MaxSize: 1,
  DesiredCapacity: 0,
  DefaultCooldown: 300,
  AvailabilityZones: [],
  HealthCheckType: "EC2",
  CreatedTime: new Date(0),
} satisfies Partial<AutoScalingGroup>;

const plainConfiguration = {
  InstanceType: "t3.micro",
  CreatedTime: new Date(0),
} satisfies Partial<LaunchConfiguration>;

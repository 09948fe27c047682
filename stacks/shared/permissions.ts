import type { IResolvable } from "cdktf";
import type { Account } from "./account.ts";
import type { Permission } from "./policy.ts";

/** Writing to a function's log group, which Terraform has made. */
export function writeLogs(logGroupArn: string): Permission {
  return {
    sid: "WriteLogs",
    reason: "The function's own log group",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [`${logGroupArn}:*`],
  };
}

/**
 * What Lambda does in a function's name to put it into a network (Lambda, giving functions access to resources in a VPC: required
 * permissions). AWS has no narrower resource for all of them together.
 *
 * @param when whether the function is in one
 */
export function enterNetwork(when: IResolvable): Permission {
  return {
    sid: "EnterNetwork",
    reason: "Lambda puts the function into its subnets. AWS has no narrower resource for these together",
    actions: [
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DeleteNetworkInterface",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ],
    resources: ["*"],
    when,
  };
}

/** What a function that is traced does. */
export function traceFunction(when: IResolvable): Permission {
  return {
    sid: "Trace",
    reason: "X-Ray, with `tracing_enabled`. AWS has no narrower resource for it",
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    resources: ["*"],
    when,
  };
}

/** What a state machine that is traced does (Step Functions, X-Ray: IAM policies). */
export function traceWorkflow(when: IResolvable): Permission {
  const traced = traceFunction(when);
  return { ...traced, actions: [...traced.actions, "xray:GetSamplingRules", "xray:GetSamplingTargets"] };
}

/**
 * Calling a state machine's functions: all their versions, as a run in progress calls those that it began with. Lambda does not take the
 * unqualified ARN of a policy for the ARN of a version, so both stand there (Lambda, identity-based policies for functions).
 *
 * @param functionArns ARNs of the functions, without a version
 * @param reason whose functions they are
 */
export function invokeFunctions(functionArns: readonly string[], reason: string): Permission {
  return {
    sid: "InvokeFunctions",
    reason: `${reason}, in all their versions: a run calls those it began with; one that began before there were versions calls none of them by number`,
    actions: ["lambda:InvokeFunction"],
    resources: functionArns.flatMap((arn) => [`${arn}:*`, arn]),
  };
}

/**
 * What a distributed map needs of its own state machine (Step Functions, IAM policies for distributed maps). The ARNs are spelled out: a
 * reference to the state machine in its own role would be a circle.
 *
 * @param account where the module is
 * @param name the state machine's name
 * @param label the map's Label, which is in its child executions' ARNs; the Sids have it too: `Waves`
 * @param reason why there are child executions
 */
export function runChildren(account: Account, name: string, label: string, reason: string): readonly Permission[] {
  return [
    {
      sid: `Run${label}`,
      reason,
      actions: ["states:StartExecution"],
      resources: [account.arn("states", `stateMachine:${name}`)],
    },
    {
      sid: `Follow${label}`,
      reason: "Follows and stops its child executions",
      actions: ["states:DescribeExecution", "states:StopExecution"],
      resources: [account.arn("states", `execution:${name}:*`), account.arn("states", `execution:${name}/*`)],
    },
    {
      sid: `Redrive${label}`,
      reason: "Goes on with its child executions when somebody redrives a run that was stopped",
      actions: ["states:RedriveExecution"],
      resources: [account.arn("states", `execution:${name}/${label}:*`)],
    },
  ];
}

/** What a state machine that logs does (Step Functions, logging: IAM policies). */
export const deliverLogs: Permission = {
  sid: "DeliverLogs",
  reason: "Delivers execution logs to CloudWatch. AWS has no narrower resource for these",
  actions: [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
  ],
  resources: ["*"],
};

/** Starting state machines. */
export function startExecutions(stateMachineArns: readonly string[]): Permission {
  return {
    sid: "StartRuns",
    reason: stateMachineArns.length === 1 ? "Starts the state machine" : "Starts the state machines",
    actions: ["states:StartExecution"],
    resources: stateMachineArns,
  };
}

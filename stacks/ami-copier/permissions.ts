import { copiedByFinal, copiedByTemporary, tagKeys } from "../../lambdas/ami-copier/contract.ts";
import { ec2Arn, localArn } from "../shared/arn.ts";
import { hcl, template } from "../shared/hcl.ts";
import type { Permission } from "../shared/policy.ts";
import { applicationName } from "./names.ts";

const copiedBy = `aws:ResourceTag/${tagKeys.copiedBy}`;
const images = ec2Arn("image/*");
const snapshots = ec2Arn("snapshot/*");
/** What CopyImage reads, in the Region the images are shared in: since 2024 AWS authorises the source as well. */
const sources = ["image/*", "snapshot/*"].map((resource) => ec2Arn(resource, "${local.source_region}"));

const describeImages: Permission = {
  sid: "DescribeImages",
  reason: "Finds shared images and copies. AWS has no narrower resource for it",
  actions: ["ec2:DescribeImages"],
  resources: ["*"],
};

const trace: Permission = {
  sid: "Trace",
  reason: "X-Ray, with `tracing_enabled`. AWS has no narrower resource for it",
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
  when: "var.tracing_enabled",
};

/** Writing to the log group of one function, which Terraform has made; the function is given by its address. */
function writeLogs(address: string): Permission {
  return {
    sid: "WriteLogs",
    reason: "The function's own log group",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [template(`\${aws_cloudwatch_log_group.${address}.arn}:*`)],
  };
}

/** What the initiator calls. */
export const initiatorPermissions: readonly Permission[] = [
  writeLogs("initiator"),
  describeImages,
  {
    sid: "CopySharedImages",
    reason: "Copies an image with its snapshots",
    actions: ["ec2:CopyImage"],
    resources: hcl`distinct(${[...sources, images, snapshots]})`,
  },
  {
    sid: "TagNewCopies",
    reason: "Tags, in the call that creates a copy and no other",
    actions: ["ec2:CreateTags"],
    resources: [images, snapshots],
    condition: { StringEquals: { "ec2:CreateAction": "CopyImage" } },
  },
  trace,
];

/** What the status checker calls: it only looks. */
export const statusCheckerPermissions: readonly Permission[] = [writeLogs("status_checker"), describeImages, trace];

/** What the finalizer calls. It can remove only what this module has made. */
export const finalizerPermissions: readonly Permission[] = [
  writeLogs("finalizer"),
  describeImages,
  {
    sid: "ReadUefiData",
    reason: "UEFI variables of a temporary image, which DescribeImages does not show",
    actions: ["ec2:DescribeImageAttribute"],
    resources: [images],
    condition: { StringEquals: { [copiedBy]: copiedByTemporary } },
  },
  {
    sid: "RegisterFinalImages",
    reason: "Makes the gp3 image from the copy's snapshots",
    actions: ["ec2:RegisterImage"],
    resources: [images, snapshots],
  },
  {
    sid: "TagFinalImages",
    reason: "Tags, in the call that registers an image and no other",
    actions: ["ec2:CreateTags"],
    resources: [images],
    condition: { StringEquals: { "ec2:CreateAction": "RegisterImage" } },
  },
  {
    sid: "DeregisterOwnImages",
    reason:
      "Removes temporary images, and a final image whose billing fields came out wrong. Only images with the module's CopiedBy tag",
    actions: ["ec2:DeregisterImage"],
    resources: [images],
    condition: { StringEquals: { [copiedBy]: [copiedByFinal, copiedByTemporary] } },
  },
  {
    sid: "DeleteOwnSnapshots",
    reason: "Removes the snapshots of failed copies. Only snapshots with the module's CopiedBy tag",
    actions: ["ec2:DeleteSnapshot"],
    resources: [snapshots],
    condition: { StringEquals: { [copiedBy]: copiedByFinal } },
  },
  trace,
];

/** What the state machine does. Its own ARN is spelled out: a reference would be a circle. */
export function workflowPermissions(functionArns: readonly string[]): readonly Permission[] {
  return [
    {
      sid: "InvokeFunctions",
      reason: "Its three functions",
      actions: ["lambda:InvokeFunction"],
      resources: functionArns,
    },
    {
      sid: "RunWaves",
      reason: "Each wave is a child execution of the same state machine (a distributed map)",
      actions: ["states:StartExecution"],
      resources: [localArn("states", `stateMachine:${applicationName}`)],
    },
    {
      sid: "FollowWaves",
      reason: "Follows and stops its child executions",
      actions: ["states:DescribeExecution", "states:StopExecution"],
      resources: [
        localArn("states", `execution:${applicationName}:*`),
        localArn("states", `execution:${applicationName}/*`),
      ],
    },
    {
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
    },
    {
      ...trace,
      actions: [...trace.actions, "xray:GetSamplingRules", "xray:GetSamplingTargets"],
    },
  ];
}

/** What the schedule does. */
export function schedulePermissions(stateMachineArn: string): readonly Permission[] {
  return [
    {
      sid: "StartRuns",
      reason: "Starts the state machine",
      actions: ["states:StartExecution"],
      resources: [stateMachineArn],
    },
  ];
}

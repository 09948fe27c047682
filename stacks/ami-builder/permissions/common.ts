import { tagKeys } from "../../../lambdas/ami-builder/contract.ts";
import type { Permission } from "../../shared/policy.ts";
import { applicationName, input } from "../inputs.ts";
import type { Places } from "../places.ts";

const installation = `aws:ResourceTag/${tagKeys.installation}`;

/** What this installation has made, by its tag. */
export const isOwn = { StringEquals: { [installation]: input.name_prefix } };
/** What is tagged as this installation's in the very call that makes it. */
export const isMadeOwn = { StringEquals: { [`aws:RequestTag/${tagKeys.installation}`]: input.name_prefix } };

/** Looking at what is in EC2. AWS has no narrower resource for it. */
export function describe(...what: readonly string[]): Permission {
  return {
    sid: "Describe",
    reason: "Looks for images, snapshots and instances. AWS has no narrower resource for it",
    actions: what.map((name) => `ec2:Describe${name}`),
    resources: ["*"],
  };
}

/** Ending instances of this installation. */
export function terminateOwn(places: Places): Permission {
  return {
    sid: "TerminateOwnInstances",
    reason: "Ends instances that this installation has launched, and no others",
    actions: ["ec2:TerminateInstances"],
    resources: places.instances,
    condition: isOwn,
  };
}

/** Looking whether an execution that a record or a tag names still runs. */
export function describeOwnRuns({ account }: Places): Permission {
  return {
    sid: "DescribeOwnRuns",
    reason: "Looks whether a run that has claimed a build still goes on",
    actions: ["states:DescribeExecution"],
    resources: [account.arn("states", `execution:${applicationName}:*`)],
  };
}

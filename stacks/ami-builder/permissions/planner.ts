import { hcl, hclAny } from "../../shared/hcl.ts";
import type { Permission } from "../../shared/policy.ts";
import type { Places } from "../places.ts";
import { type BucketReference, useBucket } from "./bucket.ts";
import { describe, describeOwnRuns, terminateOwn } from "./common.ts";

/** What the planner calls: it looks, writes claims, and ends what a dead run left running. */
export function plannerPermissions(bucket: BucketReference, places: Places): readonly Permission[] {
  const { partition, accountId } = places.account;
  const { baseParameters } = places;
  return [
    describe("Images", "Instances"),
    {
      sid: "ReadPublicParameters",
      reason: "Base images by their public parameters",
      actions: ["ssm:GetParameter", "ssm:GetParameters"],
      resources: places.inEach(places.regions, [hcl`"arn:${partition}:ssm:\${region}::parameter/aws/service/*"`]),
    },
    {
      sid: "ReadOwnParameters",
      reason: "Looks which images the module's parameters name",
      actions: ["ssm:GetParameter", "ssm:GetParameters"],
      resources: places.parameters(`${places.parameterPrefix}/*`),
    },
    {
      sid: "ReadParametersOfTemplates",
      reason: "Base images by the account's parameters that `templates` name, and no others",
      actions: ["ssm:GetParameter", "ssm:GetParameters"],
      resources: hcl`distinct(flatten([for region in ${places.regions} : [for name in ${baseParameters} : "arn:${partition}:ssm:\${region}:${accountId}:parameter\${name}"]]))`,
      when: hclAny`length(${baseParameters}) > 0`,
    },
    terminateOwn(places),
    describeOwnRuns(places),
    ...useBucket(bucket, places.account, {
      reads: ["templates", "builds", "captures", "channels", "runs"],
      writes: ["builds", "captures", "runs"],
    }),
  ];
}

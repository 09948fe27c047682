import type { Permission } from "../../shared/policy.ts";
import type { Places } from "../places.ts";
import { type BucketReference, useBucket } from "./bucket.ts";
import { describe } from "./common.ts";

/** What the checker calls: it looks, and writes into the records what it saw. */
export function checkerPermissions(bucket: BucketReference, places: Places): readonly Permission[] {
  return [
    describe("Images", "Instances"),
    {
      sid: "LookAtCommands",
      reason: "Looks whether agents are online and what became of commands. AWS has no narrower resource for these",
      actions: ["ssm:DescribeInstanceInformation", "ssm:GetCommandInvocation"],
      resources: ["*"],
    },
    ...useBucket(bucket, places.account, { reads: ["builds", "captures", "logs"], writes: ["builds", "captures"] }),
  ];
}

import type { Account } from "../../shared/account.ts";
import type { Permission } from "../../shared/policy.ts";
import { type BucketReference, useBucketKey } from "./bucket.ts";

/** What the instances that build may do: their agent's calls, and writing what commands print. */
export function instancePermissions({ arn }: BucketReference, account: Account): readonly Permission[] {
  return [
    {
      // The actions of AmazonSSMManagedInstanceCore without those that read parameters, documents and inventories.
      sid: "RunAgent",
      reason: "The agent registers with Systems Manager and takes its commands. AWS has no narrower resource for these",
      actions: [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
        "ec2messages:AcknowledgeMessage",
        "ec2messages:DeleteMessage",
        "ec2messages:FailMessage",
        "ec2messages:GetEndpoint",
        "ec2messages:GetMessages",
        "ec2messages:SendReply",
      ],
      resources: ["*"],
    },
    {
      sid: "WriteLogs",
      reason: "The agent writes what scripts and tests print. It can read none of it",
      actions: ["s3:PutObject"],
      resources: [`${arn}/logs/*`],
    },
    // A large output is put in parts, for which S3 decrypts too (KMS, encryption of S3 multipart uploads).
    useBucketKey(account, ["kms:GenerateDataKey", "kms:Decrypt"]),
  ];
}

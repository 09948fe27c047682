import type { ResourceType } from "../../terraform/resources.ts";
import { dnsSuffix } from "../arn.ts";

/** What Terraform knows of the account that it works in. */
export const stsData: Readonly<Record<string, ResourceType>> = {
  aws_caller_identity: { computed: (_given, { accountId }) => ({ id: accountId, account_id: accountId }) },
  aws_partition: {
    computed: (_given, { partition }) => ({ id: partition, partition, dns_suffix: dnsSuffix(partition) }),
  },
};

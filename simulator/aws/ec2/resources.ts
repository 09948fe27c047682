import type { ResourceType, Location } from "../../terraform/resources.ts";
import { hexadecimalId } from "../../core/hash.ts";
import { regionalArn } from "../arn.ts";
import { defaultSubnets, defaultVpcId } from "./instances/subnets.ts";

const securityGroupRule: ResourceType = {
  computed: (given, at) => {
    const id = `sgr-${hexadecimalId(given.address, 17)}`;
    return { id, security_group_rule_id: id, arn: regionalArn(at, "ec2", `security-group-rule/${id}`) };
  },
};

/** What Terraform knows of the resources of EC2 after it has applied them. */
export const ec2Resources: Readonly<Record<string, ResourceType>> = {
  aws_security_group: {
    defaults: { description: "Managed by Terraform", revoke_rules_on_delete: false },
    computed: (given, at) => {
      const id = `sg-${hexadecimalId(given.text("name"), 17)}`;
      return {
        id,
        arn: regionalArn(at, "ec2", `security-group/${id}`),
        owner_id: at.accountId,
        vpc_id: given.find("vpc_id") ?? onlyVpc(at),
      };
    },
  },
  aws_vpc_security_group_egress_rule: securityGroupRule,
  aws_vpc_security_group_ingress_rule: securityGroupRule,
};

/** What Terraform knows of EC2's things that are there already. */
export const ec2Data: Readonly<Record<string, ResourceType>> = {
  aws_region: { computed: (_given, { region }) => ({ id: region, name: region, region }) },
  aws_subnet: {
    computed: (given, at) => ({
      arn: regionalArn(at, "ec2", `subnet/${given.text("id")}`),
      vpc_id: onlyVpc(at),
      owner_id: at.accountId,
    }),
  },
  aws_subnets: {
    computed: (_given, at) => ({ id: at.region, ids: defaultSubnets(at.accountId, at.region).map(({ id }) => id) }),
  },
  aws_vpc: {
    defaults: { default: true },
    computed: (_given, at) => ({
      id: onlyVpc(at),
      arn: regionalArn(at, "ec2", `vpc/${onlyVpc(at)}`),
      owner_id: at.accountId,
      cidr_block: "172.31.0.0/16",
    }),
  },
};

/** The account's VPC: all subnets are in it, and it is the default one. */
function onlyVpc({ accountId, region }: Location): string {
  return defaultVpcId(accountId, region);
}

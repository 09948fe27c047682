import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet/index.js";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import { comment } from "../shared/comment.ts";
import { hcl, hclAny, hclNumber } from "../shared/hcl.ts";
import { every, one } from "../shared/instances.ts";
import { local } from "../shared/references.ts";
import type { Settings } from "../shared/settings.ts";
import { applicationName, input } from "./inputs.ts";

/** The network of the instances that build: a security group without a way in, unless groups are given. */
export class Network extends Construct {
  /** Null where groups are given. */
  readonly securityGroupId: string;
  /** The groups of the instances, made or given. */
  readonly securityGroupIds: IResolvable;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const count = hclNumber`length(${input.security_group_ids}) == 0 ? 1 : 0`;
    const subnet = new DataAwsSubnet(this, "data.aws_subnet.builders", {
      count: hclNumber`length(${input.security_group_ids}) == 0 && length(${input.subnet_ids}) > 0 ? 1 : 0`,
      id: hcl`${input.subnet_ids}[0]`,
    });
    const group = new SecurityGroup(this, "aws_security_group.builders", {
      count,
      name: `${applicationName}-instances`,
      description: "Instances that build and test images: everything out, nothing in",
      vpcId: one(subnet, "vpc_id"),
      tags: settings.tags,
    });
    comment(
      group,
      "In the VPC of the subnets; without subnets in the default VPC. Nothing reaches the instances: their agent calls out.",
    );
    for (const [name, cidr] of [
      ["ipv4", { cidrIpv4: "0.0.0.0/0" }],
      ["ipv6", { cidrIpv6: "::/0" }],
    ] as const) {
      new VpcSecurityGroupEgressRule(this, `aws_vpc_security_group_egress_rule.builders_${name}`, {
        count,
        securityGroupId: one(group, "id"),
        description: "Systems Manager, S3, and where scripts fetch packages",
        ipProtocol: "-1",
        ...cidr,
        tags: settings.tags,
      });
    }
    this.securityGroupId = one(group, "id");
    this.securityGroupIds = local(
      this,
      "security_group_ids",
      hclAny`length(${input.security_group_ids}) > 0 ? ${input.security_group_ids} : ${every(group, "id")}`,
    );
  }
}

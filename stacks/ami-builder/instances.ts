import { DataAwsIamInstanceProfile } from "@cdktf/provider-aws/lib/data-aws-iam-instance-profile/index.js";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import { TerraformIterator } from "cdktf";
import { Construct } from "constructs";
import { comment } from "../shared/comment.ts";
import { hcl, hclList, hclNumber } from "../shared/hcl.ts";
import { one } from "../shared/instances.ts";
import { local } from "../shared/references.ts";
import { ServiceRole } from "../shared/service-role.ts";
import type { Settings } from "../shared/settings.ts";
import type { Bucket } from "./bucket.ts";
import { applicationName, input } from "./inputs.ts";
import { instancePermissions } from "./permissions/instance.ts";

/** Whom the instances that build act as: a role and a profile that the module makes, or a profile that is given. */
export class Instances extends Construct {
  /** Name of the profile, made or given. */
  readonly profileName: string;
  /** ARN of the profile's role, made or given: what the builder function may pass on. */
  readonly roleArn: string;
  /** ARN of the role that the module makes; null with a given profile. */
  readonly ownRoleArn: string;

  constructor(scope: Construct, id: string, bucket: Bucket, settings: Settings) {
    super(scope, id);
    const name = `${applicationName}-instance`;
    const count = hclNumber`${input.instance_profile_name} == "" ? 1 : 0`;
    const role = new ServiceRole(this, "role", {
      address: "instance",
      name,
      policyName: `${name}-policy`,
      purpose:
        "The role of the instances that build and test: what their agent needs, spelled out, as AmazonSSMManagedInstanceCore would let every script read every parameter of the account.",
      whyUnbound:
        "Its trust is not bound to the account: EC2 does not say for which account it assumes the role of an instance.",
      service: `ec2.${settings.account.dnsSuffix}`,
      permissions: instancePermissions(bucket, settings.account),
      count,
      settings,
    });
    this.ownRoleArn = role.arn;
    const policies = TerraformIterator.fromList(
      hclList`${input.instance_profile_name} == "" ? ${input.builder_policy_arns} : []`,
    );
    new IamRolePolicyAttachment(this, "aws_iam_role_policy_attachment.instance", {
      forEach: policies,
      role: role.roleName,
      policyArn: policies.value as string,
    });
    const profile = new IamInstanceProfile(this, "aws_iam_instance_profile.instance", {
      count,
      name,
      ...(settings.iamRolePath === undefined ? {} : { path: settings.iamRolePath }),
      role: role.roleName,
      tags: settings.tags,
      dependsOn: [role.policy],
    });
    const given = new DataAwsIamInstanceProfile(this, "data.aws_iam_instance_profile.given", {
      count: hclNumber`${input.instance_profile_name} != "" ? 1 : 0`,
      name: input.instance_profile_name,
    });
    comment(given, "Its role is what the builder function may pass on to EC2, and nothing else.");
    this.profileName = local(
      this,
      "instance_profile_name",
      hcl`${input.instance_profile_name} != "" ? ${input.instance_profile_name} : ${one(profile, "name")}`,
    );
    this.roleArn = local(
      this,
      "instance_role_arn",
      hcl`${input.instance_profile_name} != "" ? ${one(given, "role_arn")} : ${role.arn}`,
    );
  }
}

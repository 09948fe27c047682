import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import { comment } from "./comment.ts";
import { hcl, hclMap, jsonencode } from "./hcl.ts";
import { type Permission, policyDocument } from "./policy.ts";

/** Metadata type under which a role keeps what it may do and why, for the documents. */
export const permissionsMetadata = "permissions";

/** What a row of the documents' table of permissions is made of. */
export interface RolePermissions {
  /** The role's address. */
  readonly role: string;
  readonly permissions: readonly Permission[];
}

/** Describes a role that an AWS service takes on. */
export interface ServiceRoleConfig {
  /** Name in Terraform addresses. */
  readonly address: string;
  readonly name: string;
  /** Whose role it is and what it is for, as a comment in the module. */
  readonly purpose: string;
  readonly policyName: string;
  /** The service, for example `lambda.amazonaws.com`. */
  readonly service: string;
  /** Pattern of the ARNs of what may act through the role, where the service tells it when it takes the role on. */
  readonly sourceArn?: string;
  readonly permissions: readonly Permission[];
  /** Tags; the module's, if not given. */
  readonly tags?: Record<string, string>;
  readonly preconditions?: readonly { readonly condition: string; readonly errorMessage: string }[];
}

/**
 * A role with an inline policy. Only the service, acting for this account, can take it on: `aws:SourceAccount` keeps others from using the
 * service as a deputy (D55).
 */
export class ServiceRole extends Construct {
  readonly arn: string;
  /** For those that must not act before they are allowed to. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, config: ServiceRoleConfig) {
    super(scope, id);
    const role = new IamRole(this, `aws_iam_role.${config.address}`, {
      name: config.name,
      assumeRolePolicy: jsonencode({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: config.service },
            Action: "sts:AssumeRole",
            Condition: {
              StringEquals: { "aws:SourceAccount": hcl`data.aws_caller_identity.current.account_id` },
              ...(config.sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": config.sourceArn } }),
            },
          },
        ],
      }),
      permissionsBoundary: hcl`var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn`,
      tags: config.tags ?? hclMap`var.tags`,
      ...(config.preconditions === undefined ? {} : { lifecycle: { precondition: [...config.preconditions] } }),
    });
    this.arn = role.arn;
    comment(role, config.purpose);
    this.policy = new IamRolePolicy(this, `aws_iam_role_policy.${config.address}`, {
      name: config.policyName,
      role: role.id,
      policy: policyDocument(config.permissions),
    });
    const documented: RolePermissions = { role: `aws_iam_role.${config.address}`, permissions: config.permissions };
    this.node.addMetadata(permissionsMetadata, documented);
  }
}

import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import { comment } from "./comment.ts";
import { hcl, jsonencode } from "./hcl.ts";
import { one } from "./instances.ts";
import { type Permission, policyDocument } from "./policy.ts";
import { local } from "./references.ts";
import { nullIfEmpty, type Precondition, type Settings } from "./settings.ts";

/** Metadata type under which a role keeps what it may do and why, for the documents. */
export const permissionsMetadata = "permissions";

/** What a row of the documents' table of permissions is made of. */
export interface RolePermissions {
  /** The role's address. */
  readonly role: string;
  readonly permissions: readonly Permission[];
}

/** Most characters of all inline policies of a role together, white space not counted (IAM and STS quotas). */
const maxPolicyLength = 10_240;

/** Describes the role of one part of a module, which decides what the role is called and what it may do. */
export interface RoleConfig {
  /** Name in Terraform addresses. */
  readonly address: string;
  readonly name: string;
  readonly policyName: string;
  /** Whose role it is and what it is for, as a comment in the module. */
  readonly purpose: string;
  readonly permissions: readonly Permission[];
  /** Rules across inputs; the role is the first that is made of its part. */
  readonly preconditions?: readonly Precondition[];
  /** Which inputs to shorten when the policy gets too long, where they can make it so: `name fewer keys in key_arns`. */
  readonly lengthRemedy?: string;
}

/** Describes a role that an AWS service assumes. */
export interface ServiceRoleConfig extends RoleConfig {
  /** The service, for example `lambda.amazonaws.com`. */
  readonly service: string;
  /** Patterns of the ARNs of what may act through the role, where the service tells it when it assumes the role. */
  readonly sourceArns?: readonly string[];
  /**
   * Why the role can be assumed without the condition on the account, as a comment in the module: for a service that tells no account when it
   * assumes the role.
   */
  readonly whyUnbound?: string;
  /** How often the role is there: once or not at all. Always, if not given. */
  readonly count?: number;
  /** Tags; the module's, if not given. */
  readonly tags?: Record<string, string>;
  readonly settings: Settings;
}

/**
 * A role with an inline policy. Only the service, acting for this account, can assume it: `aws:SourceAccount` keeps others from using the
 * service as a deputy, where the service says for whom it acts.
 */
export class ServiceRole extends Construct {
  /** Null where the role is not there. */
  readonly arn: string;
  /** The role's name, for what belongs to it; null where the role is not there. */
  readonly roleName: string;
  /** For those that must not act before they are allowed to. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, config: ServiceRoleConfig) {
    super(scope, id);
    const { address, settings, sourceArns = [], whyUnbound } = config;
    const count = config.count === undefined ? {} : { count: config.count };
    const bound = {
      Condition: {
        StringEquals: { "aws:SourceAccount": settings.account.accountId },
        ...(sourceArns.length === 0
          ? {}
          : { ArnLike: { "aws:SourceArn": sourceArns.length === 1 ? sourceArns[0] : sourceArns } }),
      },
    };
    const role = new IamRole(this, `aws_iam_role.${address}`, {
      ...count,
      name: config.name,
      ...(settings.iamRolePath === undefined ? {} : { path: settings.iamRolePath }),
      assumeRolePolicy: jsonencode({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: config.service },
            Action: "sts:AssumeRole",
            ...(whyUnbound === undefined ? bound : {}),
          },
        ],
      }),
      permissionsBoundary: nullIfEmpty(settings.permissionsBoundaryArn),
      tags: config.tags ?? settings.tags,
      ...(config.preconditions === undefined ? {} : { lifecycle: { precondition: [...config.preconditions] } }),
    });
    const isCounted = config.count !== undefined;
    this.arn = isCounted ? one(role, "arn") : role.arn;
    this.roleName = isCounted ? one(role, "name") : role.name;
    comment(role, whyUnbound === undefined ? config.purpose : `${config.purpose} ${whyUnbound}`);
    const document = policyDocument(config.permissions);
    const { lengthRemedy } = config;
    const policy = lengthRemedy === undefined ? document : local(this, `${address}_policy`, document);
    this.policy = new IamRolePolicy(this, `aws_iam_role_policy.${address}`, {
      ...count,
      name: config.policyName,
      role: isCounted ? one(role, "id") : role.id,
      policy,
      ...(lengthRemedy === undefined ? {} : { lifecycle: { precondition: [shortEnough(policy, lengthRemedy)] } }),
    });
    const documented: RolePermissions = { role: `aws_iam_role.${address}`, permissions: config.permissions };
    this.node.addMetadata(permissionsMetadata, documented);
  }
}

function shortEnough(policy: string, remedy: string): Precondition {
  return {
    condition: hcl`length(${policy}) <= ${maxPolicyLength}`,
    errorMessage: `The role's policy is longer than the 10,240 characters that IAM allows: ${remedy}.`,
  };
}

import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import type { Account } from "./account.ts";
import { hcl, hclAny } from "./hcl.ts";
import type { Permission } from "./policy.ts";
import { local } from "./references.ts";
import type { Precondition } from "./settings.ts";

/** Describes a customer managed key that a user names. */
export interface CustomerManagedKeyConfig {
  /** Beginning of the names of its locals: a module may have several keys. */
  readonly name: string;
  /** The input: a key id, a key ARN, an alias, an alias ARN, or empty for no customer managed key. */
  readonly keyId: string;
  readonly account: Account;
}

/**
 * A customer managed key in the forms IAM understands. An alias's ARN gives no right on the key behind it (KMS, controlling access to
 * aliases), so for an alias the resource is every key of its account and Region, and a condition names the alias.
 */
export class CustomerManagedKey extends Construct {
  readonly isUsed: IResolvable;
  /** What a policy's resource is. */
  readonly arn: string;
  /** What a policy's condition holds besides; empty for a key that is given by itself. */
  readonly aliasCondition: IResolvable;
  /** What a policy's condition holds for the use through EC2 alone. */
  readonly #viaEc2: IResolvable;
  readonly #config: CustomerManagedKeyConfig;

  constructor(scope: Construct, id: string, config: CustomerManagedKeyConfig) {
    super(scope, id);
    const { name, keyId, account } = config;
    this.#config = config;
    this.isUsed = local(this, `uses_${name}`, hclAny`${keyId} != ""`);
    const alias = local(this, `${name}_alias`, hclAny`one(regexall("alias/[a-zA-Z0-9/_-]+$", ${keyId}))`);
    const prefix = local(
      this,
      `${name}_arn_prefix`,
      hcl`can(regex("^arn:", ${keyId})) ? join(":", slice(split(":", ${keyId}), 0, 5)) : ${account.arnPrefix("kms")}`,
    );
    this.arn = local(
      this,
      `${name}_arn`,
      hcl`${alias} != null ? "${prefix}:key/*" : "${prefix}:key/\${reverse(split("/", ${keyId}))[0]}"`,
      "An alias's ARN gives no right on the key behind it: for an alias it is every key, with a condition that names the alias.",
    );
    const hosts = [`ec2.${account.region}.amazonaws.com`, `ec2.${account.region}.${account.dnsSuffix}`];
    this.#viaEc2 = local(
      this,
      `${name}_via_ec2`,
      { "kms:ViaService": hclAny`distinct(${hosts})` },
      "By either domain: the services of China go by one of their own.",
    );
    this.aliasCondition = local(
      this,
      `${name}_alias_condition`,
      hclAny`${alias} == null ? {} : { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = [${alias}] } }`,
    );
  }

  /** The key is in the module's Region, if it is given by an ARN. */
  inRegion(errorMessage: string): Precondition {
    const { keyId, account } = this.#config;
    return {
      condition: hcl`can(regex("^arn:", ${keyId})) ? split(":", ${keyId})[3] == ${account.region} : true`,
      errorMessage,
    };
  }

  /**
   * What a role needs whose images, snapshots or volumes EC2 encrypts with the key (EBS user guide, permissions for EBS encryption).
   *
   * @param what what is encrypted, in the plural
   */
  ebsPermissions(what: string): readonly Permission[] {
    return ebsPermissions(what, {
      arns: this.arn,
      viaEc2: this.#viaEc2,
      aliasCondition: this.aliasCondition,
      when: this.isUsed,
    });
  }
}

/** Keys as the statements of a policy name them. */
interface KeyStatements {
  /** What a statement's resource is. */
  readonly arns: string;
  /** The services through which they are used. */
  readonly viaEc2: IResolvable;
  /** What names their aliases; without it they are given by themselves. */
  readonly aliasCondition?: IResolvable;
  readonly when: IResolvable;
  /** End of the Sids, where a policy has several such groups. */
  readonly suffix?: string;
}

/** What a role needs whose images, snapshots or volumes EC2 encrypts with keys (EBS user guide, permissions for EBS encryption). */
export function ebsPermissions(
  what: string,
  { arns, viaEc2, aliasCondition, when, suffix = "" }: KeyStatements,
): readonly Permission[] {
  const condition = (more: Readonly<Record<string, unknown>>) =>
    aliasCondition === undefined ? more : hclAny`merge(${more}, ${aliasCondition})`;
  return [
    {
      sid: `Encrypt${what.charAt(0).toUpperCase()}${what.slice(1)}${suffix}`,
      reason: `EC2 encrypts the ${what} with the customer managed key on the role's behalf`,
      actions: ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"],
      resources: arns,
      condition: condition({ StringEquals: viaEc2 }),
      when,
    },
    {
      sid: `GrantKeyToEc2${suffix}`,
      reason: "EC2 keeps using the key after the call has returned, through a grant that only AWS services can hold",
      actions: ["kms:CreateGrant"],
      resources: arns,
      condition: condition({ StringEquals: viaEc2, Bool: { "kms:GrantIsForAWSResource": "true" } }),
      when,
    },
    {
      sid: `CheckKey${suffix}`,
      reason:
        "Looks whether the key can be used before anything is made with it; EC2 would only fail long after the call",
      actions: ["kms:DescribeKey"],
      resources: arns,
      ...(aliasCondition === undefined ? {} : { condition: aliasCondition }),
      when,
    },
  ];
}

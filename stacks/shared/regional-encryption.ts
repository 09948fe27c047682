import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import type { Account } from "./account.ts";
import { ebsPermissions } from "./encryption.ts";
import { hcl, hclAny } from "./hcl.ts";
import type { Permission } from "./policy.ts";
import { local } from "./references.ts";

/** Describes the customer managed keys of several Regions. */
export interface RegionalKeysConfig {
  /** Beginning of the names of its locals. */
  readonly name: string;
  /** A map from Region to key: a key id, a key ARN, an alias, an alias ARN, or empty for no customer managed key there. */
  readonly keys: IResolvable;
  readonly account: Account;
}

/**
 * Customer managed keys, one for each Region, in the forms IAM understands. As an alias's ARN gives no right on the key behind it (KMS,
 * controlling access to aliases), keys that are given by an alias are every key of the account and Region, with a condition that names the
 * aliases: those of all Regions together, which keeps the policy short.
 */
export class RegionalKeys extends Construct {
  readonly #arns: string;
  readonly #aliases: IResolvable;
  readonly #placesOfAliases: string;
  readonly #viaEc2: IResolvable;

  constructor(scope: Construct, id: string, { name, keys, account }: RegionalKeysConfig) {
    super(scope, id);
    const { partition, accountId, dnsSuffix } = account;
    const given = local(this, `${name}s`, hclAny`{ for region, key in ${keys} : region => key if key != "" }`);
    const isAlias = 'can(regex("alias/[a-zA-Z0-9/_-]+$", key))';
    this.#arns = local(
      this,
      `${name}_arns`,
      hcl`[for region, key in ${given} : can(regex("^arn:", key)) ? key : "arn:${partition}:kms:\${region}:${accountId}:key/\${key}" if !${isAlias}]`,
    );
    this.#aliases = local(
      this,
      `${name}_aliases`,
      hclAny`distinct([for key in values(${given}) : regex("alias/[a-zA-Z0-9/_-]+$", key) if ${isAlias}])`,
    );
    this.#placesOfAliases = local(
      this,
      `${name}_places_of_aliases`,
      hcl`[for region, key in ${given} : can(regex("^arn:", key)) ? "\${join(":", slice(split(":", key), 0, 5))}:key/*" : "arn:${partition}:kms:\${region}:${accountId}:key/*" if ${isAlias}]`,
      "An alias's ARN gives no right on the key behind it: for an alias it is every key, with a condition that names the alias.",
    );
    this.#viaEc2 = local(
      this,
      `${name}s_via_ec2`,
      {
        "kms:ViaService": hclAny`distinct(flatten([for region in keys(${given}) : ["ec2.\${region}.amazonaws.com", "ec2.\${region}.${dnsSuffix}"]]))`,
      },
      "By either domain: the services of China go by one of their own.",
    );
  }

  /**
   * What a role needs whose images, snapshots or volumes EC2 encrypts with the keys.
   *
   * @param what what is encrypted, in the plural
   */
  ebsPermissions(what: string): readonly Permission[] {
    const viaEc2 = this.#viaEc2;
    return [
      ...ebsPermissions(what, { arns: this.#arns, viaEc2, when: hclAny`length(${this.#arns}) > 0` }),
      ...ebsPermissions(what, {
        arns: this.#placesOfAliases,
        viaEc2,
        aliasCondition: hclAny`${{ "ForAnyValue:StringEquals": { "kms:ResourceAliases": this.#aliases } }}`,
        when: hclAny`length(${this.#aliases}) > 0`,
        suffix: "ByAlias",
      }),
    ];
  }
}

import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import type { Account } from "../shared/account.ts";
import { hcl, hclAny } from "../shared/hcl.ts";
import { local } from "../shared/references.ts";
import { input } from "./inputs.ts";

/** The Regions that the module works in, and ARNs of what it works with there. */
export class Places extends Construct {
  /** The provider's and those of `regional`: where images are published. */
  readonly regions: IResolvable;
  /** Those among them where instances can be launched. */
  readonly buildRegions: IResolvable;
  readonly account: Account;
  /** Beginning of the names of all parameters. */
  readonly parameterPrefix: string;

  constructor(scope: Construct, id: string, account: Account) {
    super(scope, id);
    this.account = account;
    this.regions = local(this, "regions", hclAny`concat([${account.region}], keys(${input.regional}))`);
    this.buildRegions = local(
      this,
      "build_regions",
      hclAny`concat([${account.region}], [for region, place in ${input.regional} : region if length(place.subnet_ids) > 0])`,
      "Instances are launched in the provider's Region, and where there are subnets for them.",
    );
    this.parameterPrefix = local(
      this,
      "parameter_prefix",
      hcl`${input.parameter_prefix} != "" ? ${input.parameter_prefix} : "/${input.name_prefix}"`,
    );
  }

  /** ARNs of EC2's resources of the account, such as `instance/*`, in Regions. */
  ec2(regions: IResolvable, ...resources: readonly string[]): string {
    const { partition, accountId } = this.account;
    return this.inEach(
      regions,
      resources.map((resource) => hcl`"arn:${partition}:ec2:\${region}:${accountId}:${resource}"`),
    );
  }

  /** ARNs of images or snapshots, which belong to no account, in Regions. */
  images(regions: IResolvable, ...resources: readonly string[]): string {
    const { partition } = this.account;
    return this.inEach(
      regions,
      resources.map((resource) => hcl`"arn:${partition}:ec2:\${region}::${resource}"`),
    );
  }

  /** ARNs of the account's parameters with a name or a pattern, in the Regions. */
  parameters(name: string): string {
    const { partition, accountId } = this.account;
    return this.inEach(this.regions, [hcl`"arn:${partition}:ssm:\${region}:${accountId}:parameter${name}"`]);
  }

  /** ARNs by Region, from texts that refer to `region`. */
  inEach(regions: IResolvable, arns: readonly string[]): string {
    return arns.length === 1
      ? hcl`[for region in ${regions} : ${arns[0]}]`
      : hcl`flatten([for region in ${regions} : ${arns}])`;
  }
}

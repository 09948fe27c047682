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
  /** Names of the account's parameters that templates take base images from. */
  readonly baseParameters: IResolvable;
  /** ARNs of the instances that can be launched. */
  readonly instances: string;
  /** ARNs of their volumes and network interfaces. */
  readonly instanceParts: string;
  /** ARNs of the images that can be made of instances, in the Regions where they are. */
  readonly builtImages: string;
  /** ARNs of those images' snapshots. */
  readonly builtSnapshots: string;
  /** ARNs of all images. */
  readonly images: string;
  /** ARNs of all snapshots. */
  readonly snapshots: string;

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
    const source = "yamldecode(text).base_ami.source";
    this.baseParameters = local(
      this,
      "base_parameters",
      hclAny`distinct([for text in values(${input.templates}) : ${source} if can(regex("^/", ${source})) && !can(regex("^/aws/service/", ${source}))])`,
      "Parameters of the account that templates take base images from.",
    );
    const { buildRegions, regions } = this;
    this.instances = this.list("instance_arns", this.ec2(buildRegions, "instance/*"));
    this.instanceParts = this.list("instance_part_arns", this.ec2(buildRegions, "volume/*", "network-interface/*"));
    this.builtImages = this.list("built_image_arns", this.unowned(buildRegions, "image/*"));
    this.builtSnapshots = this.list("built_snapshot_arns", this.unowned(buildRegions, "snapshot/*"));
    this.images = this.list("image_arns", this.unowned(regions, "image/*"));
    this.snapshots = this.list("snapshot_arns", this.unowned(regions, "snapshot/*"));
  }

  /** ARNs of EC2's resources of the account, such as `instance/*`, in Regions. */
  ec2(regions: IResolvable, ...resources: readonly string[]): string {
    const { partition, accountId } = this.account;
    return this.inEach(
      regions,
      resources.map((resource) => hcl`"arn:${partition}:ec2:\${region}:${accountId}:${resource}"`),
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

  /** ARNs of images or snapshots, which belong to no account, in Regions. */
  private unowned(regions: IResolvable, resource: string): string {
    return this.inEach(regions, [hcl`"arn:${this.account.partition}:ec2:\${region}::${resource}"`]);
  }

  private list(name: string, arns: string): string {
    return local(this, name, arns);
  }
}

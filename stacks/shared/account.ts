import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { Construct } from "constructs";
import { local } from "./references.ts";

/**
 * Where the module is installed, as the provider tells it: what every ARN it writes is made of. The beginning of a service's ARNs stands
 * once, in a local that is declared when it is first asked for.
 */
export class Account extends Construct {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  /** The partition's domain: `amazonaws.com`, in China `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
  /** The Region of the module's resources. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly #prefixes = new Map<string, string>();

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const partition = new DataAwsPartition(this, "data.aws_partition.current");
    // The attribute name is deprecated since version 6 of the provider, which calls it region; id is in both.
    const region = new DataAwsRegion(this, "data.aws_region.current");
    const identity = new DataAwsCallerIdentity(this, "data.aws_caller_identity.current");
    this.partition = partition.partition;
    this.dnsSuffix = partition.dnsSuffix;
    this.region = region.id;
    this.accountId = identity.accountId;
  }

  /** `arn:<partition>:<service>:<region>:<account>:<resource>`. */
  arn(service: string, resource: string): string {
    return `${this.arnPrefix(service)}:${resource}`;
  }

  /** What stands before the resource in {@link arn}, without its colon. */
  arnPrefix(service: string): string {
    return this.prefix(`${service}_arn_prefix`, `arn:${this.partition}:${service}:${this.region}:${this.accountId}`);
  }

  /** ARN of EC2 images or snapshots, which belong to no account, in the module's Region. */
  imageArn(resource: string): string {
    return `${this.prefix("image_arn_prefix", `arn:${this.partition}:ec2:${this.region}:`)}:${resource}`;
  }

  /** {@link imageArn} in a Region that may be another. */
  imageArnIn(region: string, resource: string): string {
    return `arn:${this.partition}:ec2:${region}::${resource}`;
  }

  private prefix(name: string, value: string): string {
    const known = this.#prefixes.get(name) ?? local(this, name, value);
    this.#prefixes.set(name, known);
    return known;
  }
}

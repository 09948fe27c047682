import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { Construct } from "constructs";

/** Where the module is: what every ARN it writes is made of. */
export class Account extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new DataAwsPartition(this, "data.aws_partition.current");
    new DataAwsRegion(this, "data.aws_region.current");
    new DataAwsCallerIdentity(this, "data.aws_caller_identity.current");
  }
}

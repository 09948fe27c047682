import { dependable } from "cdktf";
import { Construct } from "constructs";
import { environmentNames as names } from "../../lambdas/image-sweeper/contract.ts";
import { optionalBlock } from "../shared/dynamic-block.ts";
import { NodeFunction } from "../shared/function.ts";
import { hcl } from "../shared/hcl.ts";
import type { Settings } from "../shared/settings.ts";
import { functionTimeout } from "./definition.ts";
import { applicationName, input, inputRules, isInNetwork } from "./inputs.ts";
import { sweeperPermissions } from "./permissions.ts";

/** The module's function, with a role that has only what it calls. */
export class Functions extends Construct {
  readonly sweeper: NodeFunction;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.sweeper = new NodeFunction(this, "sweeper", {
      address: "sweeper",
      entry: "lambdas/image-sweeper/sweeper.ts",
      functionName: `${applicationName}-sweeper`,
      description: "Finds images that are due, and removes them",
      timeout: functionTimeout,
      environment: {
        [names.kinds]: hcl`jsonencode([for name, kind in ${input.kinds} : { name = name, keep_days = kind.keep_days, keep_newest = kind.keep_newest }])`,
      },
      role: {
        purpose: "The sweeper's role. Its preconditions are the rules that look at several inputs.",
        permissions: sweeperPermissions(settings.account),
        preconditions: inputRules(settings.account),
      },
      settings,
    });
    this.attachToNetwork();
  }

  private attachToNetwork(): void {
    const { function: lambda, logGroup, role } = this.sweeper;
    lambda.putVpcConfig({
      subnetIds: input.vpc_subnet_ids,
      securityGroupIds: input.vpc_security_group_ids,
    });
    optionalBlock(lambda, "vpc_config", isInNetwork);
    // Lambda checks when it makes the function whether the role may make network interfaces.
    lambda.dependsOn = [logGroup, role.policy].map(dependable);
  }
}

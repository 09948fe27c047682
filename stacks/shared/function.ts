import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { Construct } from "constructs";
import { comment } from "./comment.ts";
import { optionalBlock } from "./dynamic-block.ts";
import { hcl, hclAny } from "./hcl.ts";
import { traceFunction, writeLogs } from "./permissions.ts";
import { type RoleConfig, ServiceRole } from "./service-role.ts";
import { nullIfEmpty, type Settings } from "./settings.ts";

/** Describes one function of a module. */
export interface NodeFunctionConfig {
  /** Name in Terraform addresses, for example `status_checker`. */
  readonly address: string;
  /** The handler's file, from the top of the project: `lambdas/<module>/<function>.ts`. */
  readonly entry: string;
  /** The function's name in AWS. */
  readonly functionName: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** Environment variables: a map, or an expression that gives one. Without it the function has no environment. */
  readonly environment?: Record<string, string>;
  /** The network it is in, where the lists are not empty; outside of all, if not given. */
  readonly network?: { readonly subnetIds: string[]; readonly securityGroupIds: string[] };
  /** MB; the module's, if not given. */
  readonly memorySize?: number;
  /**
   * Its role. Address and names are the function's unless the module's original called them otherwise. Writing its log and traces is
   * added to the permissions.
   */
  readonly role: Pick<RoleConfig, "purpose" | "permissions" | "preconditions" | "lengthRemedy"> &
    Partial<Pick<RoleConfig, "address" | "name" | "policyName">>;
  readonly settings: Settings;
}

/**
 * A Node.js function with its role and its log group. Each change of its code or settings is published as a version (Lambda, function
 * versions): who calls {@link version} goes on with the code and the settings that it was written with, whatever is applied meanwhile.
 */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  /** ARN of the version that is published last: what a state machine calls. */
  readonly version: string;
  readonly logGroup: CloudwatchLogGroup;
  readonly role: ServiceRole;
  /** What the generator bundles, and the name of the zip it makes, without its ending. */
  readonly bundle: { readonly entry: string; readonly name: string };

  constructor(scope: Construct, id: string, config: NodeFunctionConfig) {
    super(scope, id);
    const { address, functionName, network, settings } = config;
    const name = config.entry.replace(/^.*\//, "").replace(/\.ts$/, "");
    this.bundle = { entry: config.entry, name };
    this.logGroup = new CloudwatchLogGroup(this, `aws_cloudwatch_log_group.${address}`, {
      name: `/aws/lambda/${functionName}`,
      retentionInDays: settings.logRetentionDays,
      kmsKeyId: nullIfEmpty(settings.logKmsKeyArn),
      tags: settings.tags,
    });
    this.role = new ServiceRole(this, "role", {
      address,
      name: functionName,
      policyName: `${functionName}-policy`,
      ...config.role,
      service: "lambda.amazonaws.com",
      permissions: [writeLogs(this.logGroup.arn), traceFunction(settings.tracingEnabled), ...config.role.permissions],
      settings,
    });
    const zip = `${settings.zipFolder}/${name}.zip`;
    this.function = new LambdaFunction(this, `aws_lambda_function.${address}`, {
      functionName,
      description: config.description,
      role: this.role.arn,
      filename: zip,
      sourceCodeHash: hcl`filebase64sha256("${zip}")`,
      handler: "index.handler",
      runtime: settings.lambdaRuntime,
      architectures: [settings.lambdaArchitecture],
      memorySize: config.memorySize ?? settings.lambdaMemorySize,
      timeout: config.timeout,
      ...(config.environment === undefined ? {} : { environment: { variables: config.environment } }),
      ...(network === undefined ? {} : { vpcConfig: network }),
      publish: true,
      tracingConfig: { mode: hcl`${settings.tracingEnabled} ? "Active" : "PassThrough"` },
      tags: settings.tags,
      dependsOn: [this.logGroup],
    });
    if (network !== undefined) optionalBlock(this.function, "vpc_config", hclAny`length(${network.subnetIds}) > 0`);
    this.version = this.function.qualifiedArn;
    comment(
      this.function,
      "After its log group: Lambda would make one of its own, without retention, if the function ran before.",
    );
  }
}

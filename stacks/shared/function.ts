import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { Construct } from "constructs";
import { hcl, hclMap, hclNumber } from "./hcl.ts";

/** Describes one function of a module. */
export interface NodeFunctionConfig {
  /** Name in Terraform addresses, for example `status_checker`. */
  readonly address: string;
  /** The handler's file, from the top of the project: `lambdas/<module>/<function>.ts`. */
  readonly entry: string;
  /** The function's name in AWS. */
  readonly functionName: string;
  readonly description: string;
  readonly roleArn: string;
  /** Seconds. */
  readonly timeout: number;
  /** Environment variables: a map, or an expression that gives one. */
  readonly environment?: Record<string, string>;
  /** Folder of the zips, as Terraform finds it: `${path.module}/lambdas`. */
  readonly zipFolder: string;
}

/**
 * A Node.js function with its log group. Runtime, architecture, memory, tracing, log retention and tags come from inputs that
 * every module has under the same names.
 */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: CloudwatchLogGroup;
  /** What the generator bundles, and the name of the zip it makes, without its ending. */
  readonly bundle: { readonly entry: string; readonly name: string };

  constructor(scope: Construct, id: string, config: NodeFunctionConfig) {
    super(scope, id);
    const name = config.entry.replace(/^.*\//, "").replace(/\.ts$/, "");
    this.bundle = { entry: config.entry, name };
    this.logGroup = new CloudwatchLogGroup(this, `aws_cloudwatch_log_group.${config.address}`, {
      name: `/aws/lambda/${config.functionName}`,
      retentionInDays: hclNumber`var.log_retention_days`,
      kmsKeyId: hcl`var.log_kms_key_arn == "" ? null : var.log_kms_key_arn`,
      tags: hclMap`var.tags`,
    });
    const zip = `${config.zipFolder}/${name}.zip`;
    this.function = new LambdaFunction(this, `aws_lambda_function.${config.address}`, {
      functionName: config.functionName,
      description: config.description,
      role: config.roleArn,
      filename: zip,
      sourceCodeHash: hcl`filebase64sha256("${zip}")`,
      handler: "index.handler",
      runtime: hcl`var.lambda_runtime`,
      architectures: [hcl`var.lambda_architecture`],
      memorySize: hclNumber`var.lambda_memory_size`,
      timeout: config.timeout,
      ...(config.environment === undefined ? {} : { environment: { variables: config.environment } }),
      tracingConfig: { mode: hcl`var.tracing_enabled ? "Active" : "PassThrough"` },
      tags: hclMap`var.tags`,
      // Lambda would make a log group of its own, without retention, if the function ran before this one exists.
      dependsOn: [this.logGroup],
    });
  }
}

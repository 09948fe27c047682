import { policyOfRole } from "../aws/iam/resources.ts";
import { regionalArn } from "../aws/arn.ts";
import { findBlock, findNumber, findText, textOf, textsOf } from "../aws/resource-values.ts";
import type { EvaluatedModule } from "../terraform/evaluate.ts";
import type { Arguments, InstanceType, Location } from "../terraform/resources.ts";

/** What Terraform knows of the resources of Lambda after it has applied them. */
export const lambdaResources: Readonly<Record<string, InstanceType>> = {
  aws_lambda_function: {
    defaults: { memory_size: 128, timeout: 3, package_type: "Zip", publish: false, reserved_concurrent_executions: -1 },
    computed: (given, at) => {
      const arn = functionArn(given, at);
      // The first version that is published is 1; without one the provider gives the latest code's.
      const version = given.value("publish") === true ? "1" : "$LATEST";
      return {
        id: given.text("function_name"),
        arn,
        version,
        qualified_arn: `${arn}:${version}`,
        invoke_arn: invokeArn(arn, at),
        qualified_invoke_arn: invokeArn(`${arn}:${version}`, at),
      };
    },
  },
  aws_lambda_alias: {
    computed: (given, at) => {
      // The function is given by its name or its ARN.
      const owner = given.text("function_name");
      const arn = `${owner.startsWith("arn:") ? owner : functionArn(given, at)}:${given.text("name")}`;
      return { id: arn, arn, invoke_arn: invokeArn(arn, at) };
    },
  },
  aws_lambda_permission: { computed: (given) => ({ id: given.text("statement_id") }) },
};

/** A Lambda function of the module. */
export interface ModuleFunction {
  readonly arn: string;
  readonly name: string;
  /** Absolute path. */
  readonly zip: string;
  readonly handler: string;
  /** For example `nodejs22.x`. */
  readonly runtime: string;
  /** Seconds. */
  readonly timeout: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  /** Statements of the policies of its role. */
  readonly policy: readonly unknown[];
}

/**
 * The functions of a module.
 *
 * @throws ModuleError for a function whose role is not the module's
 */
export function readFunctions(module: EvaluatedModule): readonly ModuleFunction[] {
  return module.resources("aws_lambda_function").map((resource) => {
    const { values } = resource;
    const roleArn = textOf(resource, "role");
    return {
      arn: textOf(resource, "arn"),
      name: textOf(resource, "function_name"),
      zip: textOf(resource, "filename"),
      handler: textOf(resource, "handler"),
      runtime: findText(values, "runtime") ?? "",
      timeout: findNumber(values, "timeout") ?? 0,
      memoryMegabytes: findNumber(values, "memory_size") ?? 0,
      environment: textsOf(findBlock(values, "environment") ?? {}, "variables"),
      roleArn,
      policy: policyOfRole(module, roleArn),
    };
  });
}

function functionArn(given: Arguments, at: Location): string {
  return regionalArn(at, "lambda", `function:${given.text("function_name")}`);
}

function invokeArn(arn: string, { partition, region }: Location): string {
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

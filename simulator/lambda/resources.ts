import { policyOfRole } from "../aws/iam/resources.ts";
import { regionalArn } from "../aws/arn.ts";
import { findBlock, findNumber, findText, textOf, textsOf } from "../aws/resource-values.ts";
import type { EvaluatedModule } from "../terraform/evaluate.ts";
import type { Arguments, ResourceType, Location } from "../terraform/resources.ts";
import { encodeJson, type Value } from "../terraform/values.ts";
import type { PublishedVersions } from "./published-versions.ts";

/** What the provider gives for the version of a function that is not published. */
const latest = "$LATEST";

/**
 * What Terraform knows of the resources of Lambda after it has applied them.
 *
 * @param versions what is published already where they are applied
 */
export function lambdaResources(versions: PublishedVersions): Readonly<Record<string, ResourceType>> {
  return {
    aws_lambda_function: {
      defaults: {
        memory_size: 128,
        timeout: 3,
        package_type: "Zip",
        publish: false,
        reserved_concurrent_executions: -1,
      },
      computed: (given, at) => {
        const arn = functionArn(given, at);
        const settings = versionedSettings((name) => given.value(name));
        const version = given.value("publish") === true ? String(versions.next(arn, settings)) : latest;
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
}

/** Arguments that a version keeps: those of which the provider publishes a new one when they change (`needsFunctionConfigUpdate`). */
const versioned = [
  ...["source_code_hash", "architectures", "description", "handler", "runtime", "role", "timeout", "memory_size"],
  ...["environment", "kms_key_arn", "layers", "dead_letter_config", "file_system_config", "image_config", "snap_start"],
  ...["tracing_config", "vpc_config", "ephemeral_storage", "logging_config"],
];

function versionedSettings(value: (name: string) => Value): string {
  return encodeJson(Object.fromEntries(versioned.map((name) => [name, value(name)])));
}

/** A Lambda function of the module. */
export interface ModuleFunction {
  readonly arn: string;
  readonly name: string;
  /** The version that is published; undefined for a function that is not. */
  readonly version: number | undefined;
  /** Aliases of its versions: the alias's ARN, and the version it is of. */
  readonly aliases: readonly (readonly [arn: string, version: string])[];
  /** Its code and all settings that a version keeps. */
  readonly settings: string;
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
      version: textOf(resource, "version") === latest ? undefined : Number(textOf(resource, "version")),
      aliases: readAliases(module, textOf(resource, "arn")),
      settings: versionedSettings((name) => values[name] ?? null),
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

function readAliases(module: EvaluatedModule, arn: string): readonly (readonly [arn: string, version: string])[] {
  return module
    .resources("aws_lambda_alias")
    .map((alias) => [textOf(alias, "arn"), textOf(alias, "function_version")] as const)
    .filter(([alias]) => alias.startsWith(`${arn}:`));
}

function functionArn(given: Arguments, at: Location): string {
  return regionalArn(at, "lambda", `function:${given.text("function_name")}`);
}

function invokeArn(arn: string, { partition, region }: Location): string {
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

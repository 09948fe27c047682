import { amiBuilderBuildVariables } from "./ami-builder/builds.ts";
import { amiBuilderCaptureVariables } from "./ami-builder/captures.ts";
import { amiBuilderCleanupVariables } from "./ami-builder/cleanup.ts";
import { amiBuilderImageVariables } from "./ami-builder/images.ts";
import { amiBuilderTemplateVariables } from "./ami-builder/templates.ts";
import {
  failureSignal,
  iamRolePath,
  lambdaArchitecture,
  lambdaMemorySize,
  lambdaRuntime,
  logKmsKeyArn,
  logRetentionDays,
  namePrefix,
  permissionsBoundaryArn,
  scheduleEnabled,
  scheduleExpressionVariable,
  tags,
  tracingEnabled,
} from "./common.ts";
import type { VariableDefinition, VariableValue } from "./variable.ts";

const prefix = namePrefix("name_prefix", {
  default: "golden",
  pattern: "[a-z][a-z0-9-]{1,31}",
  must: "have 2 to 32 lower-case letters, digits or hyphens and begin with a letter: bucket and parameters bear it.",
});

const ownTags = tags({
  description: "Tags of the module's resources, of instances while they build, of images and of their snapshots.",
  own: 13,
  most: {
    count: 30,
    why: "AWS allows 50 tags, the module writes up to 13 of its own, and a template or a capture may add to them up to 37 together.",
  },
  reserved: ["ManagedBy", "CreatedFrom", "CreatedFromJob", "AutoCreated", "CreatedAt"],
  reservedWhy: "the module writes them, and recognises its images by them.",
});

/** Inputs of ami-builder: what is built, how, what becomes of images, captures, housekeeping, and what every module has. */
export const amiBuilderVariables = [
  {
    ...prefix,
    rules: [
      ...(prefix.rules ?? []),
      {
        // Systems Manager, requirements and constraints for parameter names.
        condition: 'var.name_prefix == null ? true : !can(regex("^(aws|ssm)", var.name_prefix))',
        errorMessage:
          "name_prefix must not begin with aws or ssm, as Systems Manager keeps such names of parameters to itself.",
      },
    ],
  },
  ...amiBuilderTemplateVariables,
  {
    ...ownTags,
    rules: [
      ...(ownTags.rules ?? []),
      {
        condition: 'alltrue([for key in keys(var.tags) : !can(regex("^AmiBuilder", key))])',
        errorMessage:
          "tags must not have keys that begin with AmiBuilder, by which the module recognises what is its own.",
      },
    ],
  },
  scheduleExpressionVariable("schedule_expression", {
    default: "cron(0 2 ? * MON *)",
    description: "When to build what is due, for example rate(7 days) or cron(0 2 ? * MON *), in UTC.",
  }),
  scheduleEnabled("schedule_enabled"),
  ...amiBuilderBuildVariables,
  ...amiBuilderImageVariables,
  ...amiBuilderCaptureVariables,
  ...amiBuilderCleanupVariables,
  lambdaMemorySize(256),
  lambdaRuntime,
  lambdaArchitecture,
  logRetentionDays("log_retention_days", 7),
  logKmsKeyArn,
  tracingEnabled(false),
  permissionsBoundaryArn,
  iamRolePath,
  ...failureSignal({
    alarmsEnabled: false,
    hoursWithoutSuccess: 26,
    hoursAdvice: "twice the interval of the cleanup, whose runs it watches, as builds are weekly",
  }),
] as const satisfies readonly VariableDefinition[];

/** Default of an input that has one. */
export function variableDefault(name: (typeof amiBuilderVariables)[number]["name"]): VariableValue {
  const definition: VariableDefinition | undefined = amiBuilderVariables.find((variable) => variable.name === name);
  if (definition?.default === undefined) throw new Error(`The input ${name} has no default`);
  return definition.default;
}

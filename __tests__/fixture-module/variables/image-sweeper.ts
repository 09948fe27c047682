import {
  failureSignal,
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
import { itemsBetween } from "./rules.ts";
import { lines, type VariableDefinition } from "./variable.ts";

/** Inputs of image-sweeper: what it sweeps, then what every module has. */
export const imageSweeperVariables = [
  namePrefix("name_prefix", {
    default: "images",
    pattern: "[a-z0-9][a-z0-9-]{0,20}",
    must: "have 1 to 21 small letters, digits or hyphens and begin with no hyphen: a bucket's name has room for no more.",
  }),
  {
    name: "kinds",
    type: "map(object({ keep_days = number, keep_newest = optional(number, 1), archive_exports_days = optional(number), keep_exports_days = optional(number, 365) }))",
    description: lines(
      "How long images are kept, by their kind: an image is of the kind that its tag SweepKind names, and others are left alone.",
      "keep_days: days after which an image goes; keep_newest: how many stay however old they are.",
      "archive_exports_days and keep_exports_days: days after which exports in the kind's folder of the bucket are archived, and go.",
    ),
    rules: [
      itemsBetween("kinds", 1, 20, "kinds must have 1 to 20 kinds: the function's environment has room for no more."),
      {
        condition: 'alltrue([for kind in keys(var.kinds) : can(regex("^[a-z0-9-]{1,32}$", kind))])',
        errorMessage:
          "kinds must have names of 1 to 32 small letters, digits and hyphens: they are tags and folders as well.",
      },
      {
        condition:
          "alltrue([for kind in values(var.kinds) : alltrue([for number in [kind.keep_days, kind.keep_newest, kind.keep_exports_days] : number >= 0 && number <= 3650 && floor(number) == number])])",
        errorMessage: "kinds must have whole numbers from 0 to 3650, in days and in images.",
      },
      {
        condition:
          "alltrue([for kind in values(var.kinds) : kind.archive_exports_days == null ? kind.keep_exports_days >= 1 : try(kind.archive_exports_days >= 1 && kind.archive_exports_days < kind.keep_exports_days, false)])",
        errorMessage:
          "kinds must archive exports, if at all, before they go: archive_exports_days < keep_exports_days.",
      },
    ],
  },
  {
    name: "vpc_subnet_ids",
    type: "list(string)",
    default: [],
    description: "Subnets of the function, where it has to reach EC2 by an endpoint of yours. Empty for none.",
  },
  {
    name: "vpc_security_group_ids",
    type: "list(string)",
    default: [],
    description: "Security groups of the function, with vpc_subnet_ids.",
  },
  {
    name: "events_enabled",
    type: "bool",
    default: true,
    description: "Whether events start runs: an image that failed, and a sweep that somebody asked for.",
  },
  scheduleExpressionVariable("schedule_expression", {
    default: "rate(1 hour)",
    description: "When to sweep, for example rate(1 hour) or cron(0 3 * * ? *), in UTC.",
  }),
  scheduleEnabled("schedule_enabled"),
  tags({
    description: "Tags of the module's resources.",
    own: 1,
    reserved: ["SweepKind", "SweepKeep"],
    reservedWhy: "they say what becomes of images.",
  }),
  lambdaMemorySize(256),
  lambdaRuntime,
  lambdaArchitecture,
  logRetentionDays("log_retention_days", 30),
  logKmsKeyArn,
  permissionsBoundaryArn,
  tracingEnabled(false),
  ...failureSignal({ alarmsEnabled: true, hoursWithoutSuccess: 3, hoursAdvice: "twice the schedule's interval" }),
] as const satisfies readonly VariableDefinition[];

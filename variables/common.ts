import {
  keyAlias,
  keyAliasArn,
  keyArn,
  keyId,
  partition,
  scheduleExpression,
  tagCharacters,
  topicArn,
} from "./patterns.ts";
import { eachMatches, emptyOrMatches, itemsBetween, matches, oneOf, wholeNumber } from "./rules.ts";
import { lines, type NamedVariable, type VariableDefinition } from "./variable.ts";

/*
 * Inputs that every module has: who knows one module knows the names of the next. What differs is an argument: a default, the name that a
 * module's original gave the input, what the module writes beside it.
 */

type StringVariable<Name extends string> = NamedVariable<Name, "string">;
type NumberVariable<Name extends string> = NamedVariable<Name, "number">;
type BooleanVariable<Name extends string> = NamedVariable<Name, "bool">;

/** What a module's names may begin with. */
interface PrefixRule {
  readonly default: string;
  /** Pattern of the whole prefix, with room for the longest name that is made of it. */
  readonly pattern: string;
  /** The pattern in words, behind "must". */
  readonly must: string;
}

/** The prefix of all names, which tells installations apart. */
export function namePrefix<const Name extends string>(name: Name, rule: PrefixRule): StringVariable<Name> {
  return {
    name,
    type: "string",
    default: rule.default,
    description:
      "Prefix of the names of all resources. IAM role names are global: use another prefix for each installation in an account.",
    rules: [matches(name, rule.pattern, `${name} must ${rule.must}`)],
  };
}

/** What a module itself has to do with tags. */
interface TagsOfModule {
  readonly description: string;
  /** How many tags the module writes beside the user's, at most. */
  readonly own: number;
  /** Most tags of the user, and why, behind a colon, where it is less than what the module leaves. */
  readonly most?: { readonly count: number; readonly why: string };
  /** Keys that the user must leave to the module. */
  readonly reserved: readonly [string, string, ...string[]];
  /** Why, behind a colon. */
  readonly reservedWhy: string;
}

/** Tags of everything that can be tagged; the rules are those of the strictest service, IAM (IAM, TagRole). */
export function tags({
  description,
  own,
  reserved,
  reservedWhy,
  most = { count: 50 - own, why: `AWS allows 50 tags, and the module writes up to ${own} of its own.` },
}: TagsOfModule): NamedVariable<"tags", "map(string)"> {
  return {
    name: "tags",
    type: "map(string)",
    default: {},
    description,
    rules: [
      itemsBetween("tags", 0, most.count, `tags must have at most ${most.count} entries: ${most.why}`),
      {
        condition:
          'alltrue([for key, value in var.tags : length(key) >= 1 && length(key) <= 127 && !can(regex("^(?i)aws:", key)) && length(value) <= 256])',
        errorMessage:
          "tags must have keys of 1 to 127 characters that do not begin with aws:, and values of at most 256 characters.",
      },
      {
        condition: `alltrue([for text in concat(keys(var.tags), values(var.tags)) : can(regex("^${tagCharacters}*$", text))])`,
        errorMessage:
          "tags must hold only letters, digits, spaces and the characters _.:/=+-@ because the roles have them too, and IAM takes no others.",
      },
      {
        condition:
          'length(distinct([for key in setunion(keys(var.tags), ["Name"]) : lower(key)])) == length(setunion(keys(var.tags), ["Name"]))',
        errorMessage:
          "tags must not have keys that differ in case only, nor Name in another case: the roles have them too, and IAM takes such keys for the same.",
      },
      {
        condition: `length(setintersection(keys(var.tags), ${JSON.stringify(reserved).replaceAll(",", ", ")})) == 0`,
        errorMessage: `tags must not hold ${reserved.slice(0, -1).join(", ")} or ${String(reserved.at(-1))}: ${reservedWhy}`,
      },
    ],
  };
}

/** Memory of the functions. */
export function lambdaMemorySize(value: number): NumberVariable<"lambda_memory_size"> {
  return {
    name: "lambda_memory_size",
    type: "number",
    default: value,
    description: "Memory of each function in MB (128-10240).",
    rules: [wholeNumber("lambda_memory_size", 128, 10240, "MB")],
  };
}

/**
 * The runtimes that the functions are tested under. Lambda has even-numbered versions of Node.js alone; the provider refuses those that it
 * does not know, with a list of every runtime there ever was, so that a rule of the module's own comes first.
 */
export const lambdaRuntimes = ["nodejs22.x", "nodejs24.x"] as const;

const isEndedRuntime = 'can(regex("^nodejs(20|1?[0-9])[.]", var.lambda_runtime))';

/** Runtime of the functions. Each value breaks one rule at most, so that one message tells what to do. */
export const lambdaRuntime: StringVariable<"lambda_runtime"> = {
  name: "lambda_runtime",
  type: "string",
  default: "nodejs22.x",
  description: `Runtime of the functions: ${lambdaRuntimes.join(" or ")}, which the AWS provider knows from 6.20 on.`,
  rules: [
    {
      condition: `!${isEndedRuntime}`,
      // Lambda Developer Guide, Node.js: deprecated runtimes.
      errorMessage: `lambda_runtime must be ${lambdaRuntimes.join(" or ")}: AWS has ended Node.js 20 and older. With nodejs20.x no function can be created since 2026-08-31, and none updated since 2026-09-30. Set a newer one, or remove lambda_runtime.`,
    },
    {
      condition: `${isEndedRuntime} || contains(["${lambdaRuntimes.join('", "')}"], var.lambda_runtime)`,
      errorMessage: `lambda_runtime must be ${lambdaRuntimes.join(" or ")}: this version of the module is tested with no other. For a newer Node.js update the module.`,
    },
  ],
};

/** Processor of the functions. */
export const lambdaArchitecture: StringVariable<"lambda_architecture"> = {
  name: "lambda_architecture",
  type: "string",
  default: "arm64",
  description: "Processor of the functions: arm64 or x86_64.",
  rules: [oneOf("lambda_architecture", ["arm64", "x86_64"], 'lambda_architecture must be "arm64" or "x86_64".')],
};

/** What CloudWatch Logs accepts (PutRetentionPolicy); 0 is Terraform's way to say never. */
const retentionDays = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** How long logs are kept. */
export function logRetentionDays<const Name extends string>(name: Name, value: number): NumberVariable<Name> {
  return {
    name,
    type: "number",
    default: value,
    description: "Days that CloudWatch Logs keeps the logs; 0 keeps them for ever.",
    rules: [
      oneOf(
        name,
        retentionDays,
        `${name} must be one of the periods CloudWatch Logs has: ${retentionDays.join(", ")}.`,
      ),
    ],
  };
}

/** The key of the log groups. */
export const logKmsKeyArn: StringVariable<"log_kms_key_arn"> = {
  name: "log_kms_key_arn",
  type: "string",
  default: "",
  description: "ARN of the key that encrypts the log groups; its policy must allow CloudWatch Logs. Empty for none.",
  rules: [emptyOrMatches("log_kms_key_arn", keyArn, "log_kms_key_arn must be the ARN of a KMS key, or empty.")],
};

/** The boundary of all roles. */
export const permissionsBoundaryArn: StringVariable<"permissions_boundary_arn"> = {
  name: "permissions_boundary_arn",
  type: "string",
  default: "",
  description: "ARN of the permissions boundary of all roles. Empty for none.",
  rules: [
    emptyOrMatches(
      "permissions_boundary_arn",
      `${partition}:iam::([0-9]{12}|aws):policy/.+`,
      "permissions_boundary_arn must be the ARN of an IAM policy, or empty.",
    ),
  ],
};

/** The path of all roles. */
export const iamRolePath: StringVariable<"iam_role_path"> = {
  name: "iam_role_path",
  type: "string",
  default: "/",
  description: "Path of all roles, for organizations that allow or deny by it.",
  rules: [
    matches(
      "iam_role_path",
      "/([!-.0-~]+/)*",
      "iam_role_path must begin and end with a slash, without spaces, for example /automation/.",
    ),
    {
      condition: "length(var.iam_role_path) <= 512",
      errorMessage: "iam_role_path must have at most 512 characters.",
    },
  ],
};

/** Whether X-Ray traces. */
export function tracingEnabled(value: boolean): BooleanVariable<"tracing_enabled"> {
  return {
    name: "tracing_enabled",
    type: "bool",
    default: value,
    description: "Trace the state machine and the functions with X-Ray.",
  };
}

/** When a schedule starts a run. */
export function scheduleExpressionVariable<const Name extends string>(
  name: Name,
  schedule: { readonly default: string; readonly description: string },
): StringVariable<Name> {
  return {
    name,
    type: "string",
    ...schedule,
    rules: [
      matches(
        name,
        scheduleExpression,
        `${name} must be rate(1 hour), rate(12 hours) and the like with minutes, hours or days, or cron() with six fields, one of the two for days a ?, for example cron(0 6 * * ? *).`,
      ),
    ],
  };
}

/** Whether a schedule starts runs. */
export function scheduleEnabled<const Name extends string>(name: Name): BooleanVariable<Name> {
  return {
    name,
    type: "bool",
    default: true,
    description: "Whether the schedule starts runs. Without it only you do.",
  };
}

/** The key of what a module makes with EBS, in any of the forms that EC2 takes. */
export function kmsKeyId(description: string): StringVariable<"kms_key_id"> {
  return {
    name: "kms_key_id",
    type: "string",
    default: "",
    description,
    rules: [
      emptyOrMatches(
        "kms_key_id",
        `${keyId}|${keyArn}|${keyAlias}|${keyAliasArn}`,
        "kms_key_id must be a KMS key id, a key ARN, alias/name or an alias ARN, or empty.",
      ),
    ],
  };
}

/** What differs between modules in the failure signal. */
interface FailureSignalDefaults {
  readonly alarmsEnabled: boolean;
  readonly hoursWithoutSuccess: number;
  /** How often runs start, for the advice on the hours: `twice the schedule's interval`. */
  readonly hoursAdvice: string;
}

/** Inputs of the failure signal, which `stacks/shared/notifications.ts` makes: a topic, mails, status events and alarms. */
export function failureSignal({ alarmsEnabled, hoursWithoutSuccess, hoursAdvice }: FailureSignalDefaults) {
  return [
    {
      name: "notification_topic_arn",
      type: "string",
      default: "",
      description: lines(
        "ARN of an SNS topic that is told of runs that end badly; its policy, which is its owner's, must let",
        "EventBridge and CloudWatch publish. Terraform has to know it when it plans: a topic that the same configuration",
        "makes has to be there first. Empty for none.",
      ),
      rules: [
        emptyOrMatches(
          "notification_topic_arn",
          topicArn,
          "notification_topic_arn must be the ARN of a standard SNS topic, or empty.",
        ),
      ],
    },
    {
      name: "create_notification_topic",
      type: "bool",
      default: false,
      description: "Make a topic that is told of runs that end badly, instead of notification_topic_arn.",
    },
    {
      name: "notification_emails",
      type: "list(string)",
      default: [],
      description:
        "Addresses that get the topic's messages by mail, with create_notification_topic. Each must confirm a mail from AWS first.",
      rules: [
        itemsBetween("notification_emails", 0, 20, "notification_emails must have at most 20 addresses."),
        eachMatches(
          "notification_emails",
          "[^@ ]+@[^@ ]+",
          "notification_emails must be mail addresses, each with one @.",
        ),
      ],
    },
    {
      name: "notify_success",
      type: "bool",
      default: false,
      description: "Tell the topic of runs that end well too.",
    },
    {
      name: "alarms_enabled",
      type: "bool",
      default: alarmsEnabled,
      description:
        "Make CloudWatch alarms: runs that failed, no success for too long, starts that could not be delivered. They go to the topic; without one they only show.",
    },
    {
      name: "alarm_hours_without_success",
      type: "number",
      default: hoursWithoutSuccess,
      description: `Hours without a successful run after which an alarm goes off (2-168); more than ${hoursAdvice}.`,
      rules: [hoursRule],
    },
  ] as const satisfies readonly VariableDefinition[];
}

/** Periods of an hour may cover seven days together, shorter ones one day (CloudWatch, PutMetricAlarm: Period). */
const hoursRule = wholeNumber(
  "alarm_hours_without_success",
  2,
  168,
  "hours",
  "alarm_hours_without_success must be a window of 2 to 168 hours, in whole hours: CloudWatch looks back seven days.",
);

import type { EvaluatedModule, InstalledResource } from "../../terraform/evaluate.ts";
import type { ResourceType } from "../../terraform/resources.ts";
import { hexadecimalId } from "../../core/hash.ts";
import { regionalArn } from "../arn.ts";
import { findBlock, findJson, findNumber, findText, textOf, textsOf } from "../resource-values.ts";
import { busNameOf, defaultBus } from "./bus-name.ts";

/** What Terraform knows of the resources of EventBridge after it has applied them. */
export const eventsResources: Readonly<Record<string, ResourceType>> = {
  aws_cloudwatch_event_rule: {
    defaults: { event_bus_name: defaultBus, state: "ENABLED" },
    computed: (given, at) => {
      const [name, bus] = [given.text("name"), busNameOf(given.text("event_bus_name"))];
      return {
        id: bus === defaultBus ? name : `${bus}/${name}`,
        arn: regionalArn(at, "events", bus === defaultBus ? `rule/${name}` : `rule/${bus}/${name}`),
      };
    },
  },
  aws_cloudwatch_event_target: {
    defaults: { event_bus_name: defaultBus },
    computed: (given) => {
      const target = given.find("target_id") ?? `terraform-${hexadecimalId(given.address, 26)}`;
      return { id: `${given.text("rule")}-${target}`, target_id: target };
    },
  },
};

/** A rule on an event bus. */
export interface EventRule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly scheduleExpression?: string;
  /** The event pattern. */
  readonly pattern?: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  readonly targets: readonly EventTarget[];
}

/** What a rule calls. */
export interface EventTarget {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  /** JSON in place of the event. */
  readonly input?: string;
  /** Path of the part of the event that is passed on. */
  readonly inputPath?: string;
  readonly inputTransformer?: { readonly paths: Readonly<Record<string, string>>; readonly template: string };
  readonly deadLetterArn?: string;
  readonly retryPolicy?: { readonly maximumEventAgeInSeconds: number; readonly maximumRetryAttempts: number };
}

/** The limits of a retry policy that says nothing else: a day, and 185 attempts (EventBridge, API reference, RetryPolicy). */
export const defaultRetryPolicy = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 };

/** The event rules of a module with their targets. */
export function readEventRules(module: EvaluatedModule): readonly EventRule[] {
  return module.resources("aws_cloudwatch_event_rule").map((resource) => {
    const { values } = resource;
    const [name, busName] = [textOf(resource, "name"), busNameOf(textOf(resource, "event_bus_name"))];
    const scheduleExpression = findText(values, "schedule_expression");
    const pattern = findJson(resource, "event_pattern");
    return {
      name,
      arn: textOf(resource, "arn"),
      busName,
      ...(scheduleExpression === undefined ? {} : { scheduleExpression }),
      ...(pattern === undefined ? {} : { pattern }),
      enabled: textOf(resource, "state").startsWith("ENABLED") && values["is_enabled"] !== false,
      targets: module
        .resources("aws_cloudwatch_event_target")
        .filter((target) => textOf(target, "rule") === name && busNameOf(textOf(target, "event_bus_name")) === busName)
        .map(readTarget),
    };
  });
}

function readTarget(resource: InstalledResource): EventTarget {
  const { values } = resource;
  const roleArn = findText(values, "role_arn");
  const input = findText(values, "input");
  const inputPath = findText(values, "input_path");
  const transformer = findBlock(values, "input_transformer");
  const deadLetterArn = findText(findBlock(values, "dead_letter_config") ?? {}, "arn");
  const retries = findBlock(values, "retry_policy");
  return {
    id: textOf(resource, "target_id"),
    arn: textOf(resource, "arn"),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(input === undefined ? {} : { input }),
    ...(inputPath === undefined ? {} : { inputPath }),
    ...(transformer === undefined
      ? {}
      : {
          inputTransformer: {
            paths: textsOf(transformer, "input_paths"),
            template: findText(transformer, "input_template") ?? "",
          },
        }),
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    ...(retries === undefined
      ? {}
      : {
          retryPolicy: {
            maximumEventAgeInSeconds:
              findNumber(retries, "maximum_event_age_in_seconds") ?? defaultRetryPolicy.maximumEventAgeInSeconds,
            maximumRetryAttempts:
              findNumber(retries, "maximum_retry_attempts") ?? defaultRetryPolicy.maximumRetryAttempts,
          },
        }),
  };
}

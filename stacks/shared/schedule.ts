import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy/index.js";
import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import { comment } from "./comment.ts";
import { hcl, jsonencode } from "./hcl.ts";
import { startExecutions } from "./permissions.ts";
import { type RoleConfig, ServiceRole } from "./service-role.ts";
import type { Settings } from "./settings.ts";

/** What makes a rule start its state machine: a time, or an event that fits a pattern. */
type Trigger = { readonly scheduleExpression: string } | { readonly eventPattern: Readonly<Record<string, unknown>> };

/** One rule that starts a state machine. */
export interface StartRule {
  /** Name of the rule in Terraform addresses. */
  readonly address: string;
  /** Name of its target in Terraform addresses. */
  readonly targetAddress: string;
  readonly name: string;
  readonly description: string;
  readonly trigger: Trigger;
  readonly enabled: IResolvable;
  readonly stateMachineArn: string;
  /** Input of the execution; the event itself, if not given. */
  readonly input?: Readonly<Record<string, unknown>>;
}

/** Describes what starts a module's state machines. */
export interface StartsConfig {
  readonly rules: readonly StartRule[];
  /** The role of all rules. */
  readonly role: Pick<RoleConfig, "address" | "name" | "policyName" | "purpose">;
  readonly deadLetters: { readonly address: string; readonly name: string };
  readonly settings: Settings;
}

/** EventBridge rules that start state machines, through one role. Starts that cannot be delivered end in one queue. */
export class Starts extends Construct {
  /** By address. */
  readonly rules: ReadonlyMap<string, CloudwatchEventRule>;
  readonly deadLetters: SqsQueue;

  constructor(scope: Construct, id: string, { rules, role: roleConfig, deadLetters, settings }: StartsConfig) {
    super(scope, id);
    const role = new ServiceRole(this, "role", {
      ...roleConfig,
      service: "events.amazonaws.com",
      sourceArns: rules.map(({ name }) => settings.account.arn("events", `rule/${name}`)),
      permissions: [startExecutions([...new Set(rules.map(({ stateMachineArn }) => stateMachineArn))])],
      settings,
    });
    this.rules = new Map(rules.map((rule) => [rule.address, this.createRule(rule, settings)]));
    this.deadLetters = this.createQueue(deadLetters, settings);
    for (const { address, targetAddress, stateMachineArn, input } of rules) {
      const target = new CloudwatchEventTarget(this, `aws_cloudwatch_event_target.${targetAddress}`, {
        rule: this.rule(address).name,
        targetId: "InvokeStepFunctions",
        arn: stateMachineArn,
        roleArn: role.arn,
        ...(input === undefined ? {} : { input: jsonencode(input) }),
        deadLetterConfig: { arn: this.deadLetters.arn },
        retryPolicy: { maximumEventAgeInSeconds: 6 * 3600, maximumRetryAttempts: 20 },
      });
      comment(
        target,
        "A start is tried again for six hours: one that comes later would only run beside the next. After that it is a dead letter.",
      );
    }
  }

  /** @throws Error when there is no such rule */
  rule(address: string): CloudwatchEventRule {
    const rule = this.rules.get(address);
    if (rule === undefined) {
      throw new Error(`There is no rule ${address}: ${[...this.rules.keys()].join(", ")} are there.`);
    }
    return rule;
  }

  private createRule(
    { address, name, description, trigger, enabled }: StartRule,
    { tags }: Settings,
  ): CloudwatchEventRule {
    return new CloudwatchEventRule(this, `aws_cloudwatch_event_rule.${address}`, {
      name,
      description,
      ...("eventPattern" in trigger ? { eventPattern: jsonencode(trigger.eventPattern) } : trigger),
      state: hcl`${enabled} ? "ENABLED" : "DISABLED"`,
      tags,
    });
  }

  private createQueue({ address, name }: StartsConfig["deadLetters"], { account, tags }: Settings): SqsQueue {
    const queue = new SqsQueue(this, `aws_sqs_queue.${address}`, {
      name,
      messageRetentionSeconds: 14 * 24 * 3600,
      sqsManagedSseEnabled: true,
      tags,
    });
    comment(
      queue,
      "Starts of the state machine that EventBridge could not deliver, for 14 days, the longest SQS keeps a message.",
    );
    const ruleArns = [...this.rules.values()].map(({ arn }) => arn);
    new SqsQueuePolicy(this, `aws_sqs_queue_policy.${address}`, {
      queueUrl: queue.url,
      policy: jsonencode({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "KeepUndeliveredStarts",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: queue.arn,
            Condition: {
              StringEquals: { "aws:SourceAccount": account.accountId },
              ArnEquals: { "aws:SourceArn": ruleArns.length === 1 ? ruleArns[0] : ruleArns },
            },
          },
        ],
      }),
    });
    return queue;
  }
}

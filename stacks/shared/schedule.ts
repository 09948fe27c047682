import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy/index.js";
import { Construct } from "constructs";
import { comment } from "./comment.ts";
import { hcl, hclMap, jsonencode } from "./hcl.ts";

/** Describes what is started on a schedule. */
export interface ScheduleConfig {
  /** Name of the rule in Terraform addresses. */
  readonly address: string;
  readonly ruleName: string;
  readonly description: string;
  readonly deadLetterQueueName: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
}

/** An EventBridge rule that starts a state machine. Starts that cannot be delivered end in a queue (D56). */
export class Schedule extends Construct {
  readonly rule: CloudwatchEventRule;

  constructor(scope: Construct, id: string, config: ScheduleConfig) {
    super(scope, id);
    this.rule = new CloudwatchEventRule(this, `aws_cloudwatch_event_rule.${config.address}`, {
      name: config.ruleName,
      description: config.description,
      scheduleExpression: hcl`var.schedule_expression`,
      state: hcl`var.schedule_enabled ? "ENABLED" : "DISABLED"`,
      tags: hclMap`var.tags`,
    });
    const queue = new SqsQueue(this, "aws_sqs_queue.schedule_dead_letters", {
      name: config.deadLetterQueueName,
      messageRetentionSeconds: 14 * 24 * 3600,
      sqsManagedSseEnabled: true,
      tags: hclMap`var.tags`,
    });
    comment(queue, "Starts of the state machine that EventBridge could not deliver.");
    new SqsQueuePolicy(this, "aws_sqs_queue_policy.schedule_dead_letters", {
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
              StringEquals: { "aws:SourceAccount": hcl`data.aws_caller_identity.current.account_id` },
              ArnEquals: { "aws:SourceArn": this.rule.arn },
            },
          },
        ],
      }),
    });
    new CloudwatchEventTarget(this, "aws_cloudwatch_event_target.step_functions", {
      rule: this.rule.name,
      targetId: "InvokeStepFunctions",
      arn: config.stateMachineArn,
      roleArn: config.roleArn,
      deadLetterConfig: { arn: queue.arn },
      // Half a default interval: a start that late would only run beside the next one.
      retryPolicy: { maximumEventAgeInSeconds: 6 * 3600, maximumRetryAttempts: 20 },
    });
  }
}

import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { type IResolvable, TerraformIterator } from "cdktf";
import { Construct } from "constructs";
import type { Account } from "./account.ts";
import { comment } from "./comment.ts";
import { hcl, hclAny, hclList, hclNumber, jsonencode } from "./hcl.ts";
import { one } from "./instances.ts";
import { local } from "./references.ts";
import { inRegion, type Precondition, type Settings } from "./settings.ts";

/** The inputs of the failure signal (`variables/common.ts`), by reference: under which name a module has them is its own matter. */
export interface NotificationInputs {
  /** A topic that is given; empty for none. */
  readonly topicArn: string;
  readonly createTopic: IResolvable;
  readonly emails: string[];
  readonly notifySuccess: IResolvable;
  readonly alarmsEnabled: IResolvable;
  readonly hoursWithoutSuccess: number;
}

/** Describes whom a module tells of what. */
export interface NotificationsConfig {
  readonly inputs: NotificationInputs;
  /** Beginning of the names in AWS: `<prefix>-<module>`. */
  readonly name: string;
  /** The state machine whose runs' ends are told, and whose failures set off an alarm. */
  readonly stateMachineArn: string;
  /** The one that has to succeed every so often: it may be another, where the first has no schedule. */
  readonly regularStateMachineArn?: string;
  /** The queue of starts that could not be delivered, by name. */
  readonly deadLetterQueueName: string;
  readonly settings: Settings;
}

/** What metrics of Step Functions have in common. */
const states = { namespace: "AWS/States", stat: "Sum" } as const;

/**
 * The failure signal: a topic made or given, the state machine's status events on it, and three alarms. Nothing is made unless an input asks
 * for it. The alarms are the guarantee: Step Functions' status events are best effort (EventBridge, events from AWS services). Children of a
 * distributed map do not disturb either: they report under `stateMachine:<name>/<label>`, and both look at the whole ARN.
 */
export class Notifications extends Construct {
  /** Null without a topic. */
  readonly topicArn: string;
  /** ARNs of the alarms by what they watch; null without alarms. */
  readonly alarmArns: IResolvable;
  readonly #config: NotificationsConfig;

  constructor(scope: Construct, id: string, config: NotificationsConfig) {
    super(scope, id);
    this.#config = config;
    const { createTopic, topicArn } = config.inputs;
    const topic = this.createTopic();
    this.topicArn = local(
      this,
      "notification_topic_arn",
      hcl`${createTopic} ? ${one(topic, "arn")} : ${topicArn} != "" ? ${topicArn} : null`,
    );
    this.createRule();
    this.alarmArns = this.createAlarms();
  }

  private createTopic(): SnsTopic {
    const { inputs, name, settings } = this.#config;
    const count = hclNumber`${inputs.createTopic} ? 1 : 0`;
    const topic = new SnsTopic(this, "aws_sns_topic.notifications", {
      count,
      name: `${name}-notifications`,
      tags: settings.tags,
    });
    comment(
      topic,
      "Not encrypted: the AWS managed key of SNS lets neither EventBridge nor CloudWatch publish. Give a topic of your own for that.",
    );
    const policy = new SnsTopicPolicy(this, "aws_sns_topic_policy.notifications", {
      count,
      arn: one(topic, "arn"),
      policy: jsonencode({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "PublishEvents",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sns:Publish",
            Resource: one(topic, "arn"),
          },
          {
            Sid: "PublishAlarms",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: one(topic, "arn"),
            Condition: { StringEquals: { "aws:SourceAccount": settings.account.accountId } },
          },
        ],
      }),
    });
    comment(policy, "EventBridge publishes to no topic whose policy has a condition for it; CloudWatch does.");
    const emails = TerraformIterator.fromList(hclList`${inputs.createTopic} ? ${inputs.emails} : []`);
    new SnsTopicSubscription(this, "aws_sns_topic_subscription.email", {
      forEach: emails,
      topicArn: one(topic, "arn"),
      protocol: "email",
      endpoint: emails.value as string,
    });
    return topic;
  }

  private createRule(): void {
    const { inputs, name, stateMachineArn, settings } = this.#config;
    const count = hclNumber`${inputs.createTopic} || ${inputs.topicArn} != "" ? 1 : 0`;
    const rule = new CloudwatchEventRule(this, "aws_cloudwatch_event_rule.run_ended", {
      count,
      name: `${name}-run-ended`,
      description: `Runs of ${name} that have ended`,
      eventPattern: jsonencode({
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: {
          stateMachineArn: [stateMachineArn],
          status: hclAny`concat(["FAILED", "TIMED_OUT", "ABORTED"], ${inputs.notifySuccess} ? ["SUCCEEDED"] : [])`,
        },
      }),
      tags: settings.tags,
    });
    const target = new CloudwatchEventTarget(this, "aws_cloudwatch_event_target.run_ended", {
      count,
      rule: one(rule, "name"),
      targetId: "PublishRunEnded",
      arn: this.topicArn,
    });
    comment(
      target,
      "The event as it is: what EventBridge puts into a template it does not escape, and a cause may hold quotes.",
    );
  }

  private createAlarms(): IResolvable {
    const { inputs, name, stateMachineArn, regularStateMachineArn = stateMachineArn, settings } = this.#config;
    const common = {
      count: hclNumber`${inputs.alarmsEnabled} ? 1 : 0`,
      alarmActions: hclList`compact(${[this.topicArn]})`,
      tags: settings.tags,
    };
    const failed = new CloudwatchMetricAlarm(this, "aws_cloudwatch_metric_alarm.runs_failed", {
      ...common,
      alarmName: `${name}-runs-failed`,
      alarmDescription: "A run failed, timed out or was aborted.",
      metricQuery: [
        // A metric is only there in periods in which it counted something.
        {
          id: "ended_badly",
          expression: "FILL(failed, 0) + FILL(timed_out, 0) + FILL(aborted, 0)",
          label: "Runs ended badly",
          returnData: true,
        },
        ...Object.entries({
          failed: "ExecutionsFailed",
          timed_out: "ExecutionsTimedOut",
          aborted: "ExecutionsAborted",
        }).map(([id, metricName]) => ({
          id,
          metric: { ...states, metricName, period: 300, dimensions: { StateMachineArn: stateMachineArn } },
        })),
      ],
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
      treatMissingData: "notBreaching",
    });
    comment(
      failed,
      "Any of three periods, for a metric that comes late counts as 0 until it is there. A period without such an end has no data.",
    );
    const { namespace, stat } = states;
    const succeeded = new CloudwatchMetricAlarm(this, "aws_cloudwatch_metric_alarm.no_success", {
      ...common,
      alarmName: `${name}-no-success`,
      alarmDescription: hcl`"No run has succeeded for ${inputs.hoursWithoutSuccess} hours."`,
      namespace,
      statistic: stat,
      metricName: "ExecutionsSucceeded",
      dimensions: { StateMachineArn: regularStateMachineArn },
      // Periods of an hour may cover seven days together, shorter ones only one (CloudWatch, PutMetricAlarm: Period).
      period: 3600,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: inputs.hoursWithoutSuccess,
      datapointsToAlarm: inputs.hoursWithoutSuccess,
      treatMissingData: "breaching",
    });
    comment(
      succeeded,
      "An hour without a run has no data, which counts against it: every hour of the window must be without success.",
    );
    const undelivered = new CloudwatchMetricAlarm(this, "aws_cloudwatch_metric_alarm.undelivered_starts", {
      ...common,
      alarmName: `${name}-undelivered-starts`,
      alarmDescription: `A start could not be delivered; its event is in the queue ${this.#config.deadLetterQueueName}.`,
      namespace: "AWS/SQS",
      statistic: "Maximum",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: this.#config.deadLetterQueueName },
      period: 300,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      evaluationPeriods: 1,
      // A queue that nobody uses reports nothing after six hours (SQS, CloudWatch metrics).
      treatMissingData: "notBreaching",
    });
    return hclAny`${inputs.alarmsEnabled} ? ${{
      runs_failed: one(failed, "arn"),
      no_success: one(succeeded, "arn"),
      undelivered_starts: one(undelivered, "arn"),
    }} : null`;
  }
}

/** The outputs of the failure signal, which every module has: name, description and value of each. */
export function notificationOutputs({
  topicArn,
  alarmArns,
}: Pick<Notifications, "topicArn" | "alarmArns">): readonly (readonly [
  name: string,
  description: string,
  value: unknown,
])[] {
  return [
    [
      "notification_topic_arn",
      "ARN of the topic that is told of runs that end badly, made or given; null without one",
      topicArn,
    ],
    [
      "alarm_arns",
      "ARNs of the alarms: runs_failed, no_success, undelivered_starts; null unless alarms_enabled",
      alarmArns,
    ],
  ];
}

/**
 * Rules across the inputs of the failure signal, for the element that has the module's others.
 *
 * @param inputs the inputs, by reference
 * @param account where the module is
 */
export function notificationRules(inputs: NotificationInputs, account: Account): readonly Precondition[] {
  return [
    {
      condition: hcl`!(${inputs.createTopic} && ${inputs.topicArn} != "")`,
      errorMessage:
        "Give a topic or have one made, not both: remove notification_topic_arn or create_notification_topic.",
    },
    {
      condition: hcl`${inputs.createTopic} || length(${inputs.emails}) == 0`,
      errorMessage:
        "notification_emails needs the topic that the module makes: set create_notification_topic = true, or subscribe the addresses to the topic that is given.",
    },
    inRegion(
      inputs.topicArn,
      account,
      "notification_topic_arn must be a topic in the Region of the functions, which is the AWS provider's: name a topic of that Region.",
    ),
  ];
}

import type { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Construct } from "constructs";
import { Starts } from "../shared/schedule.ts";
import type { Settings } from "../shared/settings.ts";
import { applicationName, input } from "./inputs.ts";

/** The rule that starts a run, with the role it starts it by. */
export class CopySchedule extends Construct {
  readonly rule: CloudwatchEventRule;
  /** Starts that could not be delivered. */
  readonly deadLetters: SqsQueue;

  constructor(scope: Construct, id: string, stateMachineArn: string, settings: Settings) {
    super(scope, id);
    const starts = new Starts(this, "starts", {
      rules: [
        {
          address: "ami_discovery",
          targetAddress: "step_functions",
          name: `${input.name_prefix}-ami-discovery`,
          description: "Scheduled rule to discover and copy shared Red Hat AMIs",
          trigger: { scheduleExpression: input.schedule_expression },
          enabled: input.schedule_enabled,
          stateMachineArn,
        },
      ],
      role: {
        address: "eventbridge",
        name: `${applicationName}-eventbridge`,
        policyName: `${applicationName}-eventbridge-policy`,
        purpose: "The schedule's role: it starts the state machine.",
      },
      deadLetters: { address: "schedule_dead_letters", name: `${applicationName}-dead-letters` },
      settings,
    });
    this.deadLetters = starts.deadLetters;
    this.rule = starts.rule("ami_discovery");
  }
}

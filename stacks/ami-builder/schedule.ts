import { Construct } from "constructs";

import { Starts } from "../shared/schedule.ts";
import type { Settings } from "../shared/settings.ts";
import { applicationName, input } from "./inputs.ts";
import type { Workflows } from "./workflow.ts";

/** The rules that start runs: by the clock, and by what happens to instances. */
export class Triggers extends Construct {
  readonly starts: Starts;

  constructor(scope: Construct, id: string, { main, cleanup }: Workflows, settings: Settings) {
    super(scope, id);
    const stateMachineArn = main.stateMachine.arn;
    const rule = (address: string) => ({ address, targetAddress: address, name: `${applicationName}-${address}` });
    this.starts = new Starts(this, "starts", {
      rules: [
        {
          ...rule("schedule"),
          description: "Builds what is due",
          trigger: { scheduleExpression: input.schedule_expression },
          enabled: input.schedule_enabled,
          stateMachineArn,
        },
        {
          ...rule("cleanup"),
          description: "Removes what runs that died have left, and old images",
          trigger: { scheduleExpression: input.cleanup_schedule_expression },
          enabled: input.cleanup_enabled,
          stateMachineArn: cleanup.stateMachine.arn,
        },
        {
          ...rule("running"),
          description: "Captures an instance that begins to run, if it is tagged for it",
          trigger: {
            eventPattern: {
              source: ["aws.ec2"],
              "detail-type": ["EC2 Instance State-change Notification"],
              // The event has no tags: the planner looks whether the instance is one to capture.
              detail: { state: ["running"] },
            },
          },
          enabled: input.auto_capture,
          stateMachineArn,
        },
        {
          ...rule("tagged"),
          description: "Captures an instance that is tagged for it while it runs",
          trigger: {
            eventPattern: {
              source: ["aws.tag"],
              "detail-type": ["Tag Change on Resource"],
              detail: {
                service: ["ec2"],
                "resource-type": ["instance"],
                "changed-tag-keys": [input.capture_tag_key],
                tags: { [input.capture_tag_key]: [input.capture_tag_value] },
              },
            },
          },
          enabled: input.auto_capture,
          stateMachineArn,
        },
      ],
      role: {
        address: "eventbridge",
        name: `${applicationName}-eventbridge`,
        policyName: `${applicationName}-eventbridge-policy`,
        purpose: "The rules' role: it starts the state machines.",
      },
      deadLetters: { address: "dead_letters", name: `${applicationName}-dead-letters` },
      settings,
    });
  }
}

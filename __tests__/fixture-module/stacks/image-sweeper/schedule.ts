import { Construct } from "constructs";
import { sweepRequested } from "../../lambdas/image-sweeper/contract.ts";
import { Starts } from "../shared/schedule.ts";
import type { Settings } from "../shared/settings.ts";
import { applicationName, input } from "./inputs.ts";

/** What starts a run: the time, an image that failed, and whoever asks for it. */
export class SweepStarts extends Construct {
  /** Name of the queue of starts that could not be delivered. */
  readonly deadLetterQueueName: string;

  constructor(scope: Construct, id: string, stateMachineArn: string, settings: Settings) {
    super(scope, id);
    const starts = new Starts(this, "starts", {
      rules: [
        {
          address: "schedule",
          targetAddress: "schedule",
          name: `${applicationName}-schedule`,
          description: "Sweeps regularly",
          trigger: { scheduleExpression: input.schedule_expression },
          enabled: input.schedule_enabled,
          stateMachineArn,
        },
        {
          address: "image_failed",
          targetAddress: "image_failed",
          name: `${applicationName}-image-failed`,
          description: "Sweeps when an image has failed",
          // EC2 User Guide, AMI events.
          trigger: {
            eventPattern: {
              source: ["aws.ec2"],
              "detail-type": ["EC2 AMI State Change"],
              detail: { State: ["failed"] },
            },
          },
          enabled: input.events_enabled,
          stateMachineArn,
        },
        {
          address: "sweep_requested",
          targetAddress: "sweep_requested",
          name: `${applicationName}-requested`,
          description: "Sweeps when somebody asks for it",
          trigger: { eventPattern: { source: [applicationName], "detail-type": [sweepRequested] } },
          enabled: input.events_enabled,
          stateMachineArn,
        },
      ],
      role: {
        address: "eventbridge",
        name: `${applicationName}-eventbridge`,
        policyName: `${applicationName}-eventbridge-policy`,
        purpose: "The rules' role: it starts the state machine.",
      },
      deadLetters: { address: "dead_letters", name: `${applicationName}-dead-letters` },
      settings,
    });
    this.deadLetterQueueName = starts.deadLetters.name;
  }
}

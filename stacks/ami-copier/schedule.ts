import { Construct } from "constructs";
import { localArn } from "../shared/arn.ts";
import { Schedule } from "../shared/schedule.ts";
import { ServiceRole } from "../shared/service-role.ts";
import { applicationName, prefix } from "./names.ts";
import { schedulePermissions } from "./permissions.ts";
import type { CopyWorkflow } from "./workflow.ts";

/** The rule that starts a run, with the role it starts it by. */
export class CopySchedule extends Construct {
  readonly schedule: Schedule;

  constructor(scope: Construct, id: string, { workflow }: CopyWorkflow) {
    super(scope, id);
    const ruleName = `${prefix}-ami-discovery`;
    const role = new ServiceRole(this, "role", {
      address: "eventbridge",
      name: `${applicationName}-eventbridge`,
      policyName: `${applicationName}-eventbridge-policy`,
      purpose: "The schedule's role: it starts the state machine.",
      service: "events.amazonaws.com",
      sourceArn: localArn("events", `rule/${ruleName}`),
      permissions: schedulePermissions(workflow.stateMachine.arn),
    });
    this.schedule = new Schedule(this, "schedule", {
      address: "ami_discovery",
      ruleName,
      description: "Scheduled rule to discover and copy shared Red Hat AMIs",
      deadLetterQueueName: `${applicationName}-dead-letters`,
      stateMachineArn: workflow.stateMachine.arn,
      roleArn: role.arn,
    });
  }
}

import { Construct } from "constructs";
import { imageSweeperVariables } from "../../variables/image-sweeper.ts";
import { Account } from "../shared/account.ts";
import { commonSettings } from "../shared/common-inputs.ts";
import type { Module, ModuleContext } from "../shared/module.ts";
import { Notifications } from "../shared/notifications.ts";
import { Exports } from "./exports.ts";
import { Functions } from "./functions.ts";
import { applicationName, input, notificationInputs } from "./inputs.ts";
import { declareOutputs } from "./outputs.ts";
import { SweepStarts } from "./schedule.ts";
import { SweepWorkflow } from "./workflow.ts";

/** Everything image-sweeper creates in AWS. Each part is a file of the generated module. */
class ImageSweeper extends Construct {
  constructor(scope: Construct, id: string, context: ModuleContext) {
    super(scope, id);
    const account = new Account(this, "data");
    const settings = commonSettings(input, account, context);
    const functions = new Functions(this, "functions", settings);
    const { workflow } = new SweepWorkflow(this, "workflow", functions, settings);
    const { deadLetterQueueName } = new SweepStarts(this, "schedule", workflow.stateMachine.arn, settings);
    const exports = new Exports(this, "exports", settings);
    const notifications = new Notifications(this, "notifications", {
      inputs: notificationInputs,
      name: applicationName,
      stateMachineArn: workflow.stateMachine.arn,
      deadLetterQueueName,
      settings,
    });
    declareOutputs(this, { functions, workflow, exports, notifications });
  }
}

/** The module image-sweeper. */
export const imageSweeper: Module = {
  name: "image-sweeper",
  description: "Removes images that are older than their kind allows, and lets their exports go by rules of a bucket.",
  state: "in development",
  folder: "modules/image-sweeper",
  requirements: {
    // Attributes of objects may be optional, with defaults, since 1.3.
    terraform: ">= 1.3",
    // The first version that surely takes the runtime nodejs22.x: earlier ones refuse it when they plan.
    aws: ">= 5.78",
  },
  variables: imageSweeperVariables,
  create: (scope, id, context) => new ImageSweeper(scope, id, context),
};

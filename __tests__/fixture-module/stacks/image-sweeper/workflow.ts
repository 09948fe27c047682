import { Construct } from "constructs";
import { invokeFunctions } from "../shared/permissions.ts";
import type { Settings } from "../shared/settings.ts";
import { Workflow } from "../shared/workflow.ts";
import { imageSweeperDefinition } from "./definition.ts";
import type { Functions } from "./functions.ts";
import { applicationName } from "./inputs.ts";

/** The state machine that sweeps, with its role and log group. */
export class SweepWorkflow extends Construct {
  readonly workflow: Workflow;

  constructor(scope: Construct, id: string, { sweeper }: Functions, settings: Settings) {
    super(scope, id);
    this.workflow = new Workflow(this, "workflow", {
      address: "image_sweeper",
      name: applicationName,
      definition: imageSweeperDefinition({ sweeperArn: sweeper.version }),
      logGroup: { address: "step_functions" },
      role: {
        address: "step_functions",
        name: `${applicationName}-sfn`,
        policyName: `${applicationName}-sfn-policy`,
        purpose: "The state machine's role: it calls the function.",
        permissions: [invokeFunctions([sweeper.function.arn], "Its function")],
      },
      settings,
    });
  }
}

import { Construct } from "constructs";
import { jsonencode } from "../shared/hcl.ts";
import { invokeFunctions, runChildren } from "../shared/permissions.ts";
import { local } from "../shared/references.ts";
import type { Settings } from "../shared/settings.ts";
import { Workflow } from "../shared/workflow.ts";
import { amiCopierDefinition, retrierReasons, retriers, wavesLabel } from "./definition.ts";
import type { Functions } from "./functions.ts";
import { applicationName, input } from "./inputs.ts";

/** The state machine that makes the copies, with its role and log group. */
export class CopyWorkflow extends Construct {
  readonly workflow: Workflow;

  constructor(scope: Construct, id: string, { initiator, statusChecker, finalizer }: Functions, settings: Settings) {
    super(scope, id);
    const definition = amiCopierDefinition(
      {
        initiatorArn: initiator.version,
        statusCheckerArn: statusChecker.version,
        finalizerArn: finalizer.version,
        waitSeconds: input.status_check_wait_time,
        tags: jsonencode(input.tags),
      },
      {
        transient: local(this, "retry_transient", retriers.transient, retrierReasons.transient),
        quota: local(this, "retry_copy_quota", retriers.quota, retrierReasons.quota),
        notReady: local(this, "retry_image_not_ready", retriers.notReady, retrierReasons.notReady),
      },
    );
    this.workflow = new Workflow(this, "workflow", {
      address: "ami_copier",
      name: applicationName,
      definition,
      logGroup: { address: "step_functions" },
      role: {
        address: "step_functions",
        name: `${applicationName}-sfn`,
        policyName: `${applicationName}-sfn-policy`,
        purpose: "The state machine's role: it calls the three functions and starts a child execution for each wave.",
        permissions: [
          invokeFunctions(
            [initiator, statusChecker, finalizer].map(({ function: { arn } }) => arn),
            "Its three functions",
          ),
          ...runChildren(
            settings.account,
            applicationName,
            wavesLabel,
            "Each wave is a child execution of the same state machine (a distributed map)",
          ),
        ],
      },
      settings,
    });
  }
}

import { Construct } from "constructs";
import { hcl, hclMap, hclNumber } from "../shared/hcl.ts";
import { localArn } from "../shared/arn.ts";
import { ServiceRole } from "../shared/service-role.ts";
import { Workflow } from "../shared/workflow.ts";
import { amiCopierDefinition } from "./definition.ts";
import type { Functions } from "./functions.ts";
import { applicationName } from "./names.ts";
import { workflowPermissions } from "./permissions.ts";

/** The state machine that makes the copies, with its role and log group. */
export class CopyWorkflow extends Construct {
  readonly workflow: Workflow;
  readonly role: ServiceRole;

  constructor(scope: Construct, id: string, { initiator, statusChecker, finalizer }: Functions) {
    super(scope, id);
    const functionArns = [initiator, statusChecker, finalizer].map(({ function: { arn } }) => arn);
    this.role = new ServiceRole(this, "role", {
      address: "step_functions",
      name: `${applicationName}-sfn`,
      policyName: `${applicationName}-sfn-policy`,
      purpose: "The state machine's role: it calls the three functions and starts a child execution for each wave.",
      service: "states.amazonaws.com",
      sourceArn: localArn("states", "stateMachine:*"),
      permissions: workflowPermissions(functionArns),
      tags: hclMap`merge(var.tags, { Name = "${applicationName}-sfn" })`,
    });
    this.workflow = new Workflow(this, "workflow", {
      address: "ami_copier",
      name: applicationName,
      role: this.role,
      definition: amiCopierDefinition({
        initiatorArn: initiator.function.arn,
        statusCheckerArn: statusChecker.function.arn,
        finalizerArn: finalizer.function.arn,
        waitSeconds: hclNumber`var.status_check_wait_time`,
        tags: hcl`jsonencode(var.tags)`,
      }),
    });
  }
}

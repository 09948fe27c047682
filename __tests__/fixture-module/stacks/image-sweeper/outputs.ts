import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { notificationOutputs, type Notifications } from "../shared/notifications.ts";
import type { Workflow } from "../shared/workflow.ts";
import type { Exports } from "./exports.ts";
import type { Functions } from "./functions.ts";

/** The parts whose attributes are put out. */
interface Parts {
  readonly functions: Functions;
  readonly workflow: Workflow;
  readonly exports: Exports;
  readonly notifications: Notifications;
}

/**
 * The outputs.
 *
 * @param scope the module
 * @param parts what it is made of
 */
export function declareOutputs(scope: Construct, { functions, workflow, exports, notifications }: Parts): void {
  const outputs: readonly (readonly [name: string, description: string, value: unknown])[] = [
    ["state_machine_arn", "ARN of the state machine", workflow.stateMachine.arn],
    ["sweeper_lambda_name", "Name of the function", functions.sweeper.function.functionName],
    ["export_bucket", "Name of the bucket for exports", exports.bucketName],
    ["export_folders", "Prefix of the exports of each kind", exports.folders],
    ...notificationOutputs(notifications),
  ];
  for (const [name, description, value] of outputs) {
    new TerraformOutput(scope, `output.${name}`, { description, value });
  }
}

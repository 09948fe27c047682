import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { latestChannel } from "../../lambdas/ami-builder/contract.ts";
import { hclAny } from "../shared/hcl.ts";
import { notificationOutputs, type Notifications } from "../shared/notifications.ts";
import type { Bucket } from "./bucket.ts";
import type { Functions } from "./functions.ts";
import { input } from "./inputs.ts";
import type { Instances } from "./instances.ts";
import type { Network } from "./network.ts";
import type { Places } from "./places.ts";
import type { Triggers } from "./schedule.ts";
import type { Workflows } from "./workflow.ts";

/** The parts whose attributes are put out. */
interface Parts {
  readonly places: Places;
  readonly bucket: Bucket;
  readonly network: Network;
  readonly instances: Instances;
  readonly functions: Functions;
  readonly workflows: Workflows;
  readonly triggers: Triggers;
  readonly notifications: Notifications;
}

/** Every function, and what each is put out as. */
function each(functions: Functions, value: (built: Functions["byName"]["planner"]) => string) {
  return Object.fromEntries(Object.entries(functions.byName).map(([name, built]) => [name, value(built)]));
}

/**
 * The outputs.
 *
 * @param scope the module
 * @param parts what it is made of
 */
export function declareOutputs(scope: Construct, parts: Parts): void {
  const { places, bucket, network, instances, functions, workflows, triggers, notifications } = parts;
  const { main, cleanup } = workflows;
  const outputs: readonly (readonly [name: string, description: string, value: unknown])[] = [
    ["state_machine_arn", "ARN of the state machine that builds and captures images", main.stateMachine.arn],
    ["state_machine_name", "Name of that state machine", main.stateMachine.name],
    ["cleanup_state_machine_arn", "ARN of the state machine that cleans up", cleanup.stateMachine.arn],
    ["bucket_name", "Name of the bucket with templates, records and logs, made or given", bucket.name],
    [
      "function_arns",
      `ARNs of the functions: ${Object.keys(functions.byName).join(", ")}`,
      each(functions, (built) => built.function.arn),
    ],
    [
      "role_arns",
      "ARNs of the roles: those of the functions, of which the policy of a customer managed key may have to name builder and publisher, step_functions, cleanup, and instance, which is null with instance_profile_name",
      hclAny`${{ ...each(functions, (built) => built.role.arn), step_functions: main.role.arn, cleanup: cleanup.role.arn, instance: instances.ownRoleArn }}`,
    ],
    ["instance_profile_name", "Name of the profile of the instances that build, made or given", instances.profileName],
    [
      "security_group_id",
      "Id of the security group of these instances; null with security_group_ids",
      network.securityGroupId,
    ],
    [
      "parameter_names",
      "Names of the parameters with the newest images, by template and architecture",
      hclAny`{ for key, text in ${input.templates} : key => { for architecture in try(yamldecode(text).base_ami.architecture, ["x86_64"]) : architecture => "${places.parameterPrefix}/\${key}/\${architecture}/${latestChannel}" } }`,
    ],
    [
      "eventbridge_rule_arns",
      `ARNs of the rules that start runs: ${[...triggers.starts.rules.keys()].join(", ")}`,
      Object.fromEntries([...triggers.starts.rules].map(([name, rule]) => [name, rule.arn])),
    ],
    [
      "cloudwatch_log_group_names",
      "Names of the log groups: those of the functions, step_functions and cleanup",
      {
        ...each(functions, (built) => built.logGroup.name),
        step_functions: main.logGroup.name,
        cleanup: cleanup.logGroup.name,
      },
    ],
    ...notificationOutputs(notifications),
  ];
  for (const [name, description, value] of outputs) {
    new TerraformOutput(scope, `output.${name}`, { description, value });
  }
}

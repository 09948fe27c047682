import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine/index.js";
import { Construct } from "constructs";
import { hcl, hclAny, hclMap, hclNumber, jsonencode } from "./hcl.ts";
import type { ServiceRole } from "./service-role.ts";

/** Metadata type under which a workflow keeps its definition, for the diagrams in the documents. */
export const definitionMetadata = "definition";

/** What a diagram is made of. */
export interface WorkflowDefinition {
  /** The state machine's address. */
  readonly address: string;
  /** The definition in the Amazon States Language; may hold tokens. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** Describes a state machine. */
export interface WorkflowConfig {
  /** Name of the state machine in Terraform addresses. */
  readonly address: string;
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly role: ServiceRole;
}

/** A state machine that logs everything to a log group of its own. */
export class Workflow extends Construct {
  readonly stateMachine: SfnStateMachine;
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, { address, name, definition, role }: WorkflowConfig) {
    super(scope, id);
    const drawn: WorkflowDefinition = { address: `aws_sfn_state_machine.${address}`, definition };
    this.node.addMetadata(definitionMetadata, drawn);
    this.logGroup = new CloudwatchLogGroup(this, "aws_cloudwatch_log_group.step_functions", {
      // The prefix keeps the log group's resource policy from growing beyond its limit (Step Functions, logging).
      name: `/aws/vendedlogs/states/${name}`,
      retentionInDays: hclNumber`var.log_retention_days`,
      kmsKeyId: hcl`var.log_kms_key_arn == "" ? null : var.log_kms_key_arn`,
      tags: hclMap`merge(var.tags, { Name = "${name}-sfn-logs" })`,
    });
    this.stateMachine = new SfnStateMachine(this, `aws_sfn_state_machine.${address}`, {
      name,
      roleArn: role.arn,
      definition: jsonencode(definition),
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: true,
        logDestination: `${this.logGroup.arn}:*`,
      },
      tracingConfiguration: { enabled: hclAny`var.tracing_enabled` },
      tags: hclMap`merge(var.tags, { Name = "${name}" })`,
      // Step Functions checks when the state machine is made whether the role may write its logs.
      dependsOn: [role.policy],
    });
  }
}

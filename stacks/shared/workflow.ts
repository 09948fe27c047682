import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine/index.js";
import { Construct } from "constructs";
import { comment } from "./comment.ts";
import { jsonencode } from "./hcl.ts";
import { deliverLogs, traceWorkflow } from "./permissions.ts";
import { type RoleConfig, ServiceRole } from "./service-role.ts";
import { nullIfEmpty, type Settings, withName } from "./settings.ts";

/** Metadata type under which a workflow keeps its definition, for the diagrams of the documents. */
export const definitionMetadata = "definition";

/** What a diagram is drawn from. */
export interface WorkflowDefinition {
  /** The state machine's address. */
  readonly address: string;
  /** In the Amazon States Language; tokens stand wherever Terraform fills something in. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** Describes a state machine. */
export interface WorkflowConfig {
  /** Name of the state machine in Terraform addresses. */
  readonly address: string;
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /** Its log group; the name's prefix keeps the resource policy of log groups from growing beyond its limit (Step Functions, logging). */
  readonly logGroup: { readonly address: string; readonly name?: string };
  /** Its role. Delivering logs and traces is added to the permissions. */
  readonly role: Pick<RoleConfig, "address" | "name" | "policyName" | "purpose" | "permissions">;
  readonly settings: Settings;
}

/** A state machine with its role, which logs everything to a log group of its own. */
export class Workflow extends Construct {
  readonly stateMachine: SfnStateMachine;
  readonly logGroup: CloudwatchLogGroup;
  readonly role: ServiceRole;

  constructor(scope: Construct, id: string, { address, name, definition, logGroup, role, settings }: WorkflowConfig) {
    super(scope, id);
    this.role = new ServiceRole(this, "role", {
      ...role,
      service: "states.amazonaws.com",
      sourceArns: [settings.account.arn("states", "stateMachine:*")],
      permissions: [...role.permissions, deliverLogs, traceWorkflow(settings.tracingEnabled)],
      tags: withName(settings.tags, role.name),
      settings,
    });
    this.logGroup = new CloudwatchLogGroup(this, `aws_cloudwatch_log_group.${logGroup.address}`, {
      name: logGroup.name ?? `/aws/vendedlogs/states/${name}`,
      retentionInDays: settings.logRetentionDays,
      kmsKeyId: nullIfEmpty(settings.logKmsKeyArn),
      tags: withName(settings.tags, `${name}-sfn-logs`),
    });
    this.stateMachine = new SfnStateMachine(this, `aws_sfn_state_machine.${address}`, {
      name,
      roleArn: this.role.arn,
      definition: jsonencode(definition),
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: true,
        logDestination: `${this.logGroup.arn}:*`,
      },
      tracingConfiguration: { enabled: settings.tracingEnabled },
      tags: withName(settings.tags, name),
      dependsOn: [this.role.policy],
    });
    comment(
      this.stateMachine,
      "After its role's policy: Step Functions checks when the state machine is made whether the role may write its logs.",
    );
    const drawn: WorkflowDefinition = { address: `aws_sfn_state_machine.${address}`, definition };
    this.node.addMetadata(definitionMetadata, drawn);
  }
}

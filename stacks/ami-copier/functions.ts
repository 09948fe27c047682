import { TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { environmentNames as names } from "../../lambdas/ami-copier/contract.ts";
import { hcl, hclAny, hclMap } from "../shared/hcl.ts";
import type { ModuleContext } from "../shared/module.ts";
import { NodeFunction } from "../shared/function.ts";
import type { Permission } from "../shared/policy.ts";
import { ServiceRole } from "../shared/service-role.ts";
import { credentialPermissions } from "./credentials.ts";
import { functionTimeouts } from "./definition.ts";
import { keyPermissions } from "./encryption.ts";
import { applicationName } from "./names.ts";
import { finalizerPermissions, initiatorPermissions, statusCheckerPermissions } from "./permissions.ts";
import { inputRules } from "./rules.ts";

/** The three functions, each with a role of its own and only what it calls (D54). */
export class Functions extends Construct {
  readonly initiator: NodeFunction;
  readonly statusChecker: NodeFunction;
  readonly finalizer: NodeFunction;
  /** The initiator's role: the one that copies, and so the one that a key's policy has to know. */
  readonly initiatorRole: ServiceRole;

  constructor(scope: Construct, id: string, context: ModuleContext) {
    super(scope, id);
    declareEnvironments(this);

    const initiatorName = `${applicationName}-initiator`;
    // The original's one role for all functions has become the initiator's.
    this.initiatorRole = this.createRole(
      "lambda",
      `${applicationName}-role`,
      `${applicationName}-policy`,
      "The initiator's role. Its preconditions are the rules that look at several inputs.",
      [...initiatorPermissions, ...keyPermissions, ...credentialPermissions],
    );
    this.initiator = new NodeFunction(this, "initiator", {
      address: "initiator",
      entry: "lambdas/ami-copier/initiator.ts",
      functionName: initiatorName,
      description: "Finds images that are new, prepares waves and starts copies",
      roleArn: this.initiatorRole.arn,
      timeout: functionTimeouts.initiator,
      environment: hclMap`local.initiator_environment`,
      zipFolder: context.zipFolder,
    });

    const checkerName = `${applicationName}-status-checker`;
    this.statusChecker = new NodeFunction(this, "status-checker", {
      address: "status_checker",
      entry: "lambdas/ami-copier/status-checker.ts",
      functionName: checkerName,
      description: "Looks at the copies of a wave and counts what became of them",
      roleArn: this.createRole(
        "status_checker",
        checkerName,
        `${checkerName}-policy`,
        "The status checker's role: it only looks.",
        statusCheckerPermissions,
      ).arn,
      timeout: functionTimeouts.statusChecker,
      environment: { [names.copyTimeoutHours]: "${var.copy_timeout_hours}" },
      zipFolder: context.zipFolder,
    });

    const finalizerName = `${applicationName}-finalizer`;
    this.finalizer = new NodeFunction(this, "finalizer", {
      address: "finalizer",
      entry: "lambdas/ami-copier/finalizer.ts",
      functionName: finalizerName,
      description: "Registers final images and removes temporary ones",
      roleArn: this.createRole(
        "finalizer",
        finalizerName,
        `${finalizerName}-policy`,
        "The finalizer's role: it can remove only images and snapshots that this module has made.",
        finalizerPermissions,
      ).arn,
      timeout: functionTimeouts.finalizer,
      environment: {
        [names.gp3Iops]: hcl`var.gp3_iops == null ? "" : tostring(var.gp3_iops)`,
        [names.gp3Throughput]: hcl`var.gp3_throughput == null ? "" : tostring(var.gp3_throughput)`,
        [names.imdsSupport]: hcl`var.imds_support == null ? "" : var.imds_support`,
      },
      zipFolder: context.zipFolder,
    });
  }

  private createRole(
    address: string,
    name: string,
    policyName: string,
    purpose: string,
    permissions: readonly Permission[],
  ): ServiceRole {
    return new ServiceRole(this, `${address}-role`, {
      address,
      name,
      policyName,
      purpose,
      service: "lambda.amazonaws.com",
      permissions,
      ...(address === "lambda" ? { preconditions: inputRules } : {}),
    });
  }
}

/** Environments with variables that are only there when an input is given (B39-B41). */
function declareEnvironments(scope: Construct): void {
  new TerraformLocal(
    scope,
    "local.has_inline_service_account",
    hclAny`nonsensitive(var.redhat_client_id != "" && var.redhat_client_secret != "")`,
  );
  new TerraformLocal(
    scope,
    "local.has_inline_credentials",
    hclAny`local.has_inline_service_account || nonsensitive(var.redhat_offline_token != "")`,
  );
  new TerraformLocal(
    scope,
    "local.source_region",
    hclAny`var.source_region != "" ? var.source_region : data.aws_region.current.id`,
  );
  new TerraformLocal(
    scope,
    "local.initiator_environment",
    hclAny`merge({ ${[
      `${names.amiNameTemplate} = var.ami_name_template`,
      `${names.amiNameTagTemplate} = var.ami_name_tag_template`,
      `${names.sourceOwnerIds} = jsonencode(var.source_owner_ids)`,
      `${names.sourceRegion} = local.source_region`,
      `${names.sourceNameFilters} = jsonencode(var.source_name_filters)`,
      `${names.sourceArchitectures} = jsonencode(var.source_architectures)`,
      `${names.maxConcurrentCopies} = tostring(var.max_concurrent_copies)`,
      `${names.copyTimeoutHours} = tostring(var.copy_timeout_hours)`,
    ].join(", ")} }, local.uses_customer_key ? { ${names.kmsKeyId} = var.kms_key_id } : {}, ${[
      `local.uses_parameters ? { ${names.redhatCredentialStore} = "ssm", ${names.clientIdParam} = local.client_id_parameter, ${names.clientSecretParam} = local.client_secret_parameter } : {}`,
      `local.uses_secret ? { ${names.redhatCredentialStore} = "secretsmanager", ${names.redhatSecretName} = local.secret_name } : {}`,
    ].join(", ")})`,
  );
}

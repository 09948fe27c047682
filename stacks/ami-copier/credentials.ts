import { DataAwsSecretsmanagerSecret } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret/index.js";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret/index.js";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter/index.js";
import { TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { comment } from "../shared/comment.ts";
import { hcl, hclAny, hclMap, hclNumber, template } from "../shared/hcl.ts";
import { currentRegion, localArnText } from "../shared/arn.ts";
import type { Permission } from "../shared/policy.ts";
import { prefix } from "./names.ts";

/**
 * Red Hat's credentials: kept by the module, or existing ones that it only refers to. Terraform never reads a value of an existing one, so
 * none gets into the state (D29).
 */
export class Credentials extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.declareChoices();
    this.createParameter("client_id", "client ID");
    this.createParameter("client_secret", "client secret");
    this.createSecret();
  }

  /** Which store is used, and whether the module creates what is in it. */
  private declareChoices(): void {
    new TerraformLocal(
      this,
      "local.has_existing_secret",
      hclAny`var.existing_redhat_secret_arn != "" || var.existing_redhat_secret_name != ""`,
    );
    new TerraformLocal(
      this,
      "local.has_existing_client_id",
      hclAny`var.existing_redhat_client_id_param_arn != "" || var.existing_redhat_client_id_param_name != ""`,
    );
    new TerraformLocal(
      this,
      "local.has_existing_client_secret",
      hclAny`var.existing_redhat_client_secret_param_arn != "" || var.existing_redhat_client_secret_param_name != ""`,
    );
    new TerraformLocal(
      this,
      "local.has_existing_parameters",
      hclAny`local.has_existing_client_id || local.has_existing_client_secret`,
    );
    new TerraformLocal(
      this,
      "local.uses_parameters",
      hclAny`var.enable_redhat_api && var.redhat_credential_store == "ssm"`,
    );
    new TerraformLocal(
      this,
      "local.uses_secret",
      hclAny`var.enable_redhat_api && var.redhat_credential_store == "secretsmanager"`,
    );
  }

  private createParameter(what: "client_id" | "client_secret", title: string): void {
    new SsmParameter(this, `aws_ssm_parameter.redhat_${what}`, {
      count: hclNumber`local.uses_parameters && !local.has_existing_parameters ? 1 : 0`,
      name: `/${prefix}/redhat/${what.replace("_", "-")}`,
      description: `${title[0]?.toUpperCase() ?? ""}${title.slice(1)} of the Red Hat service account of ${prefix}-ami-copier`,
      type: "SecureString",
      value: `\${var.redhat_${what}}`,
      tags: hclMap`var.tags`,
    });
    const name = `var.existing_redhat_${what}_param_name`;
    const arn = `var.existing_redhat_${what}_param_arn`;
    const created = `one(aws_ssm_parameter.redhat_${what}[*]`;
    // An ARN does not tell whether the name begins with a slash, so it is used as it is (D28).
    new TerraformLocal(
      this,
      `local.${what}_parameter`,
      hclAny`local.has_existing_${what} ? coalesce(${arn}, ${name}) : ${created}.name)`,
    );
    new TerraformLocal(
      this,
      `local.${what}_parameter_arn`,
      hclAny`${arn} != "" ? ${arn} : ${name} != "" ? "${localArnText("ssm", `parameter/\${trimprefix(${name}, "/")}`)}" : ${created}.arn)`,
    );
  }

  private createSecret(): void {
    new SecretsmanagerSecret(this, "aws_secretsmanager_secret.redhat_api", {
      count: hclNumber`local.uses_secret && !local.has_existing_secret ? 1 : 0`,
      name: `${prefix}-redhat-api-credentials`,
      description: `Red Hat API credentials of ${prefix}-ami-copier`,
      // Terraform holds the value, so nothing is lost for good, and the name is free again at once (D58).
      recoveryWindowInDays: 0,
      tags: hclMap`var.tags`,
    });
    new TerraformLocal(this, "local.offline_access", { offline_token: hcl`var.redhat_offline_token` });
    new TerraformLocal(this, "local.service_account", {
      client_id: hcl`var.redhat_client_id`,
      client_secret: hcl`var.redhat_client_secret`,
    });
    new SecretsmanagerSecretVersion(this, "aws_secretsmanager_secret_version.redhat_api", {
      count: hclNumber`local.uses_secret && !local.has_existing_secret ? 1 : 0`,
      secretId: hcl`aws_secretsmanager_secret.redhat_api[0].id`,
      secretString: hcl`jsonencode(var.redhat_offline_token != "" ? local.offline_access : local.service_account)`,
    });
    const existing = new DataAwsSecretsmanagerSecret(this, "data.aws_secretsmanager_secret.existing", {
      count: hclNumber`local.uses_secret && local.has_existing_secret ? 1 : 0`,
      arn: hcl`var.existing_redhat_secret_arn != "" ? var.existing_redhat_secret_arn : null`,
      name: hcl`var.existing_redhat_secret_arn == "" ? var.existing_redhat_secret_name : null`,
    });
    comment(existing, "Name and ARN only: no value of an existing secret or parameter is ever read here.");
    for (const attribute of ["arn", "name"]) {
      new TerraformLocal(
        this,
        `local.secret_${attribute}`,
        hclAny`one(concat(aws_secretsmanager_secret.redhat_api[*].${attribute}, data.aws_secretsmanager_secret.existing[*].${attribute}))`,
      );
    }
  }
}

/** What the role that asks Red Hat may read. */
export const credentialPermissions: readonly Permission[] = [
  {
    sid: "ReadCredentialParameters",
    reason: "Red Hat's credentials, when they are in Parameter Store",
    actions: ["ssm:GetParameter"],
    resources: [hcl`local.client_id_parameter_arn`, hcl`local.client_secret_parameter_arn`],
    when: "local.uses_parameters",
  },
  {
    sid: "ReadCredentialSecret",
    reason: "Red Hat's credentials, when they are in Secrets Manager",
    actions: ["secretsmanager:GetSecretValue"],
    resources: hcl`local.secret_arn`,
    when: "local.uses_secret",
  },
  {
    sid: "DecryptCredentials",
    reason: "Credentials that a customer key encrypts (`credential_kms_key_arns`)",
    actions: ["kms:Decrypt"],
    resources: hcl`var.credential_kms_key_arns`,
    condition: {
      StringEquals: {
        "kms:ViaService": [
          template(`ssm.${currentRegion}.\${data.aws_partition.current.dns_suffix}`),
          template(`secretsmanager.${currentRegion}.\${data.aws_partition.current.dns_suffix}`),
        ],
      },
    },
    when: "var.enable_redhat_api && length(var.credential_kms_key_arns) > 0",
  },
];

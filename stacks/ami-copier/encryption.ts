import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { hcl, hclAny } from "../shared/hcl.ts";
import { currentRegion, localArnText } from "../shared/arn.ts";
import type { Permission } from "../shared/policy.ts";

/**
 * The key of the copies, in the forms IAM understands. An alias's ARN gives no right on the key behind it (D25), so for an alias the
 * resource is every key of its account and Region, and a condition names the alias.
 *
 * @param scope the part of the module
 */
export function declareEncryption(scope: Construct): void {
  new TerraformLocal(scope, "local.uses_customer_key", hclAny`var.kms_key_id != ""`);
  new TerraformLocal(scope, "local.key_alias", hclAny`one(regexall("alias/[a-zA-Z0-9/_-]+$", var.kms_key_id))`);
  new TerraformLocal(
    scope,
    "local.key_arn_prefix",
    hclAny`can(regex("^arn:", var.kms_key_id)) ? join(":", slice(split(":", var.kms_key_id), 0, 5)) : "${localArnText("kms", "").replace(/:$/, "")}"`,
  );
  new TerraformLocal(
    scope,
    "local.key_arn",
    hclAny`local.key_alias != null ? "\${local.key_arn_prefix}:key/*" : "\${local.key_arn_prefix}:key/\${reverse(split("/", var.kms_key_id))[0]}"`,
  );
  new TerraformLocal(
    scope,
    "local.key_alias_condition",
    hclAny`local.key_alias == null ? {} : { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = [local.key_alias] } }`,
  );
}

// China's services go by another domain.
const viaEc2 = `"kms:ViaService" = distinct(["ec2.${currentRegion}.amazonaws.com", "ec2.${currentRegion}.\${data.aws_partition.current.dns_suffix}"])`;

/** What the role that copies images may do with the key (EBS user guide, permissions for EBS encryption; D27). */
export const keyPermissions: readonly Permission[] = [
  {
    sid: "EncryptCopies",
    reason: "EC2 encrypts the copies with the customer key on the role's behalf",
    actions: ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"],
    resources: hcl`local.key_arn`,
    condition: hclAny`merge({ StringEquals = { ${viaEc2} } }, local.key_alias_condition)`,
    when: "local.uses_customer_key",
  },
  {
    sid: "GrantKeyToEc2",
    reason: "EC2 keeps using the key after the call has returned, through a grant that only AWS services can hold",
    actions: ["kms:CreateGrant"],
    resources: hcl`local.key_arn`,
    condition: hclAny`merge({ StringEquals = { ${viaEc2} }, Bool = { "kms:GrantIsForAWSResource" = "true" } }, local.key_alias_condition)`,
    when: "local.uses_customer_key",
  },
  {
    sid: "CheckKey",
    reason:
      "Before a run copies anything it looks whether the key can be used; CopyImage would only fail half an hour later",
    actions: ["kms:DescribeKey"],
    resources: hcl`local.key_arn`,
    condition: hclAny`local.key_alias_condition`,
    when: "local.uses_customer_key",
  },
];

# Generated from TypeScript (stacks/ami-copier); change it there.

locals {
  uses_customer_managed_key  = var.kms_key_id != ""
  customer_managed_key_alias = one(regexall("alias/[a-zA-Z0-9/_-]+$", var.kms_key_id))
  customer_managed_key_arn_prefix = (
    can(regex("^arn:", var.kms_key_id))
    ? join(":", slice(split(":", var.kms_key_id), 0, 5))
    : local.kms_arn_prefix
  )
  # An alias's ARN gives no right on the key behind it: for an alias it is every key, with a condition that names the alias.
  customer_managed_key_arn = (
    local.customer_managed_key_alias != null
    ? "${local.customer_managed_key_arn_prefix}:key/*"
    : "${local.customer_managed_key_arn_prefix}:key/${reverse(split("/", var.kms_key_id))[0]}"
  )
  # By either domain: the services of China go by one of their own.
  customer_managed_key_via_ec2 = {
    "kms:ViaService" = distinct([
      "ec2.${data.aws_region.current.id}.amazonaws.com",
      "ec2.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}",
    ])
  }
  customer_managed_key_alias_condition = (
    local.customer_managed_key_alias == null
    ? {}
    : { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = [local.customer_managed_key_alias] } }
  )
}

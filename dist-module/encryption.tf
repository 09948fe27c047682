# Generated from TypeScript (stacks/ami-copier); change it there.

locals {
  uses_customer_key = var.kms_key_id != ""
  key_alias         = one(regexall("alias/[a-zA-Z0-9/_-]+$", var.kms_key_id))
  key_arn_prefix = (
    can(regex("^arn:", var.kms_key_id))
    ? join(":", slice(split(":", var.kms_key_id), 0, 5))
    : "arn:${data.aws_partition.current.partition}:kms:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}"
  )
  key_arn = (
    local.key_alias != null
    ? "${local.key_arn_prefix}:key/*"
    : "${local.key_arn_prefix}:key/${reverse(split("/", var.kms_key_id))[0]}"
  )
  key_alias_condition = (
    local.key_alias == null
    ? {}
    : { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = [local.key_alias] } }
  )
}

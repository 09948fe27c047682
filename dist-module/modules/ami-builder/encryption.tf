# Generated from TypeScript (stacks/ami-builder); change it there.

locals {
  customer_managed_keys = {
    for region, key in merge(
      { (data.aws_region.current.id) = var.kms_key_id },
      { for region, place in var.regional : region => place.kms_key_id }
    ) : region => key if key != ""
  }
  customer_managed_key_arns = [
    for region, key in local.customer_managed_keys : can(regex("^arn:", key)) ? key : "arn:${data.aws_partition.current.partition}:kms:${region}:${data.aws_caller_identity.current.account_id}:key/${key}" if !can(regex("alias/[a-zA-Z0-9/_-]+$", key))
  ]
  customer_managed_key_aliases = distinct([
    for key in values(local.customer_managed_keys) : regex("alias/[a-zA-Z0-9/_-]+$", key) if can(regex("alias/[a-zA-Z0-9/_-]+$", key))
  ])
  # An alias's ARN gives no right on the key behind it: for an alias it is every key, with a condition that names the alias.
  customer_managed_key_places_of_aliases = [
    for region, key in local.customer_managed_keys : can(regex("^arn:", key)) ? "${join(":", slice(split(":", key), 0, 5))}:key/*" : "arn:${data.aws_partition.current.partition}:kms:${region}:${data.aws_caller_identity.current.account_id}:key/*" if can(regex("alias/[a-zA-Z0-9/_-]+$", key))
  ]
  # By either domain: the services of China go by one of their own.
  customer_managed_keys_via_ec2 = {
    "kms:ViaService" = distinct(
      flatten([
        for region in keys(local.customer_managed_keys) : ["ec2.${region}.amazonaws.com", "ec2.${region}.${data.aws_partition.current.dns_suffix}"]
      ])
    )
  }
}

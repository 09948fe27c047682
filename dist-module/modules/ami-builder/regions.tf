# Generated from TypeScript (stacks/ami-builder); change it there.

locals {
  regions = concat([data.aws_region.current.id], keys(var.regional))
  # Instances are launched in the provider's Region, and where there are subnets for them.
  build_regions    = concat([data.aws_region.current.id], [for region, place in var.regional : region if length(place.subnet_ids) > 0])
  parameter_prefix = var.parameter_prefix != "" ? var.parameter_prefix : "/${var.name_prefix}"
  # Parameters of the account that templates take base images from.
  base_parameters = distinct([
    for text in values(var.templates) : yamldecode(text).base_ami.source if can(regex("^/", yamldecode(text).base_ami.source)) && !can(regex("^/aws/service/", yamldecode(text).base_ami.source))
  ])
  instance_arns = [
    for region in local.build_regions : "arn:${data.aws_partition.current.partition}:ec2:${region}:${data.aws_caller_identity.current.account_id}:instance/*"
  ]
  instance_part_arns = flatten([
    for region in local.build_regions : [
      "arn:${data.aws_partition.current.partition}:ec2:${region}:${data.aws_caller_identity.current.account_id}:volume/*",
      "arn:${data.aws_partition.current.partition}:ec2:${region}:${data.aws_caller_identity.current.account_id}:network-interface/*",
    ]
  ])
  built_image_arns = [for region in local.build_regions : "arn:${data.aws_partition.current.partition}:ec2:${region}::image/*"]
  built_snapshot_arns = [
    for region in local.build_regions : "arn:${data.aws_partition.current.partition}:ec2:${region}::snapshot/*"
  ]
  image_arns    = [for region in local.regions : "arn:${data.aws_partition.current.partition}:ec2:${region}::image/*"]
  snapshot_arns = [for region in local.regions : "arn:${data.aws_partition.current.partition}:ec2:${region}::snapshot/*"]
}

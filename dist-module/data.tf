# Generated from TypeScript (stacks/ami-copier); change it there.

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  kms_arn_prefix            = "arn:${data.aws_partition.current.partition}:kms:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}"
  ssm_arn_prefix            = "arn:${data.aws_partition.current.partition}:ssm:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}"
  secretsmanager_arn_prefix = "arn:${data.aws_partition.current.partition}:secretsmanager:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}"
  image_arn_prefix          = "arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.id}:"
  states_arn_prefix         = "arn:${data.aws_partition.current.partition}:states:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}"
  events_arn_prefix         = "arn:${data.aws_partition.current.partition}:events:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}"
}

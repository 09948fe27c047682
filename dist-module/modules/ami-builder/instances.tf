# Generated from TypeScript (stacks/ami-builder); change it there.

locals {
  instance_profile_name = var.instance_profile_name != "" ? var.instance_profile_name : one(aws_iam_instance_profile.instance[*].name)
  instance_role_arn = (
    var.instance_profile_name != ""
    ? one(data.aws_iam_instance_profile.given[*].role_arn)
    : one(aws_iam_role.instance[*].arn)
  )
}

# The role of the instances that build and test: what their agent needs, spelled out, as AmazonSSMManagedInstanceCore would let every script read every parameter of the account. Its trust is not bound to the account: EC2 does not say for which account it assumes the role of an instance.
resource "aws_iam_role" "instance" {
  count = var.instance_profile_name == "" ? 1 : 0

  name = "${var.name_prefix}-ami-builder-instance"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "ec2.${data.aws_partition.current.dns_suffix}" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "instance" {
  count = var.instance_profile_name == "" ? 1 : 0

  name = "${var.name_prefix}-ami-builder-instance-policy"
  role = one(aws_iam_role.instance[*].id)
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid    = "RunAgent"
          Effect = "Allow"
          Action = [
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
            "ec2messages:AcknowledgeMessage",
            "ec2messages:DeleteMessage",
            "ec2messages:FailMessage",
            "ec2messages:GetEndpoint",
            "ec2messages:GetMessages",
            "ec2messages:SendReply",
          ]
          Resource = ["*"]
        },
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["s3:PutObject"]
          Resource = ["${local.bucket_arn}/logs/*"]
        },
      ],
      # Filtered: both sides of a conditional would have to be of one type, and statements differ.
      [for statement in [
        # S3 decrypts and encrypts the bucket's objects with `bucket_kms_key_arn` on its behalf
        {
          Sid      = "UseBucketKey"
          Effect   = "Allow"
          Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
          Resource = [var.bucket_kms_key_arn]
          Condition = {
            StringEquals = {
              "kms:ViaService" = distinct([
                "s3.${data.aws_region.current.id}.amazonaws.com",
                "s3.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}",
              ])
            }
          }
        },
      ] : statement if var.bucket_kms_key_arn != ""]
    )
  })
}

resource "aws_iam_role_policy_attachment" "instance" {
  for_each = toset(var.instance_profile_name == "" ? var.builder_policy_arns : [])

  role       = one(aws_iam_role.instance[*].name)
  policy_arn = each.value
}

resource "aws_iam_instance_profile" "instance" {
  count = var.instance_profile_name == "" ? 1 : 0

  name = "${var.name_prefix}-ami-builder-instance"
  role = one(aws_iam_role.instance[*].name)
  path = var.iam_role_path
  tags = var.tags

  depends_on = [aws_iam_role_policy.instance]
}

# Its role is what the builder function may pass on to EC2, and nothing else.
data "aws_iam_instance_profile" "given" {
  count = var.instance_profile_name != "" ? 1 : 0

  name = var.instance_profile_name
}

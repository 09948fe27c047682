terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.78"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "dublin"
  region = "eu-west-1"
}

variable "subnet_id" {
  description = "A subnet in us-east-1 with a way out to Systems Manager"
  type        = string
  default     = "subnet-0a1b2c3d4e5f60718"
}

variable "organization_arn" {
  description = "The organization whose accounts may launch the images"
  type        = string
  default     = "arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5"
}

data "aws_caller_identity" "current" {}

# Shared encrypted images need a key of your own in each Region: nobody else can use the default key. Its policy lets the organization use it
# through EC2.
locals {
  key_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LaunchInOrganization"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:ReEncrypt*", "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"]
        Resource  = "*"
        Condition = {
          StringEquals = { "aws:PrincipalOrgID" = reverse(split("/", var.organization_arn))[0] }
          StringLike   = { "kms:ViaService" = "ec2.*.amazonaws.com" }
        }
      },
    ]
  })
}

resource "aws_kms_key" "virginia" {
  description         = "Golden images in us-east-1"
  enable_key_rotation = true
  policy              = local.key_policy
}

resource "aws_kms_key" "dublin" {
  provider = aws.dublin

  description         = "Golden images in eu-west-1"
  enable_key_rotation = true
  policy              = local.key_policy
}

module "ami_builder" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module/modules/ami-builder?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module/modules/ami-builder"

  name_prefix = "golden"
  subnet_ids  = [var.subnet_id]
  kms_key_id  = aws_kms_key.virginia.arn
  templates   = { for file in fileset("${path.root}/templates", "*.yml") : trimsuffix(file, ".yml") => file("${path.root}/templates/${file}") }

  regional = {
    eu-west-1 = { kms_key_id = aws_kms_key.dublin.arn }
  }

  share_with_organization_arns = [var.organization_arn]
  deprecate_after_days         = 90

  # Of each template the newest three stay, and whatever is in use. Look at what a dry run lists before you set retention_dry_run.
  retention_keep_newest = 3
  retention_dry_run     = true

  create_notification_topic = true
  alarms_enabled            = true
}

output "role_arns" {
  description = "Roles that the policies of customer managed keys may have to name: builder and publisher"
  value       = module.ami_builder.role_arns
}

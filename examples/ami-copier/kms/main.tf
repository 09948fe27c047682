terraform {
  required_version = ">= 1.2"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.78"
    }
  }
}

provider "aws" {
  region = "us-east-1" # where you want the copies
}

# Encrypts the copies with a key of your own, which is what sharing them with other accounts needs.
resource "aws_kms_key" "images" {
  description         = "Golden images"
  enable_key_rotation = true
}

resource "aws_kms_alias" "images" {
  name          = "alias/golden-images"
  target_key_id = aws_kms_key.images.key_id
}

module "ami_copier" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module"

  # The default key policy lets this account's IAM policies decide, so the module's own are enough.
  kms_key_id = aws_kms_alias.images.name
}

output "copier_role_arn" {
  description = "The role that uses the key, for a key policy that names roles."
  value       = module.ami_copier.lambda_role_arn
}

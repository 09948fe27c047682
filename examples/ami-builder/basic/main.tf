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
  region = "us-east-1" # where images are built
}

variable "subnet_id" {
  description = "A subnet with a way out to Systems Manager, by a NAT gateway for example. Nothing needs to come in."
  type        = string
  default     = "subnet-0a1b2c3d4e5f60718"
}

# Builds an image of each file in templates/ every Monday, if something has changed or the last one is 30 days old.
module "ami_builder" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module/modules/ami-builder?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module/modules/ami-builder"

  name_prefix = "golden"
  subnet_ids  = [var.subnet_id]
  templates   = { for file in fileset("${path.root}/templates", "*.yml") : trimsuffix(file, ".yml") => file("${path.root}/templates/${file}") }
}

output "state_machine_arn" {
  description = "Build what is due by hand: aws stepfunctions start-execution --state-machine-arn ARN --input '{}'"
  value       = module.ami_builder.state_machine_arn
}

output "parameter_names" {
  description = "Where the newest images are: aws ec2 run-instances --image-id resolve:ssm:NAME"
  value       = module.ami_builder.parameter_names
}

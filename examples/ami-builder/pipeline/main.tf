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
  region = var.region
}

variable "region" {
  description = "Where images are built"
  type        = string
  default     = "us-east-1"
}

variable "subnet_id" {
  description = "A subnet with a way out to Systems Manager"
  type        = string
  default     = "subnet-0a1b2c3d4e5f60718"
}

# What .github/workflows/images.yml applies and starts. Templates are in templates/, one file for each.
module "ami_builder" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module/modules/ami-builder?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module/modules/ami-builder"

  name_prefix = "pipeline"
  subnet_ids  = [var.subnet_id]
  templates   = { for file in fileset("${path.root}/templates", "*.yml") : trimsuffix(file, ".yml") => file("${path.root}/templates/${file}") }
}

output "state_machine_arn" {
  description = "What the workflow starts"
  value       = module.ami_builder.state_machine_arn
}

output "bucket_name" {
  description = "Where registry/registry.json and logs/ are"
  value       = module.ami_builder.bucket_name
}

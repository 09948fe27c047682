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
  region = "us-east-1" # where images are built; the others get copies
}

variable "subnet_ids" {
  description = "Subnets with a way out to Systems Manager, in several zones: where one has no room, the next is tried."
  type        = list(string)
  default     = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
}

# Four templates for two architectures, published in four Regions: eight builds, however many Regions there are.
module "ami_builder" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module/modules/ami-builder?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module/modules/ami-builder"

  name_prefix           = "research"
  subnet_ids            = var.subnet_ids
  max_concurrent_builds = 8
  templates             = { for file in fileset("${path.root}/templates", "*.yml") : trimsuffix(file, ".yml") => file("${path.root}/templates/${file}") }

  regional = {
    us-east-2 = {}
    us-west-1 = {}
    us-west-2 = {}
  }

  tags = { Team = "research-computing" }
}

output "parameter_names" {
  description = "Names of the parameters with the newest images, the same in each Region"
  value       = module.ami_builder.parameter_names
}

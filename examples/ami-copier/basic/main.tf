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

# Copies every image that Red Hat Image Builder shares with this account, twice a day.
module "ami_copier" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module"

  name_prefix = "rhel"

  tags = {
    Environment = "production"
    ManagedBy   = "terraform"
  }
}

output "state_machine_arn" {
  description = "Start a run by hand: aws stepfunctions start-execution --state-machine-arn ARN --input '{}'"
  value       = module.ami_copier.state_machine_arn
}

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
  region = "us-east-1" # where the images are
}

# Removes golden images after a month, but for the newest two, and test images after two days.
module "image_sweeper" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module/modules/image-sweeper?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module/modules/image-sweeper"

  kinds = {
    golden = { keep_days = 30, keep_newest = 2, archive_exports_days = 30 }
    test   = { keep_days = 2, keep_newest = 0, keep_exports_days = 7 }
  }
}

output "state_machine_arn" {
  description = "Start a run by hand: aws stepfunctions start-execution --state-machine-arn ARN --input '{}'"
  value       = module.image_sweeper.state_machine_arn
}

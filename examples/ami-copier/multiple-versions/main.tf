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

# Two installations in one account. Each needs a name_prefix of its own, and a filter that tells its images apart. Image Builder's own
# names (composer-api- and a random UUID) do not tell the RHEL version; the architecture does tell the processor, and images that you
# named yourself can be told by name. If only tags are to differ, one installation with enable_redhat_api is simpler: it gives each copy
# the Distribution tag of its own image.
module "rhel_arm" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module"

  name_prefix          = "rhel-arm"
  source_architectures = ["arm64"]

  tags = {
    Platform = "graviton"
  }
}

module "rhel_intel" {
  source = "../../../dist-module"

  name_prefix          = "rhel-intel"
  source_architectures = ["x86_64"]
  source_name_filters  = ["composer-api-*", "rhel9-*"]

  tags = {
    Platform = "intel"
  }
}

output "state_machine_arns" {
  description = "ARNs of both state machines."
  value = {
    arm   = module.rhel_arm.state_machine_arn
    intel = module.rhel_intel.state_machine_arn
  }
}

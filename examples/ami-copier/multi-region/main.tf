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
  region = "us-east-1" # where Red Hat shares the images, and the first place of copies
}

provider "aws" {
  alias  = "ireland"
  region = "eu-west-1" # where more copies are wanted
}

# One installation in each Region where you want copies: a deployment copies into its provider's Region. IAM roles belong to the whole
# account, so each installation needs a name_prefix of its own.
module "ami_copier_virginia" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module"

  name_prefix = "rhel-use1"
}

module "ami_copier_ireland" {
  source = "../../../dist-module"

  providers = {
    aws = aws.ireland
  }

  name_prefix = "rhel-euw1"

  # The images are shared in the Region for which they were built. Red Hat, as their owner, pays the transfer; the copies are encrypted
  # with a key of this Region, which kms_key_id may name.
  source_region = "us-east-1"
}

output "state_machine_arns" {
  description = "ARNs of the state machines, by Region."
  value = {
    us-east-1 = module.ami_copier_virginia.state_machine_arn
    eu-west-1 = module.ami_copier_ireland.state_machine_arn
  }
}

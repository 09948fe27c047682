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

# Tags each copy with what Red Hat's API knows of it. The credentials are inputs here, so Terraform's state holds them: protect it, or
# see ../existing-secrets.
variable "redhat_client_id" {
  type        = string
  description = "Client ID of a Red Hat service account; give it as TF_VAR_redhat_client_id."
  sensitive   = true
}

variable "redhat_client_secret" {
  type        = string
  description = "Client secret of the service account; give it as TF_VAR_redhat_client_secret."
  sensitive   = true
}

module "ami_copier" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module"

  enable_redhat_api    = true
  redhat_client_id     = var.redhat_client_id
  redhat_client_secret = var.redhat_client_secret

  # Name = prod-rhel-9: the distribution is one of the things the API knows.
  ami_name_tag_template = "prod-{distribution}"
}

output "state_machine_arn" {
  description = "ARN of the state machine."
  value       = module.ami_copier.state_machine_arn
}

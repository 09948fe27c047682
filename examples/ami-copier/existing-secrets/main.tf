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

# Red Hat's credentials stay out of Terraform and its state: the module only learns where they are. Make them first,
# with each value typed or pasted when read waits for it:
#
#   read -r CLIENT_ID
#   read -rs CLIENT_SECRET
#   aws ssm put-parameter --type SecureString --name /my-org/redhat/client-id --value "$CLIENT_ID"
#   aws ssm put-parameter --type SecureString --name /my-org/redhat/client-secret --value "$CLIENT_SECRET"
module "ami_copier" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module"

  enable_redhat_api                        = true
  existing_redhat_client_id_param_name     = "/my-org/redhat/client-id"
  existing_redhat_client_secret_param_name = "/my-org/redhat/client-secret"

  # For a secret in Secrets Manager instead, {"client_id": "…", "client_secret": "…"}:
  # redhat_credential_store     = "secretsmanager"
  # existing_redhat_secret_name = "my-org/redhat-api"

  # If a customer managed key encrypts the parameters or the secret:
  # credential_kms_key_arns = ["arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
}

output "redhat_ssm_parameter_arns" {
  description = "The parameters that the initiator may read."
  value       = module.ami_copier.redhat_ssm_parameter_arns
}

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
  region = "us-east-1" # where the hosts are
}

variable "subnet_id" {
  description = "A subnet from which the hosts can be reached on 443, with a way out to Systems Manager"
  type        = string
  default     = "subnet-0a1b2c3d4e5f60718"
}

variable "probe_security_group_id" {
  description = "The security group of the function that asks hosts whether they are ready: the hosts let it in on 443"
  type        = string
  default     = "sg-0a1b2c3d4e5f60718"
}

# An image of each version of Kamiwaza, as soon as the first host that runs it is ready. Images that its own deployment manager made count.
module "ami_builder" {
  # Outside of this repository:
  # source = "git::https://github.com/your-org/ami-copier.git//dist-module/modules/ami-builder?ref=v1.0.0" # x-release-please-version
  source = "../../../dist-module/modules/ami-builder"

  name_prefix = "kamiwaza"
  subnet_ids  = [var.subnet_id]

  managed_by            = "KamiwazaDeploymentManager"
  version_tag_key       = "KamiwazaVersion"
  variant_tag_key       = "KamiwazaDeploymentMode"
  version_format        = "v"
  capture_name_template = "kamiwaza-golden-{version}-{id}"

  # A host that is launched with AmiCapture = "true", KamiwazaVersion and KamiwazaDeploymentMode is captured without a command.
  auto_capture = true
  auto_capture_readiness = {
    url        = "https://{private_ip}/"
    contains   = ["kamiwaza", "login"]
    verify_tls = false # the hosts' certificates are their own
  }
  probe_subnet_ids         = [var.subnet_id]
  probe_security_group_ids = [var.probe_security_group_id]

  # Images older than 90 days go, but for the newest of each version and whatever is in use. A dry run lists them first.
  adopt_existing         = true
  retention_keep_newest  = 1
  retention_min_age_days = 90
  retention_dry_run      = true
}

output "state_machine_arn" {
  description = "Capture a host by hand: --input '{\"action\":\"capture\",\"instance_id\":\"i-…\",\"version\":\"v0.9.2\",\"variant\":\"full\",\"job_id\":\"19\"}'"
  value       = module.ami_builder.state_machine_arn
}

output "bucket_name" {
  description = "What became of a job: aws s3 cp s3://BUCKET/captures/by-job/19.json -"
  value       = module.ami_builder.bucket_name
}

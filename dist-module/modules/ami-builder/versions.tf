# Generated from TypeScript (stacks/ami-builder); change it there.

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.78"
    }
  }
}

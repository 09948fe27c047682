# Generated from TypeScript (stacks/ami-builder); change it there.

data "aws_subnet" "builders" {
  count = length(var.security_group_ids) == 0 && length(var.subnet_ids) > 0 ? 1 : 0

  id = var.subnet_ids[0]
}

locals {
  security_group_ids = length(var.security_group_ids) > 0 ? var.security_group_ids : aws_security_group.builders[*].id
}

# In the VPC of the subnets; without subnets in the default VPC. Nothing reaches the instances: their agent calls out.
resource "aws_security_group" "builders" {
  count = length(var.security_group_ids) == 0 ? 1 : 0

  name        = "${var.name_prefix}-ami-builder-instances"
  description = "Instances that build and test images: everything out, nothing in"
  vpc_id      = one(data.aws_subnet.builders[*].vpc_id)
  tags        = var.tags
}

resource "aws_vpc_security_group_egress_rule" "builders_ipv4" {
  count = length(var.security_group_ids) == 0 ? 1 : 0

  description       = "Systems Manager, S3, and where scripts fetch packages"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
  security_group_id = one(aws_security_group.builders[*].id)
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "builders_ipv6" {
  count = length(var.security_group_ids) == 0 ? 1 : 0

  description       = "Systems Manager, S3, and where scripts fetch packages"
  cidr_ipv6         = "::/0"
  ip_protocol       = "-1"
  security_group_id = one(aws_security_group.builders[*].id)
  tags              = var.tags
}

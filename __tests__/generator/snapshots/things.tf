# Generated, do not edit.

locals {
  off     = false
  none    = null
  zero    = 0
  empty   = ""
  nothing = []
  long = var.enabled && length(var.names) > 10 && var.size != null || contains(var.names, "a.1") ? {
    name         = "x"
    "with space" = [1, 2]
  } : null
  by_name = { for index, name in var.names : upper(name) => {
    index = index
    name  = name
  }... if name != "" }
}

resource "aws_iam_role" "sample" {
  name        = "${var.names[0]}-role"
  description = "No $${interpolation}, no %%{ if }, \"quotes\", a \\ and\ta tab"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["sts:AssumeRole"]
        Principal = { Service = "lambda.amazonaws.com" }
      },
    ]
  })
  tags = var.tags

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [description, tags]

    precondition {
      condition     = var.enabled || length(var.names) == 0
      error_message = "Set enabled for names."
    }

    precondition {
      condition     = length(var.names) < 9
      error_message = "Not $${more} than 8."
    }
  }
}

resource "aws_ssm_parameter" "optional" {
  count = var.enabled ? 1 : 0

  name = "/sample/${var.names[0]}"
  type = "String"
  value = jsonencode({
    role  = aws_iam_role.sample.arn
    plain = "$${x}"
    nested = {
      list = [1, true, "two"]
      a-b  = { "c d" = 1 }
    }
  })

  depends_on = [aws_iam_role.sample]
}

resource "aws_ssm_parameter" "each" {
  for_each = toset(var.names)

  name  = "/each/${each.key}"
  type  = "SecureString"
  value = var.secret

  lifecycle {
    ignore_changes = all
  }
}

resource "aws_security_group" "sample" {
  ingress = [for name in var.names : {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    description = name
  }]

  egress {
    description      = null
    cidr_blocks      = ["0.0.0.0/0"]
    from_port        = 0
    ipv6_cidr_blocks = null
    prefix_list_ids  = null
    protocol         = "-1"
    security_groups  = null
    self             = null
    to_port          = 0
  }

  timeouts {
    create = "5m"
  }
}

resource "aws_dynamodb_table" "dynamic" {
  name = "dynamic"

  dynamic "attribute" {
    for_each = { for key, val in [for name in var.names : { name = name }] : val.name => val }
    iterator = each

    content {
      name = each.value.name
      type = "S"
    }
  }
}

resource "aws_dynamodb_table" "sample" {
  name         = "sample"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "when"
    type = "N"
  }

  point_in_time_recovery {
    enabled = false
  }
}

# Generated from TypeScript (stacks/ami-copier); change it there.

locals {
  source_region = var.source_region != "" ? var.source_region : data.aws_region.current.id
  initiator_environment = merge(
    {
      AMI_NAME_TEMPLATE     = var.ami_name_template
      AMI_NAME_TAG_TEMPLATE = var.ami_name_tag_template
      SOURCE_OWNER_IDS      = jsonencode(var.source_owner_ids)
      SOURCE_REGION         = local.source_region
      SOURCE_NAME_FILTERS   = jsonencode(var.source_name_filters)
      SOURCE_ARCHITECTURES  = jsonencode(var.source_architectures)
      MAX_CONCURRENT_COPIES = tostring(var.max_concurrent_copies)
      COPY_TIMEOUT_HOURS    = tostring(var.copy_timeout_hours)
    },
    local.uses_customer_managed_key ? { KMS_KEY_ID = var.kms_key_id } : {},
    local.uses_parameters ? {
      REDHAT_CREDENTIAL_STORE = "ssm"
      CLIENT_ID_PARAM         = local.client_id_parameter
      CLIENT_SECRET_PARAM     = local.client_secret_parameter
    } : {},
    local.uses_secret ? {
      REDHAT_CREDENTIAL_STORE = "secretsmanager"
      REDHAT_SECRET_NAME      = local.secret_name
    } : {}
  )
  lambda_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.initiator.arn}:*"]
        },
        {
          Sid      = "DescribeImages"
          Effect   = "Allow"
          Action   = ["ec2:DescribeImages"]
          Resource = ["*"]
        },
        {
          Sid    = "CopySharedImages"
          Effect = "Allow"
          Action = ["ec2:CopyImage"]
          Resource = distinct([
            "arn:${data.aws_partition.current.partition}:ec2:${local.source_region}::image/*",
            "arn:${data.aws_partition.current.partition}:ec2:${local.source_region}::snapshot/*",
            "${local.image_arn_prefix}:image/*",
            "${local.image_arn_prefix}:snapshot/*",
          ])
        },
        {
          Sid       = "TagNewCopies"
          Effect    = "Allow"
          Action    = ["ec2:CreateTags"]
          Resource  = ["${local.image_arn_prefix}:image/*", "${local.image_arn_prefix}:snapshot/*"]
          Condition = { StringEquals = { "ec2:CreateAction" = "CopyImage" } }
        },
      ],
      # Filtered: both sides of a conditional would have to be of one type, and statements differ.
      [for statement in [
        # X-Ray, with `tracing_enabled`. AWS has no narrower resource for it
        {
          Sid      = "Trace"
          Effect   = "Allow"
          Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
          Resource = ["*"]
        },
      ] : statement if var.tracing_enabled],
      [for statement in [
        # EC2 encrypts the copies with the customer managed key on the role's behalf
        {
          Sid       = "EncryptCopies"
          Effect    = "Allow"
          Action    = ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"]
          Resource  = local.customer_managed_key_arn
          Condition = merge({ StringEquals = local.customer_managed_key_via_ec2 }, local.customer_managed_key_alias_condition)
        },
        # EC2 keeps using the key after the call has returned, through a grant that only AWS services can hold
        {
          Sid      = "GrantKeyToEc2"
          Effect   = "Allow"
          Action   = ["kms:CreateGrant"]
          Resource = local.customer_managed_key_arn
          Condition = merge(
            {
              StringEquals = local.customer_managed_key_via_ec2
              Bool         = { "kms:GrantIsForAWSResource" = "true" }
            },
            local.customer_managed_key_alias_condition
          )
        },
        # Looks whether the key can be used before anything is made with it; EC2 would only fail long after the call
        {
          Sid       = "CheckKey"
          Effect    = "Allow"
          Action    = ["kms:DescribeKey"]
          Resource  = local.customer_managed_key_arn
          Condition = local.customer_managed_key_alias_condition
        },
      ] : statement if local.uses_customer_managed_key],
      [for statement in [
        # Red Hat's credentials, when they are in Parameter Store
        {
          Sid      = "ReadCredentialParameters"
          Effect   = "Allow"
          Action   = ["ssm:GetParameter"]
          Resource = [local.client_id_parameter_arn, local.client_secret_parameter_arn]
        },
      ] : statement if local.uses_parameters],
      [for statement in [
        # Red Hat's credentials, when they are in Secrets Manager
        {
          Sid      = "ReadCredentialSecret"
          Effect   = "Allow"
          Action   = ["secretsmanager:GetSecretValue"]
          Resource = local.secret_arn
        },
      ] : statement if local.uses_secret],
      [for statement in [
        # Credentials that a customer managed key encrypts (`credential_kms_key_arns`)
        {
          Sid      = "DecryptCredentials"
          Effect   = "Allow"
          Action   = ["kms:Decrypt"]
          Resource = var.credential_kms_key_arns
          Condition = {
            StringEquals = {
              "kms:ViaService" = [
                "ssm.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}",
                "secretsmanager.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}",
              ]
            }
          }
        },
      ] : statement if var.enable_redhat_api && length(var.credential_kms_key_arns) > 0]
    )
  })
}

resource "aws_cloudwatch_log_group" "initiator" {
  name              = "/aws/lambda/${var.name_prefix}-ami-copier-initiator"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The initiator's role. Its preconditions are the rules that look at several inputs.
resource "aws_iam_role" "lambda" {
  name = "${var.name_prefix}-ami-copier-role"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags

  lifecycle {
    precondition {
      condition     = !(var.existing_redhat_secret_arn != "" && var.existing_redhat_secret_name != "")
      error_message = "Give the existing secret by ARN or by name, not both: remove existing_redhat_secret_arn or existing_redhat_secret_name."
    }

    precondition {
      condition     = !(var.existing_redhat_client_id_param_arn != "" && var.existing_redhat_client_id_param_name != "")
      error_message = "Give the existing client ID parameter by ARN or by name, not both: remove existing_redhat_client_id_param_arn or existing_redhat_client_id_param_name."
    }

    precondition {
      condition     = !(var.existing_redhat_client_secret_param_arn != "" && var.existing_redhat_client_secret_param_name != "")
      error_message = "Give the existing client secret parameter by ARN or by name, not both: remove existing_redhat_client_secret_param_arn or existing_redhat_client_secret_param_name."
    }

    precondition {
      condition     = local.has_existing_client_id == local.has_existing_client_secret
      error_message = "Existing SSM parameters are needed for both the client ID and the client secret: add the existing_redhat_client_id_param or existing_redhat_client_secret_param input that is missing, or remove the other."
    }

    precondition {
      condition = (
        !var.enable_redhat_api
        || local.has_inline_credentials
        || local.has_existing_secret
        || local.has_existing_parameters
      )
      error_message = "enable_redhat_api needs credentials: set redhat_client_id and redhat_client_secret, or refer to an existing secret or existing SSM parameters."
    }

    precondition {
      condition = (
        !var.enable_redhat_api
        || !local.has_inline_credentials
        || !(local.has_existing_secret || local.has_existing_parameters)
      )
      error_message = "Give Red Hat's credentials as inputs or refer to existing ones, not both: remove redhat_client_id, redhat_client_secret and redhat_offline_token, or the existing_redhat_ inputs."
    }

    precondition {
      condition     = !local.has_existing_secret || var.redhat_credential_store == "secretsmanager"
      error_message = "An existing secret needs redhat_credential_store = \"secretsmanager\"."
    }

    precondition {
      condition     = !local.has_existing_parameters || var.redhat_credential_store == "ssm"
      error_message = "Existing SSM parameters need redhat_credential_store = \"ssm\"."
    }

    precondition {
      condition     = var.enable_redhat_api || !(local.has_existing_secret || local.has_existing_parameters)
      error_message = "Existing credentials are only used with enable_redhat_api = true: set it, or remove the existing_redhat_ inputs."
    }

    precondition {
      condition     = !local.uses_parameters || local.has_inline_service_account || !local.has_inline_credentials
      error_message = "An offline token can only be kept in Secrets Manager: set redhat_credential_store = \"secretsmanager\", or use redhat_client_id and redhat_client_secret."
    }

    precondition {
      condition     = can(regex("^arn:", var.kms_key_id)) ? split(":", var.kms_key_id)[3] == data.aws_region.current.id : true
      error_message = "kms_key_id must be a key in the Region of the copies, which is the AWS provider's: name a key of that Region."
    }

    precondition {
      condition = alltrue([
        for arn in concat(
          compact([
            var.existing_redhat_secret_arn,
            var.existing_redhat_client_id_param_arn,
            var.existing_redhat_client_secret_param_arn,
          ]),
          var.credential_kms_key_arns
        ) : split(":", arn)[3] == data.aws_region.current.id
      ])
      error_message = "The existing credentials and their keys must be in the Region of the functions, which is the AWS provider's: give ARNs of that Region in the existing_redhat_ inputs and in credential_kms_key_arns."
    }

    precondition {
      condition     = var.log_kms_key_arn == "" ? true : split(":", var.log_kms_key_arn)[3] == data.aws_region.current.id
      error_message = "log_kms_key_arn must be a key in the Region of the log groups, which is the AWS provider's: name a key of that Region."
    }

    precondition {
      condition     = length(jsonencode(local.initiator_environment)) <= 4096
      error_message = "The initiator's environment variables are longer than Lambda's 4 KB: shorten source_name_filters or the names of the existing SSM parameters."
    }

    precondition {
      condition     = var.gp3_throughput == null ? true : var.gp3_throughput * 4 <= coalesce(var.gp3_iops, 3000)
      error_message = "gp3 gives at most 0.25 MiB/s for each of a volume's IOPS: set gp3_iops to at least four times gp3_throughput."
    }

    precondition {
      condition     = !(var.create_notification_topic && var.notification_topic_arn != "")
      error_message = "Give a topic or have one made, not both: remove notification_topic_arn or create_notification_topic."
    }

    precondition {
      condition     = var.create_notification_topic || length(var.notification_emails) == 0
      error_message = "notification_emails needs the topic that the module makes: set create_notification_topic = true, or subscribe the addresses to the topic that is given."
    }

    precondition {
      condition = (
        var.notification_topic_arn == ""
        ? true
        : split(":", var.notification_topic_arn)[3] == data.aws_region.current.id
      )
      error_message = "notification_topic_arn must be a topic in the Region of the functions, which is the AWS provider's: name a topic of that Region."
    }
  }
}

resource "aws_iam_role_policy" "lambda" {
  name   = "${var.name_prefix}-ami-copier-policy"
  role   = aws_iam_role.lambda.id
  policy = local.lambda_policy

  lifecycle {
    precondition {
      condition     = length(local.lambda_policy) <= 10240
      error_message = "The role's policy is longer than the 10,240 characters that IAM allows: name fewer keys in credential_kms_key_arns, or existing credentials with shorter names."
    }
  }
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "initiator" {
  function_name    = "${var.name_prefix}-ami-copier-initiator"
  description      = "Finds images that are new, prepares waves and starts copies"
  role             = aws_iam_role.lambda.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/initiator.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/initiator.zip")
  timeout          = 600
  tags             = var.tags

  environment {
    variables = local.initiator_environment
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  depends_on = [aws_cloudwatch_log_group.initiator]
}

resource "aws_cloudwatch_log_group" "status_checker" {
  name              = "/aws/lambda/${var.name_prefix}-ami-copier-status-checker"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The status checker's role: it only looks.
resource "aws_iam_role" "status_checker" {
  name = "${var.name_prefix}-ami-copier-status-checker"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "status_checker" {
  name = "${var.name_prefix}-ami-copier-status-checker-policy"
  role = aws_iam_role.status_checker.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.status_checker.arn}:*"]
        },
        {
          Sid      = "DescribeImages"
          Effect   = "Allow"
          Action   = ["ec2:DescribeImages"]
          Resource = ["*"]
        },
      ],
      # Filtered: both sides of a conditional would have to be of one type, and statements differ.
      [for statement in [
        # X-Ray, with `tracing_enabled`. AWS has no narrower resource for it
        {
          Sid      = "Trace"
          Effect   = "Allow"
          Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
          Resource = ["*"]
        },
      ] : statement if var.tracing_enabled]
    )
  })
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "status_checker" {
  function_name    = "${var.name_prefix}-ami-copier-status-checker"
  description      = "Looks at the copies of a wave and counts what became of them"
  role             = aws_iam_role.status_checker.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/status-checker.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/status-checker.zip")
  timeout          = 60
  tags             = var.tags

  environment {
    variables = { COPY_TIMEOUT_HOURS = var.copy_timeout_hours }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  depends_on = [aws_cloudwatch_log_group.status_checker]
}

resource "aws_cloudwatch_log_group" "finalizer" {
  name              = "/aws/lambda/${var.name_prefix}-ami-copier-finalizer"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The finalizer's role: it can remove only images and snapshots that this module has made.
resource "aws_iam_role" "finalizer" {
  name = "${var.name_prefix}-ami-copier-finalizer"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "finalizer" {
  name = "${var.name_prefix}-ami-copier-finalizer-policy"
  role = aws_iam_role.finalizer.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.finalizer.arn}:*"]
        },
        {
          Sid      = "DescribeImages"
          Effect   = "Allow"
          Action   = ["ec2:DescribeImages"]
          Resource = ["*"]
        },
        {
          Sid       = "ReadUefiData"
          Effect    = "Allow"
          Action    = ["ec2:DescribeImageAttribute"]
          Resource  = ["${local.image_arn_prefix}:image/*"]
          Condition = { StringEquals = { "aws:ResourceTag/CopiedBy" = "ami-copier-lambda-temporary" } }
        },
        {
          Sid      = "RegisterFinalImages"
          Effect   = "Allow"
          Action   = ["ec2:RegisterImage"]
          Resource = ["${local.image_arn_prefix}:image/*"]
        },
        {
          Sid       = "RegisterSnapshotsOfCopies"
          Effect    = "Allow"
          Action    = ["ec2:RegisterImage"]
          Resource  = ["${local.image_arn_prefix}:snapshot/*"]
          Condition = { StringEquals = { "aws:ResourceTag/CopiedBy" = "ami-copier-lambda" } }
        },
        {
          Sid       = "TagFinalImages"
          Effect    = "Allow"
          Action    = ["ec2:CreateTags"]
          Resource  = ["${local.image_arn_prefix}:image/*"]
          Condition = { StringEquals = { "ec2:CreateAction" = "RegisterImage" } }
        },
        {
          Sid      = "RememberBilling"
          Effect   = "Allow"
          Action   = ["ec2:CreateTags"]
          Resource = ["${local.image_arn_prefix}:image/*"]
          Condition = {
            StringEquals                = { "aws:ResourceTag/CopiedBy" = "ami-copier-lambda-temporary" }
            "ForAllValues:StringEquals" = { "aws:TagKeys" = ["BillingMismatch"] }
          }
        },
        {
          Sid       = "DeregisterTemporaryImages"
          Effect    = "Allow"
          Action    = ["ec2:DeregisterImage"]
          Resource  = ["${local.image_arn_prefix}:image/*"]
          Condition = { StringEquals = { "aws:ResourceTag/CopiedBy" = "ami-copier-lambda-temporary" } }
        },
        {
          Sid      = "DeregisterOwnImages"
          Effect   = "Allow"
          Action   = ["ec2:DeregisterImage"]
          Resource = ["${local.image_arn_prefix}:image/*"]
          Condition = {
            StringEquals = {
              "aws:ResourceTag/CopiedBy"           = "ami-copier-lambda"
              "aws:ResourceTag/CopierInstallation" = "${var.name_prefix}-ami-copier"
            }
          }
        },
        {
          Sid      = "DescribeSnapshots"
          Effect   = "Allow"
          Action   = ["ec2:DescribeSnapshots"]
          Resource = ["*"]
        },
        {
          Sid       = "DeleteSnapshotsOfCopies"
          Effect    = "Allow"
          Action    = ["ec2:DeleteSnapshot"]
          Resource  = ["${local.image_arn_prefix}:snapshot/*"]
          Condition = { StringEquals = { "aws:ResourceTag/CopiedBy" = "ami-copier-lambda" } }
        },
      ],
      # Filtered: both sides of a conditional would have to be of one type, and statements differ.
      [for statement in [
        # X-Ray, with `tracing_enabled`. AWS has no narrower resource for it
        {
          Sid      = "Trace"
          Effect   = "Allow"
          Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
          Resource = ["*"]
        },
      ] : statement if var.tracing_enabled]
    )
  })
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "finalizer" {
  function_name    = "${var.name_prefix}-ami-copier-finalizer"
  description      = "Registers final images and removes temporary ones"
  role             = aws_iam_role.finalizer.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/finalizer.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/finalizer.zip")
  timeout          = 300
  tags             = var.tags

  environment {
    variables = {
      GP3_IOPS       = var.gp3_iops == null ? "" : tostring(var.gp3_iops)
      GP3_THROUGHPUT = var.gp3_throughput == null ? "" : tostring(var.gp3_throughput)
      IMDS_SUPPORT   = var.imds_support == null ? "" : var.imds_support
    }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  depends_on = [aws_cloudwatch_log_group.finalizer]
}

# Generated from TypeScript (stacks/ami-builder); change it there.

locals {
  planner_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.planner.arn}:*"]
        },
        {
          Sid      = "Describe"
          Effect   = "Allow"
          Action   = ["ec2:DescribeImages", "ec2:DescribeInstances"]
          Resource = ["*"]
        },
        {
          Sid    = "ReadPublicParameters"
          Effect = "Allow"
          Action = ["ssm:GetParameter", "ssm:GetParameters"]
          Resource = [
            for region in local.regions : "arn:${data.aws_partition.current.partition}:ssm:${region}::parameter/aws/service/*"
          ]
        },
        {
          Sid    = "ReadOwnParameters"
          Effect = "Allow"
          Action = ["ssm:GetParameter", "ssm:GetParameters"]
          Resource = [
            for region in local.regions : "arn:${data.aws_partition.current.partition}:ssm:${region}:${data.aws_caller_identity.current.account_id}:parameter${local.parameter_prefix}/*"
          ]
        },
        {
          Sid       = "TerminateOwnInstances"
          Effect    = "Allow"
          Action    = ["ec2:TerminateInstances"]
          Resource  = local.instance_arns
          Condition = { StringEquals = { "aws:ResourceTag/AmiBuilder" = var.name_prefix } }
        },
        {
          Sid      = "DescribeOwnRuns"
          Effect   = "Allow"
          Action   = ["states:DescribeExecution"]
          Resource = ["${local.states_arn_prefix}:execution:${var.name_prefix}-ami-builder:*"]
        },
        {
          Sid    = "ReadBucket"
          Effect = "Allow"
          Action = ["s3:GetObject"]
          Resource = [
            "${local.bucket_arn}/templates/*",
            "${local.bucket_arn}/builds/*",
            "${local.bucket_arn}/captures/*",
            "${local.bucket_arn}/channels/*",
            "${local.bucket_arn}/runs/*",
          ]
        },
        {
          Sid      = "TellAbsence"
          Effect   = "Allow"
          Action   = ["s3:ListBucket"]
          Resource = [local.bucket_arn]
        },
        {
          Sid      = "WriteBucket"
          Effect   = "Allow"
          Action   = ["s3:PutObject"]
          Resource = ["${local.bucket_arn}/builds/*", "${local.bucket_arn}/captures/*", "${local.bucket_arn}/runs/*"]
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
        # Base images by the account's parameters that `templates` name, and no others
        {
          Sid    = "ReadParametersOfTemplates"
          Effect = "Allow"
          Action = ["ssm:GetParameter", "ssm:GetParameters"]
          Resource = distinct(
            flatten([
              for region in local.regions : [
                for name in local.base_parameters : "arn:${data.aws_partition.current.partition}:ssm:${region}:${data.aws_caller_identity.current.account_id}:parameter${name}"
              ]
            ])
          )
        },
      ] : statement if length(local.base_parameters) > 0],
      [for statement in [
        # S3 decrypts and encrypts the bucket's objects with `bucket_kms_key_arn` on its behalf
        {
          Sid      = "UseBucketKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = [var.bucket_kms_key_arn]
          Condition = {
            StringEquals = {
              "kms:ViaService" = distinct([
                "s3.${data.aws_region.current.id}.amazonaws.com",
                "s3.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}",
              ])
            }
          }
        },
      ] : statement if var.bucket_kms_key_arn != ""]
    )
  })
  builder_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.builder.arn}:*"]
        },
        {
          Sid      = "Describe"
          Effect   = "Allow"
          Action   = ["ec2:DescribeImages", "ec2:DescribeInstances", "ec2:DescribeSnapshots"]
          Resource = ["*"]
        },
        {
          Sid      = "LaunchInstances"
          Effect   = "Allow"
          Action   = ["ec2:RunInstances"]
          Resource = local.instance_arns
          Condition = {
            StringEquals = {
              "aws:RequestTag/AmiBuilder" = var.name_prefix
              "ec2:MetadataHttpTokens"    = "required"
            }
          }
        },
        {
          Sid       = "LaunchWithTaggedParts"
          Effect    = "Allow"
          Action    = ["ec2:RunInstances"]
          Resource  = local.instance_part_arns
          Condition = { StringEquals = { "aws:RequestTag/AmiBuilder" = var.name_prefix } }
        },
        {
          Sid    = "LaunchFrom"
          Effect = "Allow"
          Action = ["ec2:RunInstances"]
          Resource = flatten([
            for region in local.build_regions : [
              "arn:${data.aws_partition.current.partition}:ec2:${region}:${data.aws_caller_identity.current.account_id}:subnet/*",
              "arn:${data.aws_partition.current.partition}:ec2:${region}:${data.aws_caller_identity.current.account_id}:security-group/*",
              "arn:${data.aws_partition.current.partition}:ec2:${region}:${data.aws_caller_identity.current.account_id}:spot-instances-request/*",
            ]
          ])
        },
        {
          Sid      = "PassInstanceRole"
          Effect   = "Allow"
          Action   = ["iam:PassRole"]
          Resource = [local.instance_role_arn]
          Condition = {
            StringEquals = {
              "iam:PassedToService" = distinct(["ec2.amazonaws.com", "ec2.${data.aws_partition.current.dns_suffix}"])
            }
          }
        },
        {
          Sid       = "ChangeOwnInstances"
          Effect    = "Allow"
          Action    = ["ec2:StopInstances", "ec2:CreateImage", "ec2:TerminateInstances"]
          Resource  = local.instance_arns
          Condition = { StringEquals = { "aws:ResourceTag/AmiBuilder" = var.name_prefix } }
        },
        {
          Sid      = "UseImages"
          Effect   = "Allow"
          Action   = ["ec2:RunInstances", "ec2:CreateImage"]
          Resource = concat(local.built_image_arns, local.built_snapshot_arns)
        },
        {
          Sid    = "TagWhatIsMade"
          Effect = "Allow"
          Action = ["ec2:CreateTags"]
          Resource = concat(
            local.instance_arns,
            local.instance_part_arns,
            concat(local.built_image_arns, local.built_snapshot_arns)
          )
          Condition = { StringEquals = { "ec2:CreateAction" = ["RunInstances", "CreateImage"] } }
        },
        {
          Sid       = "RemoveOwnImages"
          Effect    = "Allow"
          Action    = ["ec2:DeregisterImage", "ec2:DeleteSnapshot"]
          Resource  = concat(local.built_image_arns, local.built_snapshot_arns)
          Condition = { StringEquals = { "aws:ResourceTag/AmiBuilder" = var.name_prefix } }
        },
        {
          Sid       = "CaptureHosts"
          Effect    = "Allow"
          Action    = ["ec2:CreateImage"]
          Resource  = ["${local.ec2_arn_prefix}:instance/*"]
          Condition = { StringLike = { "aws:ResourceTag/${var.capture_tag_key}" = "*" } }
        },
        {
          Sid    = "RunShellScripts"
          Effect = "Allow"
          Action = ["ssm:SendCommand"]
          Resource = [
            for region in local.build_regions : "arn:${data.aws_partition.current.partition}:ssm:${region}::document/AWS-RunShellScript"
          ]
        },
        {
          Sid       = "RunOnOwnInstances"
          Effect    = "Allow"
          Action    = ["ssm:SendCommand"]
          Resource  = local.instance_arns
          Condition = { StringEquals = { "ssm:resourceTag/AmiBuilder" = var.name_prefix } }
        },
        {
          Sid       = "ProbeOnHosts"
          Effect    = "Allow"
          Action    = ["ssm:SendCommand"]
          Resource  = ["${local.ec2_arn_prefix}:instance/*"]
          Condition = { StringLike = { "ssm:resourceTag/${var.capture_tag_key}" = "*" } }
        },
        {
          Sid      = "ReadBucket"
          Effect   = "Allow"
          Action   = ["s3:GetObject"]
          Resource = ["${local.bucket_arn}/builds/*", "${local.bucket_arn}/captures/*"]
        },
        {
          Sid      = "TellAbsence"
          Effect   = "Allow"
          Action   = ["s3:ListBucket"]
          Resource = [local.bucket_arn]
        },
        {
          Sid      = "WriteBucket"
          Effect   = "Allow"
          Action   = ["s3:PutObject"]
          Resource = ["${local.bucket_arn}/builds/*", "${local.bucket_arn}/captures/*"]
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
        # Marks a failed builder that is kept until it expires, with `keep_failed_builders`. No other tag of no other instance
        {
          Sid      = "KeepFailedBuilders"
          Effect   = "Allow"
          Action   = ["ec2:CreateTags"]
          Resource = local.instance_arns
          Condition = {
            StringEquals                = { "aws:ResourceTag/AmiBuilder" = var.name_prefix }
            "ForAllValues:StringEquals" = { "aws:TagKeys" = ["AmiBuilderKeep"] }
          }
        },
      ] : statement if var.keep_failed_builders],
      [for statement in [
        # S3 decrypts and encrypts the bucket's objects with `bucket_kms_key_arn` on its behalf
        {
          Sid      = "UseBucketKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = [var.bucket_kms_key_arn]
          Condition = {
            StringEquals = {
              "kms:ViaService" = distinct([
                "s3.${data.aws_region.current.id}.amazonaws.com",
                "s3.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}",
              ])
            }
          }
        },
      ] : statement if var.bucket_kms_key_arn != ""],
      [for statement in [
        # EC2 encrypts the images with the customer managed key on the role's behalf
        {
          Sid       = "EncryptImages"
          Effect    = "Allow"
          Action    = ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"]
          Resource  = local.customer_managed_key_arns
          Condition = { StringEquals = local.customer_managed_keys_via_ec2 }
        },
        # EC2 keeps using the key after the call has returned, through a grant that only AWS services can hold
        {
          Sid      = "GrantKeyToEc2"
          Effect   = "Allow"
          Action   = ["kms:CreateGrant"]
          Resource = local.customer_managed_key_arns
          Condition = {
            StringEquals = local.customer_managed_keys_via_ec2
            Bool         = { "kms:GrantIsForAWSResource" = "true" }
          }
        },
        # Looks whether the key can be used before anything is made with it; EC2 would only fail long after the call
        {
          Sid      = "CheckKey"
          Effect   = "Allow"
          Action   = ["kms:DescribeKey"]
          Resource = local.customer_managed_key_arns
        },
      ] : statement if length(local.customer_managed_key_arns) > 0],
      [for statement in [
        # EC2 encrypts the images with the customer managed key on the role's behalf
        {
          Sid      = "EncryptImagesByAlias"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"]
          Resource = local.customer_managed_key_places_of_aliases
          Condition = merge(
            { StringEquals = local.customer_managed_keys_via_ec2 },
            { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.customer_managed_key_aliases } }
          )
        },
        # EC2 keeps using the key after the call has returned, through a grant that only AWS services can hold
        {
          Sid      = "GrantKeyToEc2ByAlias"
          Effect   = "Allow"
          Action   = ["kms:CreateGrant"]
          Resource = local.customer_managed_key_places_of_aliases
          Condition = merge(
            {
              StringEquals = local.customer_managed_keys_via_ec2
              Bool         = { "kms:GrantIsForAWSResource" = "true" }
            },
            { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.customer_managed_key_aliases } }
          )
        },
        # Looks whether the key can be used before anything is made with it; EC2 would only fail long after the call
        {
          Sid       = "CheckKeyByAlias"
          Effect    = "Allow"
          Action    = ["kms:DescribeKey"]
          Resource  = local.customer_managed_key_places_of_aliases
          Condition = { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.customer_managed_key_aliases } }
        },
      ] : statement if length(local.customer_managed_key_aliases) > 0]
    )
  })
  checker_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.checker.arn}:*"]
        },
        {
          Sid      = "Describe"
          Effect   = "Allow"
          Action   = ["ec2:DescribeImages", "ec2:DescribeInstances"]
          Resource = ["*"]
        },
        {
          Sid      = "LookAtCommands"
          Effect   = "Allow"
          Action   = ["ssm:DescribeInstanceInformation", "ssm:GetCommandInvocation"]
          Resource = ["*"]
        },
        {
          Sid      = "ReadBucket"
          Effect   = "Allow"
          Action   = ["s3:GetObject"]
          Resource = ["${local.bucket_arn}/builds/*", "${local.bucket_arn}/captures/*", "${local.bucket_arn}/logs/*"]
        },
        {
          Sid      = "TellAbsence"
          Effect   = "Allow"
          Action   = ["s3:ListBucket"]
          Resource = [local.bucket_arn]
        },
        {
          Sid      = "WriteBucket"
          Effect   = "Allow"
          Action   = ["s3:PutObject"]
          Resource = ["${local.bucket_arn}/builds/*", "${local.bucket_arn}/captures/*"]
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
        # S3 decrypts and encrypts the bucket's objects with `bucket_kms_key_arn` on its behalf
        {
          Sid      = "UseBucketKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = [var.bucket_kms_key_arn]
          Condition = {
            StringEquals = {
              "kms:ViaService" = distinct([
                "s3.${data.aws_region.current.id}.amazonaws.com",
                "s3.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}",
              ])
            }
          }
        },
      ] : statement if var.bucket_kms_key_arn != ""]
    )
  })
  prober_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.prober.arn}:*"]
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
        # Lambda puts the function into its subnets. AWS has no narrower resource for these together
        {
          Sid    = "EnterNetwork"
          Effect = "Allow"
          Action = [
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:DeleteNetworkInterface",
            "ec2:AssignPrivateIpAddresses",
            "ec2:UnassignPrivateIpAddresses",
          ]
          Resource = ["*"]
        },
      ] : statement if length(var.probe_subnet_ids) > 0]
    )
  })
  publisher_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.publisher.arn}:*"]
        },
        {
          Sid      = "Describe"
          Effect   = "Allow"
          Action   = ["ec2:DescribeImages", "ec2:DescribeSnapshots"]
          Resource = ["*"]
        },
        {
          Sid      = "CopyImages"
          Effect   = "Allow"
          Action   = ["ec2:CopyImage"]
          Resource = concat(local.image_arns, local.snapshot_arns)
        },
        {
          Sid       = "TagCopies"
          Effect    = "Allow"
          Action    = ["ec2:CreateTags"]
          Resource  = concat(local.image_arns, local.snapshot_arns)
          Condition = { StringEquals = { "ec2:CreateAction" = "CopyImage" } }
        },
        {
          Sid       = "ChangeOwnImages"
          Effect    = "Allow"
          Action    = ["ec2:CreateTags", "ec2:ModifyImageAttribute", "ec2:EnableImageDeprecation"]
          Resource  = concat(local.image_arns, local.snapshot_arns)
          Condition = { StringEquals = { "aws:ResourceTag/AmiBuilder" = var.name_prefix } }
        },
        {
          Sid      = "RemoveFailedCopies"
          Effect   = "Allow"
          Action   = ["ec2:DeregisterImage", "ec2:DeleteSnapshot"]
          Resource = concat(local.image_arns, local.snapshot_arns)
          Condition = {
            StringEquals = {
              "aws:ResourceTag/AmiBuilder"      = var.name_prefix
              "aws:ResourceTag/AmiBuilderState" = "building"
            }
          }
        },
        {
          Sid    = "MoveParameters"
          Effect = "Allow"
          Action = [
            "ssm:GetParameter",
            "ssm:GetParameters",
            "ssm:GetParameterHistory",
            "ssm:PutParameter",
            "ssm:AddTagsToResource",
          ]
          Resource = [
            for region in local.regions : "arn:${data.aws_partition.current.partition}:ssm:${region}:${data.aws_caller_identity.current.account_id}:parameter${local.parameter_prefix}/*"
          ]
        },
        {
          Sid    = "ReadBucket"
          Effect = "Allow"
          Action = ["s3:GetObject"]
          Resource = [
            "${local.bucket_arn}/templates/*",
            "${local.bucket_arn}/builds/*",
            "${local.bucket_arn}/captures/*",
            "${local.bucket_arn}/channels/*",
            "${local.bucket_arn}/registry/*",
            "${local.bucket_arn}/runs/*",
          ]
        },
        {
          Sid      = "TellAbsence"
          Effect   = "Allow"
          Action   = ["s3:ListBucket"]
          Resource = [local.bucket_arn]
        },
        {
          Sid    = "WriteBucket"
          Effect = "Allow"
          Action = ["s3:PutObject"]
          Resource = [
            "${local.bucket_arn}/builds/*",
            "${local.bucket_arn}/captures/*",
            "${local.bucket_arn}/channels/*",
            "${local.bucket_arn}/registry/*",
            "${local.bucket_arn}/runs/*",
          ]
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
        # S3 decrypts and encrypts the bucket's objects with `bucket_kms_key_arn` on its behalf
        {
          Sid      = "UseBucketKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = [var.bucket_kms_key_arn]
          Condition = {
            StringEquals = {
              "kms:ViaService" = distinct([
                "s3.${data.aws_region.current.id}.amazonaws.com",
                "s3.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}",
              ])
            }
          }
        },
      ] : statement if var.bucket_kms_key_arn != ""],
      [for statement in [
        # EC2 encrypts the copies with the customer managed key on the role's behalf
        {
          Sid       = "EncryptCopies"
          Effect    = "Allow"
          Action    = ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"]
          Resource  = local.customer_managed_key_arns
          Condition = { StringEquals = local.customer_managed_keys_via_ec2 }
        },
        # EC2 keeps using the key after the call has returned, through a grant that only AWS services can hold
        {
          Sid      = "GrantKeyToEc2"
          Effect   = "Allow"
          Action   = ["kms:CreateGrant"]
          Resource = local.customer_managed_key_arns
          Condition = {
            StringEquals = local.customer_managed_keys_via_ec2
            Bool         = { "kms:GrantIsForAWSResource" = "true" }
          }
        },
        # Looks whether the key can be used before anything is made with it; EC2 would only fail long after the call
        {
          Sid      = "CheckKey"
          Effect   = "Allow"
          Action   = ["kms:DescribeKey"]
          Resource = local.customer_managed_key_arns
        },
      ] : statement if length(local.customer_managed_key_arns) > 0],
      [for statement in [
        # EC2 encrypts the copies with the customer managed key on the role's behalf
        {
          Sid      = "EncryptCopiesByAlias"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"]
          Resource = local.customer_managed_key_places_of_aliases
          Condition = merge(
            { StringEquals = local.customer_managed_keys_via_ec2 },
            { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.customer_managed_key_aliases } }
          )
        },
        # EC2 keeps using the key after the call has returned, through a grant that only AWS services can hold
        {
          Sid      = "GrantKeyToEc2ByAlias"
          Effect   = "Allow"
          Action   = ["kms:CreateGrant"]
          Resource = local.customer_managed_key_places_of_aliases
          Condition = merge(
            {
              StringEquals = local.customer_managed_keys_via_ec2
              Bool         = { "kms:GrantIsForAWSResource" = "true" }
            },
            { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.customer_managed_key_aliases } }
          )
        },
        # Looks whether the key can be used before anything is made with it; EC2 would only fail long after the call
        {
          Sid       = "CheckKeyByAlias"
          Effect    = "Allow"
          Action    = ["kms:DescribeKey"]
          Resource  = local.customer_managed_key_places_of_aliases
          Condition = { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.customer_managed_key_aliases } }
        },
      ] : statement if length(local.customer_managed_key_aliases) > 0]
    )
  })
  cleaner_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.cleaner.arn}:*"]
        },
        {
          Sid    = "Describe"
          Effect = "Allow"
          Action = [
            "ec2:DescribeImages",
            "ec2:DescribeImageAttribute",
            "ec2:DescribeInstances",
            "ec2:DescribeSnapshots",
            "ec2:DescribeImageReferences",
          ]
          Resource = ["*"]
        },
        {
          Sid      = "LookForUse"
          Effect   = "Allow"
          Action   = ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeLaunchConfigurations"]
          Resource = ["*"]
        },
        {
          Sid    = "LookForReferences"
          Effect = "Allow"
          Action = [
            "ec2:DescribeInstances",
            "ec2:DescribeLaunchTemplates",
            "ec2:DescribeLaunchTemplateVersions",
            "ssm:DescribeParameters",
            "ssm:GetParameters",
            "imagebuilder:ListImageRecipes",
            "imagebuilder:ListContainerRecipes",
            "imagebuilder:GetContainerRecipe",
          ]
          Resource  = ["*"]
          Condition = { "ForAnyValue:StringEquals" = { "aws:CalledVia" = ["ec2-images.amazonaws.com"] } }
        },
        {
          Sid       = "RemoveOwnImages"
          Effect    = "Allow"
          Action    = ["ec2:CreateTags", "ec2:DisableImage", "ec2:DeregisterImage"]
          Resource  = local.image_arns
          Condition = { StringEquals = { "aws:ResourceTag/AmiBuilder" = var.name_prefix } }
        },
        {
          Sid       = "DeleteOwnSnapshots"
          Effect    = "Allow"
          Action    = ["ec2:DeleteSnapshot"]
          Resource  = local.snapshot_arns
          Condition = { StringEquals = { "aws:ResourceTag/AmiBuilder" = var.name_prefix } }
        },
        {
          Sid       = "TerminateOwnInstances"
          Effect    = "Allow"
          Action    = ["ec2:TerminateInstances"]
          Resource  = local.instance_arns
          Condition = { StringEquals = { "aws:ResourceTag/AmiBuilder" = var.name_prefix } }
        },
        {
          Sid    = "RemoveCaptureParameters"
          Effect = "Allow"
          Action = ["ssm:GetParameter", "ssm:GetParameters", "ssm:DeleteParameter"]
          Resource = [
            for region in local.regions : "arn:${data.aws_partition.current.partition}:ssm:${region}:${data.aws_caller_identity.current.account_id}:parameter${local.parameter_prefix}/captures/*"
          ]
        },
        {
          Sid      = "DescribeOwnRuns"
          Effect   = "Allow"
          Action   = ["states:DescribeExecution"]
          Resource = ["${local.states_arn_prefix}:execution:${var.name_prefix}-ami-builder:*"]
        },
        {
          Sid      = "ReadBucket"
          Effect   = "Allow"
          Action   = ["s3:GetObject"]
          Resource = ["${local.bucket_arn}/builds/*", "${local.bucket_arn}/runs/*"]
        },
        {
          Sid      = "TellAbsence"
          Effect   = "Allow"
          Action   = ["s3:ListBucket"]
          Resource = [local.bucket_arn]
        },
        {
          Sid      = "WriteBucket"
          Effect   = "Allow"
          Action   = ["s3:PutObject"]
          Resource = ["${local.bucket_arn}/runs/*"]
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
        # The same for images of others with the tag ManagedBy, with `adopt_existing`
        {
          Sid       = "RemoveAdoptedImages"
          Effect    = "Allow"
          Action    = ["ec2:CreateTags", "ec2:DisableImage", "ec2:DeregisterImage"]
          Resource  = local.image_arns
          Condition = { StringEquals = { "aws:ResourceTag/ManagedBy" = var.managed_by } }
        },
        # Deletes their snapshots, with `adopt_existing`
        {
          Sid       = "DeleteAdoptedSnapshots"
          Effect    = "Allow"
          Action    = ["ec2:DeleteSnapshot"]
          Resource  = local.snapshot_arns
          Condition = { StringEquals = { "aws:ResourceTag/ManagedBy" = var.managed_by } }
        },
      ] : statement if var.adopt_existing],
      [for statement in [
        # S3 decrypts and encrypts the bucket's objects with `bucket_kms_key_arn` on its behalf
        {
          Sid      = "UseBucketKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = [var.bucket_kms_key_arn]
          Condition = {
            StringEquals = {
              "kms:ViaService" = distinct([
                "s3.${data.aws_region.current.id}.amazonaws.com",
                "s3.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}",
              ])
            }
          }
        },
      ] : statement if var.bucket_kms_key_arn != ""]
    )
  })
}

resource "aws_cloudwatch_log_group" "planner" {
  name              = "/aws/lambda/${var.name_prefix}-ami-builder-planner"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The planner's role. Its preconditions are the rules that look at several inputs.
resource "aws_iam_role" "planner" {
  name = "${var.name_prefix}-ami-builder-planner"
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
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags

  lifecycle {
    precondition {
      condition = length([
        for key, text in var.templates : "${key}: regions" if can(yamldecode(text).regions) ? !try(yamldecode(text).region_strategy == "build", false) && !contains(try(tolist(yamldecode(text).regions), []), data.aws_region.current.id) : false
      ]) == 0
      error_message = "templates must list the provider's Region in regions, as images are built there and copied: add it, or set region_strategy to build. Found in ${join(", ", [for key, text in var.templates : "${key}: regions" if can(yamldecode(text).regions) ? !try(yamldecode(text).region_strategy == "build", false) && !contains(try(tolist(yamldecode(text).regions), []), data.aws_region.current.id) : false])}."
    }

    precondition {
      condition = length(
        flatten([
          for key, text in var.templates : [
            for region in try(tolist(yamldecode(text).regions), []) : "${key}: regions, ${region}" if region != data.aws_region.current.id && length(try(var.regional[region].subnet_ids, [])) == 0
          ] if try(yamldecode(text).region_strategy == "build", false)
        ])
      ) == 0
      error_message = "templates with region_strategy build need subnets in each of their Regions: add subnet_ids of the Region to regional, or build in one and copy. Found in ${join(", ", flatten([for key, text in var.templates : [for region in try(tolist(yamldecode(text).regions), []) : "${key}: regions, ${region}" if region != data.aws_region.current.id && length(try(var.regional[region].subnet_ids, [])) == 0] if try(yamldecode(text).region_strategy == "build", false)]))}."
    }

    precondition {
      condition = length([
        for key, text in var.templates : "${key}: steps" if try(
          sum(
            concat(
              [can(yamldecode(text).setup_script) ? 1800 : 0],
              try(
                [
                  for step in yamldecode(text).steps : try(step.timeout_seconds, 1800) * (try(step.retries, 0) + 1)
                ],
                []
              )
            )
          ) > var.build_timeout_hours * 3600,
          false
        )
      ]) == 0
      error_message = "templates must have steps that fit into build_timeout_hours with all their retries: lower timeout_seconds or retries, or raise build_timeout_hours. Found in ${join(", ", [for key, text in var.templates : "${key}: steps" if try(sum(concat([can(yamldecode(text).setup_script) ? 1800 : 0], try([for step in yamldecode(text).steps : try(step.timeout_seconds, 1800) * (try(step.retries, 0) + 1)], []))) > var.build_timeout_hours * 3600, false)])}."
    }

    precondition {
      condition = length([
        for key, text in var.templates : "${key}: tags" if try(length(merge(var.tags, yamldecode(text).tags)) > 37, false)
      ]) == 0
      error_message = "templates and the input tags must have at most 37 tags together: AWS allows 50, and the module writes up to 13 of its own. Found in ${join(", ", [for key, text in var.templates : "${key}: tags" if try(length(merge(var.tags, yamldecode(text).tags)) > 37, false)])}."
    }

    precondition {
      condition     = length(var.subnet_ids) > 0 || var.associate_public_ip_address
      error_message = "subnet_ids must name subnets with a way out to Systems Manager, or associate_public_ip_address must be true: without either, instances are in the default VPC, which is left by a public address only."
    }

    precondition {
      condition     = var.instance_profile_name == "" || length(var.builder_policy_arns) == 0
      error_message = "builder_policy_arns must be empty with instance_profile_name: attach the policies to the role of that profile, or remove one of the two."
    }

    precondition {
      condition     = !contains(keys(var.regional), data.aws_region.current.id)
      error_message = "regional must not hold the provider's Region: its subnets, groups and key are subnet_ids, security_group_ids and kms_key_id."
    }

    precondition {
      condition = alltrue(
        flatten([
          for text in values(var.templates) : [for region in try(yamldecode(text).regions, []) : contains(local.regions, region)]
        ])
      )
      error_message = "templates must have each of their Regions in regional, beside the provider's: add it there, as {} for copies with the default key, as the functions may work in no other."
    }

    precondition {
      condition     = var.log_kms_key_arn == "" ? true : split(":", var.log_kms_key_arn)[3] == data.aws_region.current.id
      error_message = "log_kms_key_arn must be a key in the Region of the log groups, which is the AWS provider's: name a key of that Region."
    }

    precondition {
      condition = (
        var.bucket_kms_key_arn == ""
        ? true
        : split(":", var.bucket_kms_key_arn)[3] == data.aws_region.current.id
      )
      error_message = "bucket_kms_key_arn must be a key in the Region of the bucket, which is the AWS provider's: name a key of that Region."
    }

    precondition {
      condition     = can(regex("^arn:", var.kms_key_id)) ? split(":", var.kms_key_id)[3] == data.aws_region.current.id : true
      error_message = "kms_key_id must be a key in the AWS provider's Region: name one of that Region, and those of other Regions in regional."
    }

    precondition {
      condition = (
        var.encrypt_images
        || var.kms_key_id == "" && alltrue([for place in values(var.regional) : place.kms_key_id == ""])
      )
      error_message = "encrypt_images must be true with kms_key_id, here or in regional: set it, or remove the keys."
    }

    precondition {
      condition     = length(concat(var.share_with_account_ids, var.share_with_organization_arns, var.share_with_ou_arns)) <= 1000
      error_message = "share_with_account_ids, share_with_organization_arns and share_with_ou_arns must name at most 1,000 together: share with an organization instead of its accounts."
    }

    precondition {
      condition = (
        length(concat(var.share_with_account_ids, var.share_with_organization_arns, var.share_with_ou_arns)) == 0
        || !var.encrypt_images
        || var.kms_key_id != "" && alltrue([for place in values(var.regional) : place.kms_key_id != ""])
      )
      error_message = "kms_key_id must name a customer managed key, here and for each Region in regional, where encrypted images are shared: nobody else can use the default key."
    }

    precondition {
      condition = (
        length(setintersection(keys(var.tags), [var.version_tag_key, var.variant_tag_key])) == 0
        && length(distinct([var.version_tag_key, var.variant_tag_key, var.capture_tag_key])) == 3
      )
      error_message = "version_tag_key, variant_tag_key and capture_tag_key must be three different tags, and tags must hold neither of the first two: the module writes them on captured images."
    }

    precondition {
      condition     = (length(var.probe_subnet_ids) > 0) == (length(var.probe_security_group_ids) > 0)
      error_message = "probe_subnet_ids must be given with probe_security_group_ids: add what is missing, or remove both."
    }

    precondition {
      condition = alltrue([
        for name in var.capture_regions : name != data.aws_region.current.id && contains(keys(var.regional), name)
      ])
      error_message = "capture_regions must be further Regions, each in regional: add it there, as {} for the default key, and leave out the provider's, where each image is made."
    }

    precondition {
      condition     = !var.auto_capture_verify || var.auto_capture_readiness != null
      error_message = "auto_capture_verify must have an auto_capture_readiness, which the clone has to meet: say when a host is ready, or remove auto_capture_verify."
    }

    precondition {
      condition = (
        var.auto_capture_readiness == null
        ? true
        : contains(
          concat(["{private_ip}", "{public_ip}", "{private_dns}", "{public_dns}"], var.readiness_hosts),
          regex("^https?://([^/:?#]+)", var.auto_capture_readiness.url)[0]
        )
      )
      error_message = "auto_capture_readiness must have a url whose host is the instance's, such as https://{private_ip}/, or one of readiness_hosts: add it there."
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

resource "aws_iam_role_policy" "planner" {
  name   = "${var.name_prefix}-ami-builder-planner-policy"
  role   = aws_iam_role.planner.id
  policy = local.planner_policy

  lifecycle {
    precondition {
      condition     = length(local.planner_policy) <= 10240
      error_message = "The role's policy is longer than the 10,240 characters that IAM allows: name fewer Regions in regional, or shorter names in templates and parameter_prefix."
    }
  }
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "planner" {
  function_name    = "${var.name_prefix}-ami-builder-planner"
  description      = "Decides what is due, claims builds, and finds what runs that died have left"
  role             = aws_iam_role.planner.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/planner.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
  publish          = true
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/planner.zip")
  timeout          = 120
  tags             = var.tags

  environment {
    variables = {
      BUCKET            = local.bucket_name
      NAME_PREFIX       = var.name_prefix
      PARAMETER_PREFIX  = local.parameter_prefix
      STATE_MACHINE_ARN = "${local.states_arn_prefix}:stateMachine:${var.name_prefix}-ami-builder"
    }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  depends_on = [aws_cloudwatch_log_group.planner]
}

resource "aws_cloudwatch_log_group" "builder" {
  name              = "/aws/lambda/${var.name_prefix}-ami-builder-builder"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The builder's role: it ends and removes only what this installation has made.
resource "aws_iam_role" "builder" {
  name = "${var.name_prefix}-ami-builder-builder"
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
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "builder" {
  name   = "${var.name_prefix}-ami-builder-builder-policy"
  role   = aws_iam_role.builder.id
  policy = local.builder_policy

  lifecycle {
    precondition {
      condition     = length(local.builder_policy) <= 10240
      error_message = "The role's policy is longer than the 10,240 characters that IAM allows: name fewer Regions in regional, or shorter names in templates and parameter_prefix."
    }
  }
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "builder" {
  function_name    = "${var.name_prefix}-ami-builder-builder"
  description      = "Launches instances, sends them commands, and makes images of them"
  role             = aws_iam_role.builder.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/builder.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
  publish          = true
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/builder.zip")
  timeout          = 60
  tags             = var.tags

  environment {
    variables = {
      BUCKET            = local.bucket_name
      NAME_PREFIX       = var.name_prefix
      PARAMETER_PREFIX  = local.parameter_prefix
      STATE_MACHINE_ARN = "${local.states_arn_prefix}:stateMachine:${var.name_prefix}-ami-builder"
    }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  depends_on = [aws_cloudwatch_log_group.builder]
}

resource "aws_cloudwatch_log_group" "checker" {
  name              = "/aws/lambda/${var.name_prefix}-ami-builder-checker"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The checker's role: it only looks, and writes what it saw into the records of builds and captures.
resource "aws_iam_role" "checker" {
  name = "${var.name_prefix}-ami-builder-checker"
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
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "checker" {
  name   = "${var.name_prefix}-ami-builder-checker-policy"
  role   = aws_iam_role.checker.id
  policy = local.checker_policy

  lifecycle {
    precondition {
      condition     = length(local.checker_policy) <= 10240
      error_message = "The role's policy is longer than the 10,240 characters that IAM allows: name fewer Regions in regional, or shorter names in templates and parameter_prefix."
    }
  }
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "checker" {
  function_name    = "${var.name_prefix}-ami-builder-checker"
  description      = "Looks at instances, commands, images and copies"
  role             = aws_iam_role.checker.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/checker.zip"
  handler          = "index.handler"
  memory_size      = max(var.lambda_memory_size, 512)
  publish          = true
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/checker.zip")
  timeout          = 60
  tags             = var.tags

  environment {
    variables = {
      BUCKET            = local.bucket_name
      NAME_PREFIX       = var.name_prefix
      PARAMETER_PREFIX  = local.parameter_prefix
      STATE_MACHINE_ARN = "${local.states_arn_prefix}:stateMachine:${var.name_prefix}-ami-builder"
    }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  depends_on = [aws_cloudwatch_log_group.checker]
}

resource "aws_cloudwatch_log_group" "prober" {
  name              = "/aws/lambda/${var.name_prefix}-ami-builder-prober"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The prober's role: what it asks need not be trusted, so it may do nothing in AWS.
resource "aws_iam_role" "prober" {
  name = "${var.name_prefix}-ami-builder-prober"
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
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "prober" {
  name   = "${var.name_prefix}-ami-builder-prober-policy"
  role   = aws_iam_role.prober.id
  policy = local.prober_policy

  lifecycle {
    precondition {
      condition     = length(local.prober_policy) <= 10240
      error_message = "The role's policy is longer than the 10,240 characters that IAM allows: name fewer Regions in regional, or shorter names in templates and parameter_prefix."
    }
  }
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "prober" {
  function_name    = "${var.name_prefix}-ami-builder-prober"
  description      = "Asks a host over HTTPS whether it is ready"
  role             = aws_iam_role.prober.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/prober.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
  publish          = true
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/prober.zip")
  timeout          = 30
  tags             = var.tags

  environment {
    variables = {
      BUCKET            = local.bucket_name
      NAME_PREFIX       = var.name_prefix
      PARAMETER_PREFIX  = local.parameter_prefix
      STATE_MACHINE_ARN = "${local.states_arn_prefix}:stateMachine:${var.name_prefix}-ami-builder"
    }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  dynamic "vpc_config" {
    for_each = length(var.probe_subnet_ids) > 0 ? [1] : []

    content {
      security_group_ids = var.probe_security_group_ids
      subnet_ids         = var.probe_subnet_ids
    }
  }

  depends_on = [aws_cloudwatch_log_group.prober]
}

resource "aws_cloudwatch_log_group" "publisher" {
  name              = "/aws/lambda/${var.name_prefix}-ami-builder-publisher"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The publisher's role: it writes parameters below parameter_prefix, and on images of this installation.
resource "aws_iam_role" "publisher" {
  name = "${var.name_prefix}-ami-builder-publisher"
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
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "publisher" {
  name   = "${var.name_prefix}-ami-builder-publisher-policy"
  role   = aws_iam_role.publisher.id
  policy = local.publisher_policy

  lifecycle {
    precondition {
      condition     = length(local.publisher_policy) <= 10240
      error_message = "The role's policy is longer than the 10,240 characters that IAM allows: name fewer Regions in regional, or shorter names in templates and parameter_prefix."
    }
  }
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "publisher" {
  function_name    = "${var.name_prefix}-ami-builder-publisher"
  description      = "Copies, shares and names finished images, and reports"
  role             = aws_iam_role.publisher.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/publisher.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
  publish          = true
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/publisher.zip")
  timeout          = 120
  tags             = var.tags

  environment {
    variables = {
      BUCKET            = local.bucket_name
      NAME_PREFIX       = var.name_prefix
      PARAMETER_PREFIX  = local.parameter_prefix
      STATE_MACHINE_ARN = "${local.states_arn_prefix}:stateMachine:${var.name_prefix}-ami-builder"
    }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  depends_on = [aws_cloudwatch_log_group.publisher]
}

resource "aws_cloudwatch_log_group" "cleaner" {
  name              = "/aws/lambda/${var.name_prefix}-ami-builder-cleaner"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The cleaner's role: it removes only what this installation has made, or is told to adopt.
resource "aws_iam_role" "cleaner" {
  name = "${var.name_prefix}-ami-builder-cleaner"
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
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "cleaner" {
  name   = "${var.name_prefix}-ami-builder-cleaner-policy"
  role   = aws_iam_role.cleaner.id
  policy = local.cleaner_policy

  lifecycle {
    precondition {
      condition     = length(local.cleaner_policy) <= 10240
      error_message = "The role's policy is longer than the 10,240 characters that IAM allows: name fewer Regions in regional, or shorter names in templates and parameter_prefix."
    }
  }
}

# After its log group: Lambda would make one of its own, without retention, if the function ran before.
resource "aws_lambda_function" "cleaner" {
  function_name    = "${var.name_prefix}-ami-builder-cleaner"
  description      = "Removes what runs that died have left, and old images that nobody uses"
  role             = aws_iam_role.cleaner.arn
  architectures    = [var.lambda_architecture]
  filename         = "${path.module}/lambdas/cleaner.zip"
  handler          = "index.handler"
  memory_size      = var.lambda_memory_size
  publish          = true
  runtime          = var.lambda_runtime
  source_code_hash = filebase64sha256("${path.module}/lambdas/cleaner.zip")
  timeout          = 300
  tags             = var.tags

  environment {
    variables = {
      BUCKET            = local.bucket_name
      NAME_PREFIX       = var.name_prefix
      PARAMETER_PREFIX  = local.parameter_prefix
      STATE_MACHINE_ARN = "${local.states_arn_prefix}:stateMachine:${var.name_prefix}-ami-builder"
    }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  depends_on = [aws_cloudwatch_log_group.cleaner]
}

# Generated from TypeScript (stacks/ami-builder); change it there.

locals {
  # Lambda's own troubles, and what AWS answers with for a moment: tried again for up to 5 minutes. Full jitter keeps many tries apart.
  retry_transient = {
    ErrorEquals = [
      "Lambda.ServiceException",
      "Lambda.AWSLambdaException",
      "Lambda.SdkClientException",
      "Lambda.TooManyRequestsException",
      "Lambda.ClientExecutionTimeoutException",
      "Lambda.Unknown",
      "Runtime.ExitError",
      "Runtime.OutOfMemory",
      "Sandbox.Timedout",
      "States.Timeout",
      "AwsTransientError",
    ]
    IntervalSeconds = 5
    MaxAttempts     = 6
    BackoffRate     = 2
    MaxDelaySeconds = 120
    JitterStrategy  = "FULL"
  }
  # Tried again for 2 minutes: Systems Manager shows a parameter's value once it has looked at the image.
  retry_not_accepted = {
    ErrorEquals     = ["ParameterNotAcceptedError"]
    IntervalSeconds = 10
    MaxAttempts     = 12
    BackoffRate     = 1
  }
}

# The state machine's role: it calls the functions and starts child executions, one for each image and one for each Region of an image.
resource "aws_iam_role" "step_functions" {
  name = "${var.name_prefix}-ami-builder-sfn"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "states.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          ArnLike      = { "aws:SourceArn" = "${local.states_arn_prefix}:stateMachine:*" }
        }
      },
    ]
  })
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = merge(var.tags, { Name = "${var.name_prefix}-ami-builder-sfn" })
}

resource "aws_iam_role_policy" "step_functions" {
  name = "${var.name_prefix}-ami-builder-sfn-policy"
  role = aws_iam_role.step_functions.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid    = "InvokeFunctions"
          Effect = "Allow"
          Action = ["lambda:InvokeFunction"]
          Resource = [
            "${aws_lambda_function.planner.arn}:*",
            aws_lambda_function.planner.arn,
            "${aws_lambda_function.builder.arn}:*",
            aws_lambda_function.builder.arn,
            "${aws_lambda_function.checker.arn}:*",
            aws_lambda_function.checker.arn,
            "${aws_lambda_function.prober.arn}:*",
            aws_lambda_function.prober.arn,
            "${aws_lambda_function.publisher.arn}:*",
            aws_lambda_function.publisher.arn,
            "${aws_lambda_function.cleaner.arn}:*",
            aws_lambda_function.cleaner.arn,
          ]
        },
        {
          Sid      = "RunCells"
          Effect   = "Allow"
          Action   = ["states:StartExecution"]
          Resource = ["${local.states_arn_prefix}:stateMachine:${var.name_prefix}-ami-builder"]
        },
        {
          Sid    = "FollowCells"
          Effect = "Allow"
          Action = ["states:DescribeExecution", "states:StopExecution"]
          Resource = [
            "${local.states_arn_prefix}:execution:${var.name_prefix}-ami-builder:*",
            "${local.states_arn_prefix}:execution:${var.name_prefix}-ami-builder/*",
          ]
        },
        {
          Sid      = "RedriveCells"
          Effect   = "Allow"
          Action   = ["states:RedriveExecution"]
          Resource = ["${local.states_arn_prefix}:execution:${var.name_prefix}-ami-builder/Cells:*"]
        },
        {
          Sid      = "RunRegions"
          Effect   = "Allow"
          Action   = ["states:StartExecution"]
          Resource = ["${local.states_arn_prefix}:stateMachine:${var.name_prefix}-ami-builder/*"]
        },
        {
          Sid    = "RedriveRegions"
          Effect = "Allow"
          Action = ["states:RedriveExecution"]
          Resource = [
            "${local.states_arn_prefix}:execution:${var.name_prefix}-ami-builder/*Regions:*",
            "${local.states_arn_prefix}:execution:${var.name_prefix}-ami-builder/*CaptureRegions:*",
          ]
        },
        {
          Sid    = "DeliverLogs"
          Effect = "Allow"
          Action = [
            "logs:CreateLogDelivery",
            "logs:GetLogDelivery",
            "logs:UpdateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:DescribeResourcePolicies",
            "logs:DescribeLogGroups",
          ]
          Resource = ["*"]
        },
      ],
      # Filtered: both sides of a conditional would have to be of one type, and statements differ.
      [for statement in [
        # X-Ray, with `tracing_enabled`. AWS has no narrower resource for it
        {
          Sid    = "Trace"
          Effect = "Allow"
          Action = [
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
          ]
          Resource = ["*"]
        },
      ] : statement if var.tracing_enabled]
    )
  })
}

resource "aws_cloudwatch_log_group" "step_functions" {
  name              = "/aws/vendedlogs/states/${var.name_prefix}-ami-builder"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = merge(var.tags, { Name = "${var.name_prefix}-ami-builder-sfn-logs" })
}

# After its role's policy: Step Functions checks when the state machine is made whether the role may write its logs.
resource "aws_sfn_state_machine" "ami_builder" {
  name = "${var.name_prefix}-ami-builder"
  definition = jsonencode({
    Comment = "Builds golden images from templates, and images of hosts that became ready"
    StartAt = "Plan"
    States = {
      Plan = {
        Type           = "Task"
        Resource       = aws_lambda_function.planner.qualified_arn
        TimeoutSeconds = 150
        Parameters = {
          action           = "plan"
          "execution_id.$" = "$$.Execution.Id"
          "input.$"        = "$"
          settings         = local.settings
        }
        ResultSelector = { "plan.$" = "$" }
        Retry          = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "PlanFailed"
          },
        ]
        Next = "Route"
      }
      Route = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.plan.mode"
            StringEquals = "delete"
            Next         = "FindImages"
          },
          {
            Variable      = "$.plan.dry_run"
            BooleanEquals = true
            Next          = "Report"
          },
          {
            Variable     = "$.plan.mode"
            StringEquals = "build"
            Next         = "BuildWaves"
          },
          {
            Variable     = "$.plan.mode"
            StringEquals = "capture"
            Next         = "PrepareCapture"
          },
          {
            Variable     = "$.plan.mode"
            StringEquals = "validate"
            Next         = "ValidateImages"
          },
          {
            Variable     = "$.plan.mode"
            StringEquals = "promote"
            Next         = "MoveChannels"
          },
          {
            Variable     = "$.plan.mode"
            StringEquals = "rollback"
            Next         = "MoveChannels"
          },
        ]
        Default = "Report"
      }
      BuildWaves = {
        Type           = "Map"
        ItemsPath      = "$.plan.waves"
        ItemSelector   = { "wave.$" = "$$.Map.Item.Value" }
        MaxConcurrency = 1
        ItemProcessor = {
          ProcessorConfig = { Mode = "INLINE" }
          StartAt         = "BuildCells"
          States = {
            BuildCells = {
              Type      = "Map"
              Label     = "Cells"
              ItemsPath = "$.wave.cells"
              ItemSelector = {
                "execution_id.$" = "$$.Execution.Id"
                "cell.$"         = "$$.Map.Item.Value"
              }
              MaxConcurrency             = var.max_concurrent_builds
              ToleratedFailurePercentage = 100
              ItemProcessor = {
                ProcessorConfig = {
                  Mode          = "DISTRIBUTED"
                  ExecutionType = "STANDARD"
                }
                StartAt = "PrepareBuild"
                States = {
                  PrepareBuild = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.planner.qualified_arn
                    TimeoutSeconds = 150
                    Parameters = {
                      action           = "prepare_build"
                      "execution_id.$" = "$.execution_id"
                      "cell.$"         = "$.cell"
                      settings         = local.settings
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "RecordBuild"
                      },
                    ]
                    Next = "StartFrom"
                  }
                  StartFrom = {
                    Type = "Choice"
                    Choices = [
                      {
                        Variable     = "$.work.from"
                        StringEquals = "builder"
                        Next         = "LaunchBuilder"
                      },
                      {
                        Variable     = "$.work.from"
                        StringEquals = "image"
                        Next         = "WaitForImage"
                      },
                      {
                        Variable     = "$.work.from"
                        StringEquals = "verifier"
                        Next         = "IsVerified"
                      },
                      {
                        Variable     = "$.work.from"
                        StringEquals = "publishing"
                        Next         = "PublishRegions"
                      },
                    ]
                    Default = "RecordBuild"
                  }
                  LaunchBuilder = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.builder.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "launch"
                      role     = "builder"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsBuilderReady"
                  }
                  IsBuilderReady = {
                    Type = "Choice"
                    Choices = [
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "done"
                        Next         = "RunCommand"
                      },
                      {
                        And = [
                          {
                            Variable     = "$.work.check.state"
                            StringEquals = "again"
                          },
                          {
                            Variable      = "$.work.check.wait_seconds"
                            NumericEquals = 0
                          },
                        ]
                        Next = "LaunchBuilder"
                      },
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "again"
                        Next         = "NextCandidate"
                      },
                    ]
                    Default = "WaitForBuilder"
                  }
                  WaitForBuilder = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "CheckBuilder"
                  }
                  CheckBuilder = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.checker.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "check_instance"
                      role     = "builder"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsBuilderReady"
                  }
                  NextCandidate = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "LaunchBuilder"
                  }
                  RunCommand = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.builder.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "send"
                      role     = "builder"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "AreCommandsDone"
                  }
                  AreCommandsDone = {
                    Type = "Choice"
                    Choices = [
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "done"
                        Next         = "SettleBuilder"
                      },
                      {
                        And = [
                          {
                            Variable     = "$.work.check.state"
                            StringEquals = "again"
                          },
                          {
                            Variable      = "$.work.check.wait_seconds"
                            NumericEquals = 0
                          },
                        ]
                        Next = "RunCommand"
                      },
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "again"
                        Next         = "NextCommand"
                      },
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "relaunch"
                        Next         = "NextCandidate"
                      },
                    ]
                    Default = "WaitForCommand"
                  }
                  WaitForCommand = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "CheckCommand"
                  }
                  CheckCommand = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.checker.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "check_command"
                      role     = "builder"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "AreCommandsDone"
                  }
                  NextCommand = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "RunCommand"
                  }
                  SettleBuilder = {
                    Type    = "Wait"
                    Seconds = 15
                    Next    = "StopBuilder"
                  }
                  StopBuilder = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.builder.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "stop"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsStopped"
                  }
                  IsStopped = {
                    Type = "Choice"
                    Choices = [
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "done"
                        Next         = "CreateImage"
                      },
                      {
                        And = [
                          {
                            Variable     = "$.work.check.state"
                            StringEquals = "again"
                          },
                          {
                            Variable      = "$.work.check.wait_seconds"
                            NumericEquals = 0
                          },
                        ]
                        Next = "StopBuilder"
                      },
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "again"
                        Next         = "StopByForce"
                      },
                    ]
                    Default = "WaitForStop"
                  }
                  WaitForStop = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "CheckStop"
                  }
                  CheckStop = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.checker.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "check_stop"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsStopped"
                  }
                  StopByForce = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "StopBuilder"
                  }
                  CreateImage = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.builder.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "create_image"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsImageReady"
                  }
                  IsImageReady = {
                    Type = "Choice"
                    Choices = [
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "done"
                        Next         = "TerminateBuilder"
                      },
                      {
                        And = [
                          {
                            Variable     = "$.work.check.state"
                            StringEquals = "again"
                          },
                          {
                            Variable      = "$.work.check.wait_seconds"
                            NumericEquals = 0
                          },
                        ]
                        Next = "CreateImage"
                      },
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "again"
                        Next         = "WaitForName"
                      },
                    ]
                    Default = "WaitForImage"
                  }
                  WaitForImage = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "CheckImage"
                  }
                  CheckImage = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.checker.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "check_image"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsImageReady"
                  }
                  WaitForName = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "CreateImage"
                  }
                  TerminateBuilder = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.builder.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "terminate"
                      role     = "builder"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsVerified"
                  }
                  IsVerified = {
                    Type = "Choice"
                    Choices = [
                      {
                        Variable      = "$.work.verify"
                        BooleanEquals = true
                        Next          = "LaunchVerifier"
                      },
                    ]
                    Default = "MarkVerified"
                  }
                  LaunchVerifier = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.builder.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "launch"
                      role     = "verifier"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsVerifierReady"
                  }
                  IsVerifierReady = {
                    Type = "Choice"
                    Choices = [
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "done"
                        Next         = "RunTestsOnVerifier"
                      },
                      {
                        And = [
                          {
                            Variable     = "$.work.check.state"
                            StringEquals = "again"
                          },
                          {
                            Variable      = "$.work.check.wait_seconds"
                            NumericEquals = 0
                          },
                        ]
                        Next = "LaunchVerifier"
                      },
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "again"
                        Next         = "NextCandidateOfVerifier"
                      },
                    ]
                    Default = "WaitForVerifier"
                  }
                  WaitForVerifier = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "CheckVerifier"
                  }
                  CheckVerifier = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.checker.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "check_instance"
                      role     = "verifier"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsVerifierReady"
                  }
                  NextCandidateOfVerifier = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "LaunchVerifier"
                  }
                  RunTestsOnVerifier = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.builder.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "send"
                      role     = "verifier"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsVerifierTested"
                  }
                  IsVerifierTested = {
                    Type = "Choice"
                    Choices = [
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "done"
                        Next         = "TerminateVerifier"
                      },
                      {
                        And = [
                          {
                            Variable     = "$.work.check.state"
                            StringEquals = "again"
                          },
                          {
                            Variable      = "$.work.check.wait_seconds"
                            NumericEquals = 0
                          },
                        ]
                        Next = "RunTestsOnVerifier"
                      },
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "again"
                        Next         = "NextTestsOnVerifier"
                      },
                      {
                        Variable     = "$.work.check.state"
                        StringEquals = "relaunch"
                        Next         = "NextCandidateOfVerifier"
                      },
                    ]
                    Default = "WaitForTestsOnVerifier"
                  }
                  WaitForTestsOnVerifier = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "CheckTestsOnVerifier"
                  }
                  CheckTestsOnVerifier = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.checker.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "check_command"
                      role     = "verifier"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "IsVerifierTested"
                  }
                  NextTestsOnVerifier = {
                    Type        = "Wait"
                    SecondsPath = "$.work.check.wait_seconds"
                    Next        = "RunTestsOnVerifier"
                  }
                  TerminateVerifier = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.builder.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action   = "terminate"
                      role     = "verifier"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "MarkVerified"
                  }
                  MarkVerified = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.publisher.qualified_arn
                    TimeoutSeconds = 150
                    Parameters = {
                      action   = "mark"
                      "work.$" = "$.work"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "PublishRegions"
                  }
                  PublishRegions = {
                    Type      = "Map"
                    Label     = "Regions"
                    ItemsPath = "$.work.regions"
                    ItemSelector = {
                      publication = {
                        kind                = "build"
                        "execution_id.$"    = "$.work.execution_id"
                        "id.$"              = "$.work.id"
                        "attempt.$"         = "$.work.attempt"
                        "source_region.$"   = "$.work.region"
                        "source_image_id.$" = "$.work.image_id"
                        "region.$"          = "$$.Map.Item.Value"
                        "together.$"        = "$.work.together"
                        image_id            = null
                        deadline            = null
                        since               = null
                        check               = null
                      }
                    }
                    MaxConcurrency             = 20
                    ToleratedFailurePercentage = 100
                    ItemProcessor = {
                      ProcessorConfig = {
                        Mode          = "DISTRIBUTED"
                        ExecutionType = "STANDARD"
                      }
                      StartAt = "StartCopy"
                      States = {
                        StartCopy = {
                          Type           = "Task"
                          Resource       = aws_lambda_function.publisher.qualified_arn
                          TimeoutSeconds = 150
                          Parameters = {
                            action          = "start_copy"
                            "publication.$" = "$.publication"
                          }
                          ResultPath = "$.publication"
                          Retry      = [local.retry_transient]
                          Catch = [
                            {
                              ErrorEquals = ["States.ALL"]
                              ResultPath  = "$.error"
                              Next        = "RegionFailed"
                            },
                          ]
                          Next = "IsCopied"
                        }
                        IsCopied = {
                          Type = "Choice"
                          Choices = [
                            {
                              Variable     = "$.publication.check.state"
                              StringEquals = "done"
                              Next         = "PublishImage"
                            },
                            {
                              And = [
                                {
                                  Variable     = "$.publication.check.state"
                                  StringEquals = "again"
                                },
                                {
                                  Variable      = "$.publication.check.wait_seconds"
                                  NumericEquals = 0
                                },
                              ]
                              Next = "StartCopy"
                            },
                            {
                              Variable     = "$.publication.check.state"
                              StringEquals = "again"
                              Next         = "WaitForCopyQuota"
                            },
                          ]
                          Default = "WaitForCopy"
                        }
                        WaitForCopy = {
                          Type        = "Wait"
                          SecondsPath = "$.publication.check.wait_seconds"
                          Next        = "CheckCopy"
                        }
                        CheckCopy = {
                          Type           = "Task"
                          Resource       = aws_lambda_function.checker.qualified_arn
                          TimeoutSeconds = 90
                          Parameters = {
                            action          = "check_copy"
                            "publication.$" = "$.publication"
                          }
                          ResultPath = "$.publication"
                          Retry      = [local.retry_transient]
                          Catch = [
                            {
                              ErrorEquals = ["States.ALL"]
                              ResultPath  = "$.error"
                              Next        = "RegionFailed"
                            },
                          ]
                          Next = "IsCopied"
                        }
                        WaitForCopyQuota = {
                          Type        = "Wait"
                          SecondsPath = "$.publication.check.wait_seconds"
                          Next        = "StartCopy"
                        }
                        PublishImage = {
                          Type           = "Task"
                          Resource       = aws_lambda_function.publisher.qualified_arn
                          TimeoutSeconds = 150
                          Parameters = {
                            action          = "publish_image"
                            "publication.$" = "$.publication"
                          }
                          Retry = [local.retry_transient, local.retry_not_accepted]
                          Catch = [
                            {
                              ErrorEquals = ["States.ALL"]
                              ResultPath  = "$.error"
                              Next        = "RegionFailed"
                            },
                          ]
                          End = true
                        }
                        RegionFailed = {
                          Type = "Pass"
                          Parameters = {
                            "region.$"   = "$.publication.region"
                            status       = "failed"
                            "image_id.$" = "$.publication.image_id"
                            "error.$"    = "$.error"
                          }
                          End = true
                        }
                      }
                    }
                    ResultPath = "$.regions"
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "PublishTogether"
                  }
                  PublishTogether = {
                    Type = "Choice"
                    Choices = [
                      {
                        Variable      = "$.work.together"
                        BooleanEquals = true
                        Next          = "MoveParameters"
                      },
                    ]
                    Default = "RecordBuild"
                  }
                  MoveParameters = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.publisher.qualified_arn
                    TimeoutSeconds = 150
                    Parameters = {
                      action      = "move_parameters"
                      "work.$"    = "$.work"
                      "regions.$" = "$.regions"
                    }
                    ResultPath = "$.regions"
                    Retry      = [local.retry_transient, local.retry_not_accepted]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CleanUpBuild"
                      },
                    ]
                    Next = "RecordBuild"
                  }
                  RecordBuild = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.publisher.qualified_arn
                    TimeoutSeconds = 150
                    Parameters = {
                      action   = "record_build"
                      "item.$" = "$"
                    }
                    Retry = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.not_recorded"
                        Next        = "BuildNotRecorded"
                      },
                    ]
                    End = true
                  }
                  CleanUpBuild = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.builder.qualified_arn
                    TimeoutSeconds = 90
                    Parameters = {
                      action    = "clean_up"
                      "work.$"  = "$.work"
                      "error.$" = "$.error"
                    }
                    ResultPath = "$.work"
                    Retry      = [local.retry_transient]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.clean_up_error"
                        Next        = "RecordBuild"
                      },
                    ]
                    Next = "RecordBuild"
                  }
                  BuildNotRecorded = {
                    Type = "Pass"
                    Parameters = {
                      "template.$"     = "$.cell.template"
                      "architecture.$" = "$.cell.architecture"
                      "region.$"       = "$.cell.region"
                      id               = null
                      status           = "failed"
                    }
                    End = true
                  }
                }
              }
              End = true
            }
          }
        }
        ResultPath = "$.plan.waves"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "Report"
          },
        ]
        Next = "Report"
      }
      PrepareCapture = {
        Type           = "Task"
        Resource       = aws_lambda_function.planner.qualified_arn
        TimeoutSeconds = 150
        Parameters = {
          action           = "prepare_capture"
          "execution_id.$" = "$$.Execution.Id"
          "request.$"      = "$.plan.capture"
          settings         = local.settings
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsReadinessAsked"
      }
      IsReadinessAsked = {
        Type = "Choice"
        Choices = [
          {
            Variable = "$.capture.probe"
            IsNull   = true
            Next     = "FindExisting"
          },
        ]
        Default = "WaitBeforeProbe"
      }
      WaitBeforeProbe = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "ProbeVia"
      }
      ProbeVia = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.capture.request.readiness.via"
            StringEquals = "instance"
            Next         = "SendProbe"
          },
        ]
        Default = "ProbeHost"
      }
      ProbeHost = {
        Type           = "Task"
        Resource       = aws_lambda_function.prober.qualified_arn
        TimeoutSeconds = 60
        Parameters = {
          action      = "probe"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsReady"
      }
      IsReady = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.capture.check.state"
            StringEquals = "done"
            Next         = "WaitBeforeCapture"
          },
        ]
        Default = "ProbeAgain"
      }
      ProbeAgain = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "ProbeHost"
      }
      SendProbe = {
        Type           = "Task"
        Resource       = aws_lambda_function.builder.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action      = "send_probe"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsProbeAnswered"
      }
      IsProbeAnswered = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.capture.check.state"
            StringEquals = "done"
            Next         = "WaitBeforeCapture"
          },
          {
            And = [
              {
                Variable     = "$.capture.check.state"
                StringEquals = "again"
              },
              {
                Variable      = "$.capture.check.wait_seconds"
                NumericEquals = 0
              },
            ]
            Next = "SendProbe"
          },
          {
            Variable     = "$.capture.check.state"
            StringEquals = "again"
            Next         = "SendProbeAgain"
          },
        ]
        Default = "WaitForProbe"
      }
      WaitForProbe = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "CheckProbe"
      }
      CheckProbe = {
        Type           = "Task"
        Resource       = aws_lambda_function.checker.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action      = "check_probe"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsProbeAnswered"
      }
      SendProbeAgain = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "SendProbe"
      }
      WaitBeforeCapture = {
        Type        = "Wait"
        SecondsPath = "$.capture.request.delay_seconds"
        Next        = "FindExisting"
      }
      FindExisting = {
        Type           = "Task"
        Resource       = aws_lambda_function.planner.qualified_arn
        TimeoutSeconds = 150
        Parameters = {
          action      = "find_existing"
          "capture.$" = "$.capture"
          settings    = local.settings
        }
        ResultPath = "$.work"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "CaptureFrom"
      }
      CaptureFrom = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.work.from"
            StringEquals = "builder"
            Next         = "CreateCapture"
          },
          {
            Variable     = "$.work.from"
            StringEquals = "image"
            Next         = "WaitForCapture"
          },
          {
            Variable     = "$.work.from"
            StringEquals = "verifier"
            Next         = "IsCaptureVerified"
          },
          {
            Variable     = "$.work.from"
            StringEquals = "publishing"
            Next         = "PublishRegionsOfCapture"
          },
        ]
        Default = "RecordCapture"
      }
      CreateCapture = {
        Type           = "Task"
        Resource       = aws_lambda_function.builder.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action   = "create_image"
          "work.$" = "$.work"
        }
        ResultPath = "$.work"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsCaptureReady"
      }
      IsCaptureReady = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.work.check.state"
            StringEquals = "done"
            Next         = "IsCaptureVerified"
          },
          {
            And = [
              {
                Variable     = "$.work.check.state"
                StringEquals = "again"
              },
              {
                Variable      = "$.work.check.wait_seconds"
                NumericEquals = 0
              },
            ]
            Next = "CreateCapture"
          },
          {
            Variable     = "$.work.check.state"
            StringEquals = "again"
            Next         = "WaitForNameOfCapture"
          },
        ]
        Default = "WaitForCapture"
      }
      WaitForCapture = {
        Type        = "Wait"
        SecondsPath = "$.work.check.wait_seconds"
        Next        = "CheckCapture"
      }
      CheckCapture = {
        Type           = "Task"
        Resource       = aws_lambda_function.checker.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action   = "check_image"
          "work.$" = "$.work"
        }
        ResultPath = "$.work"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsCaptureReady"
      }
      WaitForNameOfCapture = {
        Type        = "Wait"
        SecondsPath = "$.work.check.wait_seconds"
        Next        = "CreateCapture"
      }
      IsCaptureVerified = {
        Type = "Choice"
        Choices = [
          {
            Variable      = "$.work.verify"
            BooleanEquals = true
            Next          = "LaunchClone"
          },
        ]
        Default = "MarkCaptured"
      }
      LaunchClone = {
        Type           = "Task"
        Resource       = aws_lambda_function.builder.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action   = "launch"
          role     = "verifier"
          "work.$" = "$.work"
        }
        ResultPath = "$.work"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsCloneRunning"
      }
      IsCloneRunning = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.work.check.state"
            StringEquals = "done"
            Next         = "AimProbeAtClone"
          },
          {
            And = [
              {
                Variable     = "$.work.check.state"
                StringEquals = "again"
              },
              {
                Variable      = "$.work.check.wait_seconds"
                NumericEquals = 0
              },
            ]
            Next = "LaunchClone"
          },
          {
            Variable     = "$.work.check.state"
            StringEquals = "again"
            Next         = "NextCandidateOfClone"
          },
        ]
        Default = "WaitForClone"
      }
      WaitForClone = {
        Type        = "Wait"
        SecondsPath = "$.work.check.wait_seconds"
        Next        = "CheckClone"
      }
      CheckClone = {
        Type           = "Task"
        Resource       = aws_lambda_function.checker.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action   = "check_instance"
          role     = "verifier"
          "work.$" = "$.work"
        }
        ResultPath = "$.work"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsCloneRunning"
      }
      NextCandidateOfClone = {
        Type        = "Wait"
        SecondsPath = "$.work.check.wait_seconds"
        Next        = "LaunchClone"
      }
      AimProbeAtClone = {
        Type           = "Task"
        Resource       = aws_lambda_function.checker.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action      = "aim_probe"
          at          = "clone"
          "work.$"    = "$.work"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "ProbeCloneVia"
      }
      ProbeCloneVia = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.capture.request.readiness.via"
            StringEquals = "instance"
            Next         = "SendProbeClone"
          },
        ]
        Default = "ProbeClone"
      }
      ProbeClone = {
        Type           = "Task"
        Resource       = aws_lambda_function.prober.qualified_arn
        TimeoutSeconds = 60
        Parameters = {
          action      = "probe"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsCloneReady"
      }
      IsCloneReady = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.capture.check.state"
            StringEquals = "done"
            Next         = "TerminateClone"
          },
        ]
        Default = "ProbeCloneAgain"
      }
      ProbeCloneAgain = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "ProbeClone"
      }
      SendProbeClone = {
        Type           = "Task"
        Resource       = aws_lambda_function.builder.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action      = "send_probe"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsProbeCloneAnswered"
      }
      IsProbeCloneAnswered = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.capture.check.state"
            StringEquals = "done"
            Next         = "TerminateClone"
          },
          {
            And = [
              {
                Variable     = "$.capture.check.state"
                StringEquals = "again"
              },
              {
                Variable      = "$.capture.check.wait_seconds"
                NumericEquals = 0
              },
            ]
            Next = "SendProbeClone"
          },
          {
            Variable     = "$.capture.check.state"
            StringEquals = "again"
            Next         = "SendProbeCloneAgain"
          },
        ]
        Default = "WaitForProbeClone"
      }
      WaitForProbeClone = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "CheckProbeClone"
      }
      CheckProbeClone = {
        Type           = "Task"
        Resource       = aws_lambda_function.checker.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action      = "check_probe"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsProbeCloneAnswered"
      }
      SendProbeCloneAgain = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "SendProbeClone"
      }
      TerminateClone = {
        Type           = "Task"
        Resource       = aws_lambda_function.builder.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action   = "terminate"
          role     = "verifier"
          "work.$" = "$.work"
        }
        ResultPath = "$.work"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "MarkCaptured"
      }
      MarkCaptured = {
        Type           = "Task"
        Resource       = aws_lambda_function.publisher.qualified_arn
        TimeoutSeconds = 150
        Parameters = {
          action   = "mark"
          "work.$" = "$.work"
        }
        ResultPath = "$.work"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "IsProbedAfterReboot"
      }
      IsProbedAfterReboot = {
        Type = "Choice"
        Choices = [
          {
            And = [
              {
                Variable = "$.capture.probe"
                IsNull   = false
              },
              {
                Variable      = "$.capture.request.reboot"
                BooleanEquals = true
              },
              {
                Variable     = "$.work.from"
                StringEquals = "builder"
              },
            ]
            Next = "AimProbeAtHost"
          },
        ]
        Default = "PublishRegionsOfCapture"
      }
      AimProbeAtHost = {
        Type           = "Task"
        Resource       = aws_lambda_function.checker.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action      = "aim_probe"
          at          = "host"
          "work.$"    = "$.work"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.not_ready"
            Next        = "PublishRegionsOfCapture"
          },
        ]
        Next = "ProbeAfterRebootVia"
      }
      ProbeAfterRebootVia = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.capture.request.readiness.via"
            StringEquals = "instance"
            Next         = "SendProbeAfterReboot"
          },
        ]
        Default = "ProbeAfterReboot"
      }
      ProbeAfterReboot = {
        Type           = "Task"
        Resource       = aws_lambda_function.prober.qualified_arn
        TimeoutSeconds = 60
        Parameters = {
          action      = "probe"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.not_ready"
            Next        = "PublishRegionsOfCapture"
          },
        ]
        Next = "IsAfterRebootReady"
      }
      IsAfterRebootReady = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.capture.check.state"
            StringEquals = "done"
            Next         = "PublishRegionsOfCapture"
          },
        ]
        Default = "ProbeAfterRebootAgain"
      }
      ProbeAfterRebootAgain = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "ProbeAfterReboot"
      }
      SendProbeAfterReboot = {
        Type           = "Task"
        Resource       = aws_lambda_function.builder.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action      = "send_probe"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.not_ready"
            Next        = "PublishRegionsOfCapture"
          },
        ]
        Next = "IsProbeAfterRebootAnswered"
      }
      IsProbeAfterRebootAnswered = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.capture.check.state"
            StringEquals = "done"
            Next         = "PublishRegionsOfCapture"
          },
          {
            And = [
              {
                Variable     = "$.capture.check.state"
                StringEquals = "again"
              },
              {
                Variable      = "$.capture.check.wait_seconds"
                NumericEquals = 0
              },
            ]
            Next = "SendProbeAfterReboot"
          },
          {
            Variable     = "$.capture.check.state"
            StringEquals = "again"
            Next         = "SendProbeAfterRebootAgain"
          },
        ]
        Default = "WaitForProbeAfterReboot"
      }
      WaitForProbeAfterReboot = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "CheckProbeAfterReboot"
      }
      CheckProbeAfterReboot = {
        Type           = "Task"
        Resource       = aws_lambda_function.checker.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action      = "check_probe"
          "capture.$" = "$.capture"
        }
        ResultPath = "$.capture"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.not_ready"
            Next        = "PublishRegionsOfCapture"
          },
        ]
        Next = "IsProbeAfterRebootAnswered"
      }
      SendProbeAfterRebootAgain = {
        Type        = "Wait"
        SecondsPath = "$.capture.check.wait_seconds"
        Next        = "SendProbeAfterReboot"
      }
      PublishRegionsOfCapture = {
        Type      = "Map"
        Label     = "CaptureRegions"
        ItemsPath = "$.work.regions"
        ItemSelector = {
          publication = {
            kind                = "capture"
            "execution_id.$"    = "$.work.execution_id"
            "id.$"              = "$.work.id"
            "attempt.$"         = "$.work.attempt"
            "source_region.$"   = "$.work.region"
            "source_image_id.$" = "$.work.image_id"
            "region.$"          = "$$.Map.Item.Value"
            "together.$"        = "$.work.together"
            image_id            = null
            deadline            = null
            since               = null
            check               = null
          }
        }
        MaxConcurrency             = 20
        ToleratedFailurePercentage = 100
        ItemProcessor = {
          ProcessorConfig = {
            Mode          = "DISTRIBUTED"
            ExecutionType = "STANDARD"
          }
          StartAt = "StartCopyOfCapture"
          States = {
            StartCopyOfCapture = {
              Type           = "Task"
              Resource       = aws_lambda_function.publisher.qualified_arn
              TimeoutSeconds = 150
              Parameters = {
                action          = "start_copy"
                "publication.$" = "$.publication"
              }
              ResultPath = "$.publication"
              Retry      = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "RegionFailedOfCapture"
                },
              ]
              Next = "IsCopiedOfCapture"
            }
            IsCopiedOfCapture = {
              Type = "Choice"
              Choices = [
                {
                  Variable     = "$.publication.check.state"
                  StringEquals = "done"
                  Next         = "PublishImageOfCapture"
                },
                {
                  And = [
                    {
                      Variable     = "$.publication.check.state"
                      StringEquals = "again"
                    },
                    {
                      Variable      = "$.publication.check.wait_seconds"
                      NumericEquals = 0
                    },
                  ]
                  Next = "StartCopyOfCapture"
                },
                {
                  Variable     = "$.publication.check.state"
                  StringEquals = "again"
                  Next         = "WaitForCopyQuotaOfCapture"
                },
              ]
              Default = "WaitForCopyOfCapture"
            }
            WaitForCopyOfCapture = {
              Type        = "Wait"
              SecondsPath = "$.publication.check.wait_seconds"
              Next        = "CheckCopyOfCapture"
            }
            CheckCopyOfCapture = {
              Type           = "Task"
              Resource       = aws_lambda_function.checker.qualified_arn
              TimeoutSeconds = 90
              Parameters = {
                action          = "check_copy"
                "publication.$" = "$.publication"
              }
              ResultPath = "$.publication"
              Retry      = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "RegionFailedOfCapture"
                },
              ]
              Next = "IsCopiedOfCapture"
            }
            WaitForCopyQuotaOfCapture = {
              Type        = "Wait"
              SecondsPath = "$.publication.check.wait_seconds"
              Next        = "StartCopyOfCapture"
            }
            PublishImageOfCapture = {
              Type           = "Task"
              Resource       = aws_lambda_function.publisher.qualified_arn
              TimeoutSeconds = 150
              Parameters = {
                action          = "publish_image"
                "publication.$" = "$.publication"
              }
              Retry = [local.retry_transient, local.retry_not_accepted]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "RegionFailedOfCapture"
                },
              ]
              End = true
            }
            RegionFailedOfCapture = {
              Type = "Pass"
              Parameters = {
                "region.$"   = "$.publication.region"
                status       = "failed"
                "image_id.$" = "$.publication.image_id"
                "error.$"    = "$.error"
              }
              End = true
            }
          }
        }
        ResultPath = "$.regions"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "CaptureFailed"
          },
        ]
        Next = "RecordCapture"
      }
      CaptureFailed = {
        Type = "Choice"
        Choices = [
          {
            Variable  = "$.work"
            IsPresent = true
            Next      = "CleanUpCapture"
          },
        ]
        Default = "RecordCapture"
      }
      CleanUpCapture = {
        Type           = "Task"
        Resource       = aws_lambda_function.builder.qualified_arn
        TimeoutSeconds = 90
        Parameters = {
          action    = "clean_up"
          "work.$"  = "$.work"
          "error.$" = "$.error"
        }
        ResultPath = "$.work"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.clean_up_error"
            Next        = "RecordCapture"
          },
        ]
        Next = "RecordCapture"
      }
      RecordCapture = {
        Type           = "Task"
        Resource       = aws_lambda_function.publisher.qualified_arn
        TimeoutSeconds = 150
        Parameters = {
          action           = "record_capture"
          "execution_id.$" = "$$.Execution.Id"
          "item.$"         = "$"
        }
        Retry = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "CaptureNotRecorded"
          },
        ]
        Next = "CheckForFailures"
      }
      ValidateImages = {
        Type           = "Map"
        ItemsPath      = "$.plan.validations"
        ItemSelector   = { "work.$" = "$$.Map.Item.Value" }
        MaxConcurrency = var.max_concurrent_builds
        ItemProcessor = {
          ProcessorConfig = { Mode = "INLINE" }
          StartAt         = "LaunchValidator"
          States = {
            LaunchValidator = {
              Type           = "Task"
              Resource       = aws_lambda_function.builder.qualified_arn
              TimeoutSeconds = 90
              Parameters = {
                action   = "launch"
                role     = "verifier"
                "work.$" = "$.work"
              }
              ResultPath = "$.work"
              Retry      = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "CleanUpValidation"
                },
              ]
              Next = "IsValidatorReady"
            }
            IsValidatorReady = {
              Type = "Choice"
              Choices = [
                {
                  Variable     = "$.work.check.state"
                  StringEquals = "done"
                  Next         = "RunTestsOnValidator"
                },
                {
                  And = [
                    {
                      Variable     = "$.work.check.state"
                      StringEquals = "again"
                    },
                    {
                      Variable      = "$.work.check.wait_seconds"
                      NumericEquals = 0
                    },
                  ]
                  Next = "LaunchValidator"
                },
                {
                  Variable     = "$.work.check.state"
                  StringEquals = "again"
                  Next         = "NextCandidateOfValidator"
                },
              ]
              Default = "WaitForValidator"
            }
            WaitForValidator = {
              Type        = "Wait"
              SecondsPath = "$.work.check.wait_seconds"
              Next        = "CheckValidator"
            }
            CheckValidator = {
              Type           = "Task"
              Resource       = aws_lambda_function.checker.qualified_arn
              TimeoutSeconds = 90
              Parameters = {
                action   = "check_instance"
                role     = "verifier"
                "work.$" = "$.work"
              }
              ResultPath = "$.work"
              Retry      = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "CleanUpValidation"
                },
              ]
              Next = "IsValidatorReady"
            }
            NextCandidateOfValidator = {
              Type        = "Wait"
              SecondsPath = "$.work.check.wait_seconds"
              Next        = "LaunchValidator"
            }
            RunTestsOnValidator = {
              Type           = "Task"
              Resource       = aws_lambda_function.builder.qualified_arn
              TimeoutSeconds = 90
              Parameters = {
                action   = "send"
                role     = "verifier"
                "work.$" = "$.work"
              }
              ResultPath = "$.work"
              Retry      = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "CleanUpValidation"
                },
              ]
              Next = "IsValidatorTested"
            }
            IsValidatorTested = {
              Type = "Choice"
              Choices = [
                {
                  Variable     = "$.work.check.state"
                  StringEquals = "done"
                  Next         = "TerminateValidator"
                },
                {
                  And = [
                    {
                      Variable     = "$.work.check.state"
                      StringEquals = "again"
                    },
                    {
                      Variable      = "$.work.check.wait_seconds"
                      NumericEquals = 0
                    },
                  ]
                  Next = "RunTestsOnValidator"
                },
                {
                  Variable     = "$.work.check.state"
                  StringEquals = "again"
                  Next         = "NextTestsOnValidator"
                },
                {
                  Variable     = "$.work.check.state"
                  StringEquals = "relaunch"
                  Next         = "NextCandidateOfValidator"
                },
              ]
              Default = "WaitForTestsOnValidator"
            }
            WaitForTestsOnValidator = {
              Type        = "Wait"
              SecondsPath = "$.work.check.wait_seconds"
              Next        = "CheckTestsOnValidator"
            }
            CheckTestsOnValidator = {
              Type           = "Task"
              Resource       = aws_lambda_function.checker.qualified_arn
              TimeoutSeconds = 90
              Parameters = {
                action   = "check_command"
                role     = "verifier"
                "work.$" = "$.work"
              }
              ResultPath = "$.work"
              Retry      = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "CleanUpValidation"
                },
              ]
              Next = "IsValidatorTested"
            }
            NextTestsOnValidator = {
              Type        = "Wait"
              SecondsPath = "$.work.check.wait_seconds"
              Next        = "RunTestsOnValidator"
            }
            TerminateValidator = {
              Type           = "Task"
              Resource       = aws_lambda_function.builder.qualified_arn
              TimeoutSeconds = 90
              Parameters = {
                action   = "terminate"
                role     = "verifier"
                "work.$" = "$.work"
              }
              ResultPath = "$.work"
              Retry      = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "CleanUpValidation"
                },
              ]
              Next = "RecordValidation"
            }
            CleanUpValidation = {
              Type           = "Task"
              Resource       = aws_lambda_function.builder.qualified_arn
              TimeoutSeconds = 90
              Parameters = {
                action    = "clean_up"
                "work.$"  = "$.work"
                "error.$" = "$.error"
              }
              ResultPath = "$.work"
              Retry      = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.clean_up_error"
                  Next        = "RecordValidation"
                },
              ]
              Next = "RecordValidation"
            }
            RecordValidation = {
              Type           = "Task"
              Resource       = aws_lambda_function.publisher.qualified_arn
              TimeoutSeconds = 150
              Parameters = {
                action   = "record_validation"
                "item.$" = "$"
              }
              Retry = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "ValidationNotRecorded"
                },
              ]
              End = true
            }
            ValidationNotRecorded = {
              Type = "Pass"
              Parameters = {
                "template.$"     = "$.work.template"
                "architecture.$" = "$.work.architecture"
                "region.$"       = "$.work.region"
                "image_id.$"     = "$.work.image_id"
                status           = "failed"
                "error.$"        = "$.error"
              }
              End = true
            }
          }
        }
        ResultPath = "$.results"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "Report"
          },
        ]
        Next = "Report"
      }
      MoveChannels = {
        Type      = "Map"
        ItemsPath = "$.plan.moves"
        ItemSelector = {
          "move.$"         = "$$.Map.Item.Value"
          "execution_id.$" = "$$.Execution.Id"
        }
        MaxConcurrency = 1
        ItemProcessor = {
          ProcessorConfig = { Mode = "INLINE" }
          StartAt         = "MoveChannel"
          States = {
            MoveChannel = {
              Type           = "Task"
              Resource       = aws_lambda_function.publisher.qualified_arn
              TimeoutSeconds = 150
              Parameters = {
                action           = "move_channels"
                "execution_id.$" = "$.execution_id"
                "move.$"         = "$.move"
              }
              Retry = [local.retry_transient, local.retry_not_accepted]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "ChannelNotMoved"
                },
              ]
              End = true
            }
            ChannelNotMoved = {
              Type = "Pass"
              End  = true
            }
          }
        }
        ResultPath = "$.results"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = "$.error"
            Next        = "Report"
          },
        ]
        Next = "Report"
      }
      FindImages = {
        Type           = "Task"
        Resource       = aws_lambda_function.cleaner.qualified_arn
        TimeoutSeconds = 330
        Parameters = {
          action           = "find_images"
          "execution_id.$" = "$$.Execution.Id"
          "request.$"      = "$.plan.deletion"
          settings         = local.settings
        }
        Retry = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "DeletionFailed"
          },
        ]
        Next = "DeleteImages"
      }
      DeleteImages = {
        Type      = "Map"
        ItemsPath = "$.items"
        ItemSelector = {
          "item.$"         = "$$.Map.Item.Value"
          "execution_id.$" = "$$.Execution.Id"
        }
        MaxConcurrency = 5
        ItemProcessor = {
          ProcessorConfig = { Mode = "INLINE" }
          StartAt         = "DeleteImage"
          States = {
            DeleteImage = {
              Type           = "Task"
              Resource       = aws_lambda_function.cleaner.qualified_arn
              TimeoutSeconds = 330
              Parameters = {
                action           = "remove"
                "execution_id.$" = "$.execution_id"
                "item.$"         = "$.item"
                settings         = local.settings
              }
              Retry = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "DeleteImageFailed"
                },
              ]
              End = true
            }
            DeleteImageFailed = {
              Type           = "Task"
              Resource       = aws_lambda_function.cleaner.qualified_arn
              TimeoutSeconds = 330
              Parameters = {
                action    = "not_removed"
                "item.$"  = "$.item"
                "error.$" = "$.error"
              }
              Retry = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.not_recorded"
                  Next        = "DeleteImageLost"
                },
              ]
              End = true
            }
            DeleteImageLost = {
              Type = "Pass"
              Parameters = {
                "id.$"     = "$.item.id"
                "region.$" = "$.item.region"
                status     = "failed"
                "error.$"  = "$.error.Error"
                reason     = "see the log of the function that removes"
              }
              End = true
            }
          }
        }
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "ReportDeletion"
          },
        ]
        Next = "ReportDeletion"
      }
      ReportDeletion = {
        Type           = "Task"
        Resource       = aws_lambda_function.cleaner.qualified_arn
        TimeoutSeconds = 330
        Parameters = {
          action           = "report"
          "execution_id.$" = "$$.Execution.Id"
          "results.$"      = "$"
        }
        Retry = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "DeletionFailed"
          },
        ]
        Next = "CheckForFailures"
      }
      Report = {
        Type           = "Task"
        Resource       = aws_lambda_function.publisher.qualified_arn
        TimeoutSeconds = 150
        Parameters = {
          action           = "report"
          "execution_id.$" = "$$.Execution.Id"
          "run.$"          = "$"
        }
        Retry = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "ReportFailed"
          },
        ]
        Next = "CheckForFailures"
      }
      PlanFailed = {
        Type = "Pass"
        Parameters = {
          error      = "PlanError"
          "caught.$" = "$"
          "cause.$"  = "States.JsonToString($)"
        }
        Next = "DescribeFailure"
      }
      ReportFailed = {
        Type = "Pass"
        Parameters = {
          error      = "BuildsFailed"
          "caught.$" = "$"
          "cause.$"  = "States.JsonToString($)"
        }
        Next = "DescribeFailure"
      }
      CaptureNotRecorded = {
        Type = "Pass"
        Parameters = {
          error      = "CaptureFailed"
          "caught.$" = "$"
          "cause.$"  = "States.JsonToString($)"
        }
        Next = "DescribeFailure"
      }
      DeletionFailed = {
        Type = "Pass"
        Parameters = {
          error      = "DeletionFailed"
          "caught.$" = "$"
          "cause.$"  = "States.JsonToString($)"
        }
        Next = "DescribeFailure"
      }
      CheckForFailures = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.status"
            StringEquals = "success"
            Next         = "Success"
          },
        ]
        Default = "RunFailed"
      }
      Success = { Type = "Succeed" }
      RunFailed = {
        Type      = "Fail"
        ErrorPath = "$.error"
        CausePath = "$.cause"
      }
      DescribeFailure = {
        Type           = "Task"
        Resource       = aws_lambda_function.publisher.qualified_arn
        TimeoutSeconds = 150
        Parameters = {
          action    = "describe"
          "error.$" = "$.caught"
        }
        ResultPath = "$.cause"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = null
            Next        = "RunFailed"
          },
        ]
        Next = "RunFailed"
      }
    }
  })
  role_arn = aws_iam_role.step_functions.arn
  tags     = merge(var.tags, { Name = "${var.name_prefix}-ami-builder" })

  logging_configuration {
    include_execution_data = true
    level                  = "ALL"
    log_destination        = "${aws_cloudwatch_log_group.step_functions.arn}:*"
  }

  tracing_configuration {
    enabled = var.tracing_enabled
  }

  depends_on = [aws_iam_role_policy.step_functions]
}

# The cleanup's role: it calls the cleaner.
resource "aws_iam_role" "cleanup" {
  name = "${var.name_prefix}-ami-builder-cleanup-sfn"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "states.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          ArnLike      = { "aws:SourceArn" = "${local.states_arn_prefix}:stateMachine:*" }
        }
      },
    ]
  })
  path                 = var.iam_role_path
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = merge(var.tags, { Name = "${var.name_prefix}-ami-builder-cleanup-sfn" })
}

resource "aws_iam_role_policy" "cleanup" {
  name = "${var.name_prefix}-ami-builder-cleanup-sfn-policy"
  role = aws_iam_role.cleanup.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "InvokeFunctions"
          Effect   = "Allow"
          Action   = ["lambda:InvokeFunction"]
          Resource = ["${aws_lambda_function.cleaner.arn}:*", aws_lambda_function.cleaner.arn]
        },
        {
          Sid    = "DeliverLogs"
          Effect = "Allow"
          Action = [
            "logs:CreateLogDelivery",
            "logs:GetLogDelivery",
            "logs:UpdateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:DescribeResourcePolicies",
            "logs:DescribeLogGroups",
          ]
          Resource = ["*"]
        },
      ],
      # Filtered: both sides of a conditional would have to be of one type, and statements differ.
      [for statement in [
        # X-Ray, with `tracing_enabled`. AWS has no narrower resource for it
        {
          Sid    = "Trace"
          Effect = "Allow"
          Action = [
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
          ]
          Resource = ["*"]
        },
      ] : statement if var.tracing_enabled]
    )
  })
}

resource "aws_cloudwatch_log_group" "cleanup" {
  name              = "/aws/vendedlogs/states/${var.name_prefix}-ami-builder-cleanup"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = merge(var.tags, { Name = "${var.name_prefix}-ami-builder-cleanup-sfn-logs" })
}

# After its role's policy: Step Functions checks when the state machine is made whether the role may write its logs.
resource "aws_sfn_state_machine" "cleanup" {
  name = "${var.name_prefix}-ami-builder-cleanup"
  definition = jsonencode({
    Comment = "Removes what runs that died have left, and old images that nobody uses"
    StartAt = "FindGarbage"
    States = {
      FindGarbage = {
        Type           = "Task"
        Resource       = aws_lambda_function.cleaner.qualified_arn
        TimeoutSeconds = 330
        Parameters = {
          action           = "find"
          "execution_id.$" = "$$.Execution.Id"
          "input.$"        = "$"
          settings         = local.settings
        }
        Retry = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "CleanupFailed"
          },
        ]
        Next = "RemoveEach"
      }
      RemoveEach = {
        Type      = "Map"
        ItemsPath = "$.items"
        ItemSelector = {
          "item.$"         = "$$.Map.Item.Value"
          "execution_id.$" = "$$.Execution.Id"
        }
        MaxConcurrency = 5
        ItemProcessor = {
          ProcessorConfig = { Mode = "INLINE" }
          StartAt         = "Remove"
          States = {
            Remove = {
              Type           = "Task"
              Resource       = aws_lambda_function.cleaner.qualified_arn
              TimeoutSeconds = 330
              Parameters = {
                action           = "remove"
                "execution_id.$" = "$.execution_id"
                "item.$"         = "$.item"
                settings         = local.settings
              }
              Retry = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "RemoveFailed"
                },
              ]
              End = true
            }
            RemoveFailed = {
              Type           = "Task"
              Resource       = aws_lambda_function.cleaner.qualified_arn
              TimeoutSeconds = 330
              Parameters = {
                action    = "not_removed"
                "item.$"  = "$.item"
                "error.$" = "$.error"
              }
              Retry = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.not_recorded"
                  Next        = "RemoveLost"
                },
              ]
              End = true
            }
            RemoveLost = {
              Type = "Pass"
              Parameters = {
                "id.$"     = "$.item.id"
                "region.$" = "$.item.region"
                status     = "failed"
                "error.$"  = "$.error.Error"
                reason     = "see the log of the function that removes"
              }
              End = true
            }
          }
        }
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "ReportCleanup"
          },
        ]
        Next = "ReportCleanup"
      }
      ReportCleanup = {
        Type           = "Task"
        Resource       = aws_lambda_function.cleaner.qualified_arn
        TimeoutSeconds = 330
        Parameters = {
          action           = "report"
          "execution_id.$" = "$$.Execution.Id"
          "results.$"      = "$"
        }
        Retry = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "CleanupFailed"
          },
        ]
        Next = "CheckForFailures"
      }
      CleanupFailed = {
        Type = "Pass"
        Parameters = {
          error      = "CleanupFailed"
          "caught.$" = "$"
          "cause.$"  = "States.JsonToString($)"
        }
        Next = "DescribeFailure"
      }
      CheckForFailures = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.status"
            StringEquals = "success"
            Next         = "Success"
          },
        ]
        Default = "RunFailed"
      }
      Success = { Type = "Succeed" }
      RunFailed = {
        Type      = "Fail"
        ErrorPath = "$.error"
        CausePath = "$.cause"
      }
      DescribeFailure = {
        Type           = "Task"
        Resource       = aws_lambda_function.cleaner.qualified_arn
        TimeoutSeconds = 330
        Parameters = {
          action    = "describe"
          "error.$" = "$.caught"
        }
        ResultPath = "$.cause"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            ResultPath  = null
            Next        = "RunFailed"
          },
        ]
        Next = "RunFailed"
      }
    }
  })
  role_arn = aws_iam_role.cleanup.arn
  tags     = merge(var.tags, { Name = "${var.name_prefix}-ami-builder-cleanup" })

  logging_configuration {
    include_execution_data = true
    level                  = "ALL"
    log_destination        = "${aws_cloudwatch_log_group.cleanup.arn}:*"
  }

  tracing_configuration {
    enabled = var.tracing_enabled
  }

  depends_on = [aws_iam_role_policy.cleanup]
}

# Generated from TypeScript (stacks/ami-copier); change it there.

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
  # Tried again for 45 minutes, without jitter: a copy that holds a slot ends within half an hour as a rule. What finds no slot is deferred.
  retry_copy_quota = {
    ErrorEquals     = ["CopyQuotaError"]
    IntervalSeconds = 60
    MaxAttempts     = 6
    BackoffRate     = 2
    MaxDelaySeconds = 900
  }
  # Tried again for 9 minutes: a registered image is visible and available after one or two.
  retry_image_not_ready = {
    ErrorEquals     = ["ImageNotReadyError"]
    IntervalSeconds = 15
    MaxAttempts     = 8
    BackoffRate     = 1.5
    MaxDelaySeconds = 120
  }
}

# The state machine's role: it calls the three functions and starts a child execution for each wave.
resource "aws_iam_role" "step_functions" {
  name = "${var.name_prefix}-ami-copier-sfn"
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
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = merge(var.tags, { Name = "${var.name_prefix}-ami-copier-sfn" })
}

resource "aws_iam_role_policy" "step_functions" {
  name = "${var.name_prefix}-ami-copier-sfn-policy"
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
            aws_lambda_function.initiator.arn,
            aws_lambda_function.status_checker.arn,
            aws_lambda_function.finalizer.arn,
          ]
        },
        {
          Sid      = "RunWaves"
          Effect   = "Allow"
          Action   = ["states:StartExecution"]
          Resource = ["${local.states_arn_prefix}:stateMachine:${var.name_prefix}-ami-copier"]
        },
        {
          Sid    = "FollowWaves"
          Effect = "Allow"
          Action = ["states:DescribeExecution", "states:StopExecution"]
          Resource = [
            "${local.states_arn_prefix}:execution:${var.name_prefix}-ami-copier:*",
            "${local.states_arn_prefix}:execution:${var.name_prefix}-ami-copier/*",
          ]
        },
        {
          Sid      = "RedriveWaves"
          Effect   = "Allow"
          Action   = ["states:RedriveExecution"]
          Resource = ["${local.states_arn_prefix}:execution:${var.name_prefix}-ami-copier/Waves:*"]
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
  name              = "/aws/vendedlogs/states/${var.name_prefix}-ami-copier"
  kms_key_id        = var.log_kms_key_arn == "" ? null : var.log_kms_key_arn
  retention_in_days = var.log_retention_days
  tags              = merge(var.tags, { Name = "${var.name_prefix}-ami-copier-sfn-logs" })
}

# After its role's policy: Step Functions checks when the state machine is made whether the role may write its logs.
resource "aws_sfn_state_machine" "ami_copier" {
  name = "${var.name_prefix}-ami-copier"
  definition = jsonencode({
    Comment = "Copies AMIs shared by Red Hat Image Builder as encrypted gp3 images"
    StartAt = "DiscoverAMIs"
    States = {
      DiscoverAMIs = {
        Type           = "Task"
        Resource       = aws_lambda_function.initiator.arn
        TimeoutSeconds = 630
        Parameters = {
          action           = "discover"
          "execution_id.$" = "$$.Execution.Id"
          "input.$"        = "$"
        }
        ResultPath = "$.discovery_result"
        Retry      = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "DiscoveryFailed"
          },
        ]
        Next = "CheckAMIsFound"
      }
      CheckAMIsFound = {
        Type = "Choice"
        Choices = [
          {
            Variable           = "$.discovery_result.summary.to_process"
            NumericGreaterThan = 0
            Next               = "ProcessAMIs"
          },
        ]
        Default = "NoAMIsToProcess"
      }
      NoAMIsToProcess = {
        Type = "Pass"
        Parameters = {
          status      = "success"
          message     = "No AMIs to process"
          "mode.$"    = "$.discovery_result.mode"
          "summary.$" = "$.discovery_result.summary"
        }
        ResultPath = "$.result"
        Next       = "Success"
      }
      ProcessAMIs = {
        Type      = "Map"
        Label     = "Waves"
        ItemsPath = "$.discovery_result.waves"
        ItemSelector = {
          "execution_id.$" = "$$.Execution.Id"
          "wave.$"         = "$$.Map.Item.Value"
        }
        MaxConcurrency             = 1
        ToleratedFailurePercentage = 100
        ItemProcessor = {
          ProcessorConfig = {
            Mode          = "DISTRIBUTED"
            ExecutionType = "STANDARD"
          }
          StartAt = "PrepareCopies"
          States = {
            PrepareCopies = {
              Type           = "Task"
              Resource       = aws_lambda_function.initiator.arn
              TimeoutSeconds = 630
              Parameters = {
                action           = "prepare"
                "execution_id.$" = "$.execution_id"
                "wave.$"         = "$.wave"
              }
              Retry = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "PreparationFailed"
                },
              ]
              Next = "StartCopies"
            }
            StartCopies = {
              Type      = "Map"
              ItemsPath = "$.images"
              ItemSelector = {
                "execution_id.$" = "$.execution_id"
                "image.$"        = "$$.Map.Item.Value"
              }
              MaxConcurrency = 5
              ItemProcessor = {
                ProcessorConfig = { Mode = "INLINE" }
                StartAt         = "StartCopy"
                States = {
                  StartCopy = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.initiator.arn
                    TimeoutSeconds = 630
                    Parameters = {
                      action           = "copy"
                      "execution_id.$" = "$.execution_id"
                      "image.$"        = "$.image"
                      tags             = jsonencode(var.tags)
                    }
                    Retry = [local.retry_transient, local.retry_copy_quota]
                    Catch = [
                      {
                        ErrorEquals = ["CopyQuotaError"]
                        ResultPath  = "$.error"
                        Next        = "CopyDeferred"
                      },
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "CopyFailed"
                      },
                    ]
                    End = true
                  }
                  CopyDeferred = {
                    Type = "Pass"
                    Parameters = {
                      "source_ami_id.$" = "$.image.source_ami_id"
                      status            = "deferred"
                      "error.$"         = "$.error"
                    }
                    End = true
                  }
                  CopyFailed = {
                    Type = "Pass"
                    Parameters = {
                      "source_ami_id.$" = "$.image.source_ami_id"
                      status            = "failed"
                      "error.$"         = "$.error"
                    }
                    End = true
                  }
                }
              }
              ResultPath = "$.images"
              Next       = "IsAMIReady"
            }
            WaitForCopy = {
              Type    = "Wait"
              Seconds = var.status_check_wait_time
              Next    = "CheckStatus"
            }
            CheckStatus = {
              Type           = "Task"
              Resource       = aws_lambda_function.status_checker.arn
              TimeoutSeconds = 90
              Parameters = {
                action   = "check"
                "wave.$" = "$"
              }
              Retry = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "StatusCheckFailed"
                },
              ]
              Next = "IsAMIReady"
            }
            IsAMIReady = {
              Type = "Choice"
              Choices = [
                {
                  Variable  = "$.ready[0].action"
                  IsPresent = true
                  Next      = "FinalizeAMIs"
                },
                {
                  Variable  = "$.images[0]"
                  IsPresent = false
                  Next      = "AMICompleted"
                },
                {
                  Or = [
                    {
                      Variable     = "$.images[0].status"
                      StringEquals = "failed"
                    },
                    {
                      Variable     = "$.images[0].status"
                      StringEquals = "deferred"
                    },
                  ]
                  Next = "CheckStatus"
                },
              ]
              Default = "WaitForCopy"
            }
            FinalizeAMIs = {
              Type      = "Map"
              ItemsPath = "$.ready"
              ItemSelector = {
                "execution_id.$" = "$.execution_id"
                "image.$"        = "$$.Map.Item.Value"
              }
              MaxConcurrency = 5
              ItemProcessor = {
                ProcessorConfig = { Mode = "INLINE" }
                StartAt         = "FinalizeAMI"
                States = {
                  FinalizeAMI = {
                    Type           = "Task"
                    Resource       = aws_lambda_function.finalizer.arn
                    TimeoutSeconds = 330
                    Parameters = {
                      "execution_id.$" = "$.execution_id"
                      "image.$"        = "$.image"
                      tags             = jsonencode(var.tags)
                    }
                    Retry = [local.retry_transient, local.retry_image_not_ready]
                    Catch = [
                      {
                        ErrorEquals = ["States.ALL"]
                        ResultPath  = "$.error"
                        Next        = "FinalizationFailed"
                      },
                    ]
                    End = true
                  }
                  FinalizationFailed = {
                    Type = "Pass"
                    Parameters = {
                      "source_ami_id.$" = "$.image.source_ami_id"
                      status            = "failed"
                      "error.$"         = "$.error"
                    }
                    End = true
                  }
                }
              }
              ResultPath = "$.ready"
              Next       = "IsAMIReady"
            }
            AMICompleted = {
              Type           = "Task"
              Resource       = aws_lambda_function.status_checker.arn
              TimeoutSeconds = 90
              Parameters = {
                action   = "check"
                "wave.$" = "$"
              }
              ResultSelector = {
                "index.$"   = "$.index"
                "summary.$" = "$.summary"
              }
              Retry = [local.retry_transient]
              Catch = [
                {
                  ErrorEquals = ["States.ALL"]
                  ResultPath  = "$.error"
                  Next        = "StatusCheckFailed"
                },
              ]
              End = true
            }
            StatusCheckFailed = {
              Type = "Pass"
              Parameters = {
                "index.$"   = "$.index"
                "summary.$" = "$.summary"
                "error.$"   = "$.error.Error"
              }
              End = true
            }
            PreparationFailed = {
              Type = "Pass"
              Parameters = {
                "index.$" = "$.wave.index"
                "error.$" = "$.error.Error"
              }
              End = true
            }
          }
        }
        ResultPath = "$.processing_results"
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "ProcessingFailed"
          },
        ]
        Next = "AggregateResults"
      }
      AggregateResults = {
        Type           = "Task"
        Resource       = aws_lambda_function.status_checker.arn
        TimeoutSeconds = 90
        Parameters = {
          action        = "summarize"
          "discovery.$" = "$.discovery_result"
          "results.$"   = "$.processing_results"
        }
        Retry = [local.retry_transient]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "AggregationFailed"
          },
        ]
        Next = "CheckForFailures"
      }
      CheckForFailures = {
        Type = "Choice"
        Choices = [
          {
            Variable           = "$.final_result.summary.failed"
            NumericGreaterThan = 0
            Next               = "CopiesFailed"
          },
        ]
        Default = "Success"
      }
      Success = { Type = "Succeed" }
      CopiesFailed = {
        Type      = "Fail"
        Error     = "CopiesFailed"
        CausePath = "$.final_result.cause"
      }
      DiscoveryFailed = {
        Type = "Pass"
        Parameters = {
          error      = "DiscoveryError"
          "caught.$" = "$"
          "cause.$"  = "States.JsonToString($)"
        }
        Next = "DescribeFailure"
      }
      ProcessingFailed = {
        Type = "Pass"
        Parameters = {
          error      = "ProcessingError"
          "caught.$" = "$"
          "cause.$"  = "States.JsonToString($)"
        }
        Next = "DescribeFailure"
      }
      AggregationFailed = {
        Type = "Pass"
        Parameters = {
          error      = "AggregationError"
          "caught.$" = "$"
          "cause.$"  = "States.JsonToString($)"
        }
        Next = "DescribeFailure"
      }
      DescribeFailure = {
        Type           = "Task"
        Resource       = aws_lambda_function.status_checker.arn
        TimeoutSeconds = 90
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
      RunFailed = {
        Type      = "Fail"
        ErrorPath = "$.error"
        CausePath = "$.cause"
      }
    }
  })
  role_arn = aws_iam_role.step_functions.arn
  tags     = merge(var.tags, { Name = "${var.name_prefix}-ami-copier" })

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

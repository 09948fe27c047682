run "no_key" {
  command = apply

  assert {
    condition     = !contains(keys(aws_lambda_function.initiator.environment[0].variables), "KMS_KEY_ID") && alltrue([for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : !strcontains(jsonencode(s.Action), "kms:")])
    error_message = "no key, no right on one"
  }

  assert {
    condition = aws_lambda_function.initiator.environment[0].variables == tomap({
      AMI_NAME_TEMPLATE     = "rhel-{uuid}-encrypted-gp3-{date}"
      AMI_NAME_TAG_TEMPLATE = ""
      SOURCE_OWNER_IDS      = "[\"463606842039\"]"
      SOURCE_REGION         = "us-east-1"
      SOURCE_NAME_FILTERS   = "[]"
      SOURCE_ARCHITECTURES  = "[]"
      MAX_CONCURRENT_COPIES = "20"
      COPY_TIMEOUT_HOURS    = "12"
    })
    error_message = "the initiator's environment"
  }

  assert {
    condition     = alltrue([for value in values(aws_lambda_function.finalizer.environment[0].variables) : value == ""])
    error_message = "an input that is null gives an empty variable, which the finalizer takes for none"
  }
}

run "a_key_id" {
  command = apply

  variables {
    kms_key_id = "11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource == "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" if contains(["EncryptCopies", "GrantKeyToEc2", "CheckKey"], s.Sid)])
    error_message = "the key's ARN"
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Condition.Bool["kms:GrantIsForAWSResource"] if contains(s.Action, "kms:CreateGrant")] == ["true"]
    error_message = "grants for AWS resources only"
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Condition.StringEquals["kms:ViaService"] == ["ec2.us-east-1.amazonaws.com"] if contains(["EncryptCopies", "GrantKeyToEc2"], s.Sid)])
    error_message = "through EC2 only"
  }

  assert {
    condition     = aws_lambda_function.initiator.environment[0].variables["KMS_KEY_ID"] == var.kms_key_id
    error_message = "the key as given"
  }
}

run "a_multi_region_key_id" {
  command = apply

  variables {
    kms_key_id = "mrk-11111111222233334444555555555555"
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource if s.Sid == "CheckKey"] == ["arn:aws:kms:us-east-1:123456789012:key/mrk-11111111222233334444555555555555"]
    error_message = "the key of this Region"
  }
}

run "an_alias" {
  command = apply

  variables {
    kms_key_id = "alias/golden-images"
  }

  assert {
    condition = [
      for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : [s.Resource, s.Condition["ForAnyValue:StringEquals"]["kms:ResourceAliases"]]
      if s.Sid == "CheckKey"
      ] == [
      ["arn:aws:kms:us-east-1:123456789012:key/*", ["alias/golden-images"]],
    ]
    error_message = "the keys that bear the alias"
  }
}

run "an_alias_arn_of_another_account" {
  command = apply

  variables {
    kms_key_id = "arn:aws:kms:us-east-1:999999999999:alias/shared/images"
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource if s.Sid == "CheckKey"] == ["arn:aws:kms:us-east-1:999999999999:key/*"]
    error_message = "keys of the alias's account"
  }
}

run "a_multi_region_key_arn" {
  command = apply

  variables {
    kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/mrk-11111111222233334444555555555555"
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource if s.Sid == "CheckKey"] == [var.kms_key_id]
    error_message = "the key's own ARN"
  }
}

run "throughput_that_the_default_iops_allow" {
  command = plan

  variables {
    gp3_throughput = 750
  }
}

run "gp3_and_imds" {
  command = apply

  variables {
    gp3_iops       = 4000
    gp3_throughput = 1000
    imds_support   = "v2.0"
  }

  assert {
    condition = aws_lambda_function.finalizer.environment[0].variables == tomap({
      GP3_IOPS       = "4000"
      GP3_THROUGHPUT = "1000"
      IMDS_SUPPORT   = "v2.0"
    })
    error_message = "the finalizer's environment"
  }
}

run "sources" {
  command = apply

  variables {
    source_owner_ids      = ["463606842039", "123456789012"]
    source_region         = "eu-west-1"
    source_name_filters   = ["composer-api-*"]
    source_architectures  = ["arm64"]
    max_concurrent_copies = 5
    copy_timeout_hours    = 24
  }

  assert {
    condition     = aws_lambda_function.initiator.environment[0].variables["SOURCE_REGION"] == "eu-west-1" && jsondecode(aws_lambda_function.initiator.environment[0].variables["SOURCE_ARCHITECTURES"]) == ["arm64"]
    error_message = "filters go to the environment"
  }

  assert {
    condition     = contains([for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource if s.Sid == "CopySharedImages"][0], "arn:aws:ec2:eu-west-1::image/*")
    error_message = "CopyImage reads the source where it is shared"
  }
}

run "govcloud" {
  command = apply

  override_data {
    target = data.aws_partition.current
    values = { partition = "aws-us-gov", dns_suffix = "amazonaws.com" }
  }
  override_data {
    target = data.aws_region.current
    values = { id = "us-gov-west-1", name = "us-gov-west-1" }
  }

  variables {
    kms_key_id = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition = !strcontains(
      # What the mocks give is of the usual partition.
      replace(
        join("", [
          aws_iam_role_policy.lambda.policy, aws_iam_role_policy.status_checker.policy, aws_iam_role_policy.finalizer.policy,
          aws_iam_role_policy.step_functions.policy, aws_iam_role.step_functions.assume_role_policy,
        ]),
        "/arn:aws:[a-z]+:us-east-1:123456789012:[a-z-]+:mocked/", "",
      ),
      "arn:aws:",
    )
    error_message = "no ARN of another partition"
  }
}

run "china" {
  command = apply

  override_data {
    target = data.aws_partition.current
    values = { partition = "aws-cn", dns_suffix = "amazonaws.com.cn" }
  }
  override_data {
    target = data.aws_region.current
    values = { id = "cn-north-1", name = "cn-north-1" }
  }

  variables {
    kms_key_id = "alias/images"
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.lambda.policy, "arn:aws-cn:ec2:cn-north-1::image/*") && strcontains(aws_iam_role_policy.lambda.policy, "ec2.cn-north-1.amazonaws.com.cn")
    error_message = "ARNs and services of the partition"
  }
}

run "without_tracing" {
  command = apply

  assert {
    condition = alltrue([
      for policy in [aws_iam_role_policy.lambda.policy, aws_iam_role_policy.status_checker.policy, aws_iam_role_policy.finalizer.policy, aws_iam_role_policy.step_functions.policy] :
      !strcontains(policy, "xray:")
    ])
    error_message = "no right on X-Ray without tracing_enabled"
  }
}

run "with_everything_on" {
  command = apply

  variables {
    name_prefix                              = "a2345678901234567890123456789012345678"
    tracing_enabled                          = true
    kms_key_id                               = "alias/golden-images"
    source_region                            = "eu-west-1"
    enable_redhat_api                        = true
    existing_redhat_client_id_param_name     = "/my-org/redhat/client-id"
    existing_redhat_client_secret_param_name = "/my-org/redhat/client-secret"
    credential_kms_key_arns                  = ["arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
  }

  assert {
    condition = alltrue([
      for policy in [aws_iam_role_policy.lambda.policy, aws_iam_role_policy.status_checker.policy, aws_iam_role_policy.finalizer.policy, aws_iam_role_policy.step_functions.policy] :
      contains(jsondecode(policy).Statement[*].Sid, "Trace")
    ])
    error_message = "tracing_enabled"
  }

  assert {
    condition = alltrue([
      for policy in [aws_iam_role_policy.lambda.policy, aws_iam_role_policy.status_checker.policy, aws_iam_role_policy.finalizer.policy, aws_iam_role_policy.step_functions.policy] :
      length(policy) <= 10240
    ])
    error_message = "IAM allows 10,240 characters of inline policies in a role"
  }

  assert {
    condition = alltrue([
      for role in [aws_iam_role.lambda, aws_iam_role.status_checker, aws_iam_role.finalizer, aws_iam_role.step_functions, aws_iam_role.eventbridge] :
      jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    ])
    error_message = "roles for services that act for this account"
  }

  assert {
    condition = {
      for name, role in { step_functions = aws_iam_role.step_functions, eventbridge = aws_iam_role.eventbridge } :
      name => [for statement in jsondecode(role.assume_role_policy).Statement : [statement.Principal.Service, statement.Condition.ArnLike["aws:SourceArn"]]]
      } == {
      step_functions = [["states.amazonaws.com", "arn:aws:states:us-east-1:123456789012:stateMachine:*"]]
      eventbridge    = [["events.amazonaws.com", "arn:aws:events:us-east-1:123456789012:rule/${aws_cloudwatch_event_rule.ami_discovery.name}"]]
    }
    error_message = "the roles of the state machine and of the schedule are assumed for those two"
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.step_functions.policy).Statement : s.Resource if s.Sid == "RunWaves"] == [["arn:aws:states:us-east-1:123456789012:stateMachine:${aws_sfn_state_machine.ami_copier.name}"]]
    error_message = "the state machine may start itself, for the waves"
  }
}

# No partition has such a name; what counts is that IAM's limit is told before IAM tells it. (The log group's ARN is known from the runs before.)
run "policy_too_long" {
  command = plan

  variables {
    enable_redhat_api                        = true
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_name = "y"
    credential_kms_key_arns = [
      for key in range(10) :
      "arn:aws${join("", [for letter in range(1000) : "-"])}:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-55555555555${key}"
    ]
  }

  expect_failures = [aws_iam_role_policy.lambda]
}

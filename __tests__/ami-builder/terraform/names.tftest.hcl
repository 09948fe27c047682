# Names, switches, and what is made or given.

variables {
  subnet_ids = ["subnet-0a1b2c3d"]
}

run "names" {
  command = apply

  assert {
    condition = [for function in [
      aws_lambda_function.planner, aws_lambda_function.builder, aws_lambda_function.checker, aws_lambda_function.prober,
      aws_lambda_function.publisher, aws_lambda_function.cleaner,
      ] : [function.function_name, function.timeout]] == [
      ["golden-ami-builder-planner", 120], ["golden-ami-builder-builder", 60], ["golden-ami-builder-checker", 60],
      ["golden-ami-builder-prober", 30], ["golden-ami-builder-publisher", 120], ["golden-ami-builder-cleaner", 300],
    ]
    error_message = "names and timeouts of functions"
  }

  assert {
    condition = [
      aws_iam_role.planner.name, aws_iam_role.step_functions.name, aws_iam_role.eventbridge.name, aws_iam_role.instance[0].name,
      aws_iam_instance_profile.instance[0].name, aws_sfn_state_machine.ami_builder.name, aws_s3_bucket.builds[0].bucket,
      aws_sqs_queue.dead_letters.name, aws_cloudwatch_event_rule.schedule.name, aws_cloudwatch_event_rule.running.name,
      aws_cloudwatch_event_rule.tagged.name, aws_cloudwatch_event_rule.cleanup.name, aws_sfn_state_machine.cleanup.name,
      aws_iam_role.cleanup.name,
      ] == [
      "golden-ami-builder-planner", "golden-ami-builder-sfn", "golden-ami-builder-eventbridge", "golden-ami-builder-instance",
      "golden-ami-builder-instance", "golden-ami-builder", "golden-ami-builder-123456789012",
      "golden-ami-builder-dead-letters", "golden-ami-builder-schedule", "golden-ami-builder-running",
      "golden-ami-builder-tagged", "golden-ami-builder-cleanup", "golden-ami-builder-cleanup",
      "golden-ami-builder-cleanup-sfn",
    ]
    error_message = "names of the rest"
  }

  assert {
    condition = alltrue([for function in [
      aws_lambda_function.planner, aws_lambda_function.builder, aws_lambda_function.checker, aws_lambda_function.prober,
      aws_lambda_function.publisher, aws_lambda_function.cleaner,
      ] : function.environment[0].variables == tomap({
        BUCKET            = "golden-ami-builder-123456789012"
        NAME_PREFIX       = "golden"
        PARAMETER_PREFIX  = "/golden"
        STATE_MACHINE_ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:golden-ami-builder"
    })])
    error_message = "the environment has names, and nothing else"
  }

  assert {
    condition = [
      aws_cloudwatch_event_rule.schedule.state, aws_cloudwatch_event_rule.cleanup.state,
      aws_cloudwatch_event_rule.running.state, aws_cloudwatch_event_rule.tagged.state,
    ] == ["ENABLED", "ENABLED", "DISABLED", "DISABLED"]
    error_message = "only the schedules start runs by default"
  }

  assert {
    condition     = length(aws_lambda_function.prober.vpc_config) == 0
    error_message = "the prober is in no network"
  }

  assert {
    condition     = aws_security_group.builders[0].vpc_id == "vpc-0a1b2c3d4e5f60718" && length(aws_security_group.builders[0].ingress) == 0
    error_message = "the group is in the subnets' VPC, without a way in"
  }

  assert {
    condition = [
      aws_s3_bucket_versioning.builds[0].versioning_configuration[0].status,
      one(aws_s3_bucket_server_side_encryption_configuration.builds[0].rule).apply_server_side_encryption_by_default[0].sse_algorithm,
      tostring(aws_s3_bucket_public_access_block.builds[0].restrict_public_buckets),
      tostring(aws_s3_bucket_lifecycle_configuration.builds[0].rule[0].expiration[0].days),
    ] == ["Enabled", "AES256", "true", "90"]
    error_message = "the bucket"
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.builds[0].policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    error_message = "only by TLS"
  }

  assert {
    condition     = output.role_arns.instance != null && output.security_group_id != null && output.notification_topic_arn == null && output.alarm_arns == null
    error_message = "outputs of what is made, and null for what is not"
  }
}

run "templates" {
  command = apply

  variables {
    templates = {
      base = <<-YAML
        # A comment.
        name: Base
        version: "1.10"
        base_ami: { source: /my-org/base, architecture: [x86_64, arm64] }
      YAML
      web  = "name: Web\nbase_ami: {template: base}"
    }
    parameter_prefix = "/images"
  }

  assert {
    condition     = jsondecode(aws_s3_object.templates.content) == { base = { name = "Base", version = "1.10", base_ami = { source = "/my-org/base", architecture = ["x86_64", "arm64"] } }, web = { name = "Web", base_ami = { template = "base" } } }
    error_message = "all templates in one object"
  }

  assert {
    condition = output.parameter_names == {
      base = { x86_64 = "/images/base/x86_64/latest", arm64 = "/images/base/arm64/latest" }
      web  = { x86_64 = "/images/web/x86_64/latest" }
    }
    error_message = "names of parameters"
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.planner.policy).Statement : statement.Resource if statement.Sid == "ReadParametersOfTemplates"] == [["arn:aws:ssm:us-east-1:123456789012:parameter/my-org/base"]]
    error_message = "the planner may read the parameters that templates name"
  }
}

run "what_is_given" {
  command = apply

  variables {
    existing_bucket_name     = "my-builds"
    instance_profile_name    = "builders"
    security_group_ids       = ["sg-0a1b2c3d"]
    probe_subnet_ids         = ["subnet-0a1b2c3d"]
    probe_security_group_ids = ["sg-0a1b2c3d"]
  }

  assert {
    condition     = length(aws_s3_bucket.builds) + length(aws_s3_bucket_policy.builds) + length(aws_iam_role.instance) + length(aws_iam_role_policy.instance) + length(aws_iam_instance_profile.instance) + length(aws_security_group.builders) == 0
    error_message = "nothing is made beside what is given"
  }

  assert {
    condition     = aws_s3_object.templates.bucket == "my-builds" && output.bucket_name == "my-builds" && aws_lambda_function.planner.environment[0].variables.BUCKET == "my-builds"
    error_message = "the bucket"
  }

  assert {
    condition     = output.instance_profile_name == "builders" && output.role_arns.instance == null && output.security_group_id == null
    error_message = "outputs"
  }

  assert {
    condition     = jsondecode(local.settings).security_group_ids == ["sg-0a1b2c3d"] && jsondecode(local.settings).instance_profile_name == "builders"
    error_message = "settings"
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.builder.policy).Statement : statement.Resource if statement.Sid == "PassInstanceRole"] == [["arn:aws:iam::123456789012:role/given"]]
    error_message = "the builder may pass on the role of the profile that is given"
  }

  assert {
    condition     = aws_lambda_function.prober.vpc_config[0].subnet_ids == toset(["subnet-0a1b2c3d"])
    error_message = "the prober's network"
  }
}

run "switches" {
  command = plan

  variables {
    builder_policy_arns      = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    bucket_kms_key_arn       = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    log_kms_key_arn          = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
    iam_role_path            = "/automation/"
    schedule_enabled         = false
    auto_capture             = true
    capture_tag_key          = "Golden"
    capture_tag_value        = "yes"
    tracing_enabled          = true
    force_destroy_bucket     = true
  }

  assert {
    condition = alltrue([for role in [
      aws_iam_role.planner, aws_iam_role.builder, aws_iam_role.checker, aws_iam_role.prober, aws_iam_role.publisher, aws_iam_role.cleaner, aws_iam_role.cleanup,
      aws_iam_role.step_functions, aws_iam_role.eventbridge, aws_iam_role.instance[0],
    ] : role.path == "/automation/" && role.permissions_boundary == var.permissions_boundary_arn])
    error_message = "path and boundary of all roles"
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.instance) == ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    error_message = "builder_policy_arns"
  }

  assert {
    condition = [
      aws_cloudwatch_event_rule.schedule.state, aws_cloudwatch_event_rule.running.state, aws_cloudwatch_event_rule.tagged.state,
    ] == ["DISABLED", "ENABLED", "ENABLED"]
    error_message = "rules"
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.tagged.event_pattern).detail.tags == { Golden = ["yes"] } && jsondecode(aws_cloudwatch_event_rule.tagged.event_pattern).detail.changed-tag-keys == ["Golden"]
    error_message = "the tag"
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.builds[0].rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.bucket_kms_key_arn && aws_s3_bucket.builds[0].force_destroy
    error_message = "the bucket's key"
  }
}

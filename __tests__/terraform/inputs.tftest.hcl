# Each rule of a single input, refused. What is accepted is in the other files.

run "name_prefix_1" {
  command = plan

  variables {
    name_prefix = ""
  }

  expect_failures = [var.name_prefix]
}

run "name_prefix_2" {
  command = plan

  variables {
    name_prefix = "a23456789012345678901234567890123456789"
  }

  expect_failures = [var.name_prefix]
}

run "name_prefix_3" {
  command = plan

  variables {
    name_prefix = "with.dot"
  }

  expect_failures = [var.name_prefix]
}

run "ami_name_template_1" {
  command = plan

  variables {
    ami_name_template = "ab"
  }

  expect_failures = [var.ami_name_template]
}

run "ami_name_template_2" {
  command = plan

  variables {
    ami_name_template = "rhel-{unknown}"
  }

  expect_failures = [var.ami_name_template]
}

run "ami_name_template_3" {
  command = plan

  variables {
    ami_name_template = "rhel:{uuid}"
  }

  expect_failures = [var.ami_name_template]
}

run "ami_name_tag_template_1" {
  command = plan

  variables {
    ami_name_tag_template = "{nothing}"
  }

  expect_failures = [var.ami_name_tag_template]
}

run "tags_1" {
  command = plan

  variables {
    tags = { "aws:x" = "1" }
  }

  expect_failures = [var.tags]
}

run "tags_2" {
  command = plan

  variables {
    tags = { "AWS:x" = "1" }
  }

  expect_failures = [var.tags]
}

run "tags_3" {
  command = plan

  variables {
    tags = { SourceAMI = "ami-1" }
  }

  expect_failures = [var.tags]
}

run "tags_4" {
  command = plan

  variables {
    tags = { x = join("", [for i in range(257) : "v"]) }
  }

  expect_failures = [var.tags]
}

run "tags_5" {
  command = plan

  variables {
    tags = { for i in range(38) : "key-${i}" => "v" }
  }

  expect_failures = [var.tags]
}

run "status_check_wait_time_1" {
  command = plan

  variables {
    status_check_wait_time = 59
  }

  expect_failures = [var.status_check_wait_time]
}

run "status_check_wait_time_2" {
  command = plan

  variables {
    status_check_wait_time = 3601
  }

  expect_failures = [var.status_check_wait_time]
}

run "status_check_wait_time_3" {
  command = plan

  variables {
    status_check_wait_time = 60.5
  }

  expect_failures = [var.status_check_wait_time]
}

run "lambda_memory_size_1" {
  command = plan

  variables {
    lambda_memory_size = 127
  }

  expect_failures = [var.lambda_memory_size]
}

run "lambda_memory_size_2" {
  command = plan

  variables {
    lambda_memory_size = 10241
  }

  expect_failures = [var.lambda_memory_size]
}

run "log_retention_days_1" {
  command = plan

  variables {
    log_retention_days = 2
  }

  expect_failures = [var.log_retention_days]
}

run "kms_key_id_1" {
  command = plan

  variables {
    kms_key_id = "nonsense"
  }

  expect_failures = [var.kms_key_id]
}

run "kms_key_id_2" {
  command = plan

  variables {
    kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/short"
  }

  expect_failures = [var.kms_key_id]
}

run "schedule_expression_1" {
  command = plan

  variables {
    schedule_expression = "every day"
  }

  expect_failures = [var.schedule_expression]
}

run "schedule_expression_2" {
  command = plan

  variables {
    schedule_expression = "rate(0 hours)"
  }

  expect_failures = [var.schedule_expression]
}

run "schedule_expression_3" {
  command = plan

  variables {
    schedule_expression = "cron(0 12 * * *)"
  }

  expect_failures = [var.schedule_expression]
}

run "redhat_credential_store_1" {
  command = plan

  variables {
    redhat_credential_store = "vault"
  }

  expect_failures = [var.redhat_credential_store]
}

run "existing_redhat_secret_arn_1" {
  command = plan

  variables {
    existing_redhat_secret_arn = "my-secret"
  }

  expect_failures = [var.existing_redhat_secret_arn]
}

run "existing_redhat_secret_name_1" {
  command = plan

  variables {
    existing_redhat_secret_name = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x"
  }

  expect_failures = [var.existing_redhat_secret_name]
}

run "existing_redhat_client_id_param_arn_1" {
  command = plan

  variables {
    existing_redhat_client_id_param_arn = "/name"
  }

  expect_failures = [var.existing_redhat_client_id_param_arn]
}

run "existing_redhat_client_secret_param_name_1" {
  command = plan

  variables {
    existing_redhat_client_secret_param_name = "with space"
  }

  expect_failures = [var.existing_redhat_client_secret_param_name]
}

run "credential_kms_key_arns_1" {
  command = plan

  variables {
    credential_kms_key_arns = ["alias/x"]
  }

  expect_failures = [var.credential_kms_key_arns]
}

run "source_owner_ids_1" {
  command = plan

  variables {
    source_owner_ids = []
  }

  expect_failures = [var.source_owner_ids]
}

run "source_owner_ids_2" {
  command = plan

  variables {
    source_owner_ids = ["redhat"]
  }

  expect_failures = [var.source_owner_ids]
}

run "source_region_1" {
  command = plan

  variables {
    source_region = "Ireland"
  }

  expect_failures = [var.source_region]
}

run "source_name_filters_1" {
  command = plan

  variables {
    source_name_filters = [""]
  }

  expect_failures = [var.source_name_filters]
}

run "source_architectures_1" {
  command = plan

  variables {
    source_architectures = ["sparc"]
  }

  expect_failures = [var.source_architectures]
}

run "max_concurrent_copies_1" {
  command = plan

  variables {
    max_concurrent_copies = 0
  }

  expect_failures = [var.max_concurrent_copies]
}

run "max_concurrent_copies_2" {
  command = plan

  variables {
    max_concurrent_copies = 101
  }

  expect_failures = [var.max_concurrent_copies]
}

run "max_concurrent_copies_3" {
  command = plan

  variables {
    max_concurrent_copies = 1.5
  }

  expect_failures = [var.max_concurrent_copies]
}

run "copy_timeout_hours_1" {
  command = plan

  variables {
    copy_timeout_hours = 0
  }

  expect_failures = [var.copy_timeout_hours]
}

run "copy_timeout_hours_2" {
  command = plan

  variables {
    copy_timeout_hours = 25
  }

  expect_failures = [var.copy_timeout_hours]
}

run "gp3_iops_1" {
  command = plan

  variables {
    gp3_iops = 2999
  }

  expect_failures = [var.gp3_iops]
}

run "gp3_iops_2" {
  command = plan

  variables {
    gp3_iops = 80001
  }

  expect_failures = [var.gp3_iops]
}

run "gp3_throughput_1" {
  command = plan

  variables {
    gp3_throughput = 124
  }

  expect_failures = [var.gp3_throughput]
}

run "gp3_throughput_2" {
  command = plan

  variables {
    gp3_throughput = 2001
  }

  expect_failures = [var.gp3_throughput]
}

run "imds_support_1" {
  command = plan

  variables {
    imds_support = "v1.0"
  }

  expect_failures = [var.imds_support]
}

run "lambda_runtime_1" {
  command = plan

  variables {
    lambda_runtime = "python3.12"
  }

  expect_failures = [var.lambda_runtime]
}

run "lambda_runtime_2" {
  command = plan

  variables {
    lambda_runtime = "nodejs18.x"
  }

  expect_failures = [var.lambda_runtime]
}

run "lambda_architecture_1" {
  command = plan

  variables {
    lambda_architecture = "arm"
  }

  expect_failures = [var.lambda_architecture]
}

run "log_kms_key_arn_1" {
  command = plan

  variables {
    log_kms_key_arn = "alias/logs"
  }

  expect_failures = [var.log_kms_key_arn]
}

run "permissions_boundary_arn_1" {
  command = plan

  variables {
    permissions_boundary_arn = "boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "what_the_rules_accept" {
  command = plan

  variables {
    ami_name_template     = "rhel 9/(x)[y].z'@_{source_name}-{uuid}-{date}-{timestamp}"
    ami_name_tag_template = "prod-{distribution}-{uuid}"
    tags                  = { for i in range(37) : "key-${i}" => "value" }
    kms_key_id            = "mrk-11111111222233334444555555555555"
    schedule_expression   = "rate(1 day)"
    log_retention_days    = 1096
    source_name_filters   = ["composer-api-*", "rhel?-*"]
  }
}

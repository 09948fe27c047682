# Each rule of a single input. Each run refuses one more wrong value of every input: each of them must fail by itself.

run "refused_first" {
  command = plan

  variables {
    name_prefix                              = ""
    ami_name_template                        = "ab"
    ami_name_tag_template                    = "{nothing}"
    tags                                     = { "aws:x" = "1" }
    status_check_wait_time                   = 59
    lambda_memory_size                       = 127
    log_retention_days                       = 2
    kms_key_id                               = "nonsense"
    schedule_expression                      = "every day"
    redhat_credential_store                  = "vault"
    existing_redhat_secret_arn               = "my-secret"
    existing_redhat_secret_name              = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x"
    existing_redhat_client_id_param_arn      = "/name"
    existing_redhat_client_secret_param_arn  = "/name"
    existing_redhat_client_id_param_name     = "with space"
    existing_redhat_client_secret_param_name = "with space"
    credential_kms_key_arns                  = ["alias/x"]
    source_owner_ids                         = []
    source_region                            = "Ireland"
    source_name_filters                      = [""]
    source_architectures                     = ["sparc"]
    max_concurrent_copies                    = 0
    copy_timeout_hours                       = 0
    gp3_iops                                 = 2999
    gp3_throughput                           = 124
    imds_support                             = "v1.0"
    lambda_runtime                           = "python3.12"
    lambda_architecture                      = "arm"
    log_kms_key_arn                          = "alias/logs"
    permissions_boundary_arn                 = "boundary"
  }

  expect_failures = [
    var.name_prefix,
    var.ami_name_template,
    var.ami_name_tag_template,
    var.tags,
    var.status_check_wait_time,
    var.lambda_memory_size,
    var.log_retention_days,
    var.kms_key_id,
    var.schedule_expression,
    var.redhat_credential_store,
    var.existing_redhat_secret_arn,
    var.existing_redhat_secret_name,
    var.existing_redhat_client_id_param_arn,
    var.existing_redhat_client_secret_param_arn,
    var.existing_redhat_client_id_param_name,
    var.existing_redhat_client_secret_param_name,
    var.credential_kms_key_arns,
    var.source_owner_ids,
    var.source_region,
    var.source_name_filters,
    var.source_architectures,
    var.max_concurrent_copies,
    var.copy_timeout_hours,
    var.gp3_iops,
    var.gp3_throughput,
    var.imds_support,
    var.lambda_runtime,
    var.lambda_architecture,
    var.log_kms_key_arn,
    var.permissions_boundary_arn,
  ]
}

run "refused_second" {
  command = plan

  variables {
    name_prefix                              = "a23456789012345678901234567890123456789"
    ami_name_template                        = "rhel-{unknown}"
    ami_name_tag_template                    = join("", [for i in range(257) : "x"])
    tags                                     = { "AWS:x" = "1" }
    status_check_wait_time                   = 3601
    lambda_memory_size                       = 10241
    log_retention_days                       = -1
    kms_key_id                               = "arn:aws:kms:us-east-1:123456789012:key/short"
    schedule_expression                      = "rate(0 hours)"
    redhat_credential_store                  = "SSM"
    existing_redhat_secret_arn               = "arn:aws:ssm:us-east-1:123456789012:parameter/x"
    existing_redhat_secret_name              = "with space"
    existing_redhat_client_id_param_arn      = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x"
    existing_redhat_client_secret_param_arn  = "arn:aws:ssm:us-east-1:123456789012:parameter/"
    existing_redhat_client_id_param_name     = "arn:aws:ssm:us-east-1:123456789012:parameter/x"
    existing_redhat_client_secret_param_name = "arn:aws:ssm:us-east-1:123456789012:parameter/x"
    credential_kms_key_arns                  = ["arn:aws:kms:us-east-1:123456789012:alias/x"]
    source_owner_ids                         = ["redhat"]
    source_region                            = "us-east-1a"
    source_name_filters                      = [for i in range(21) : "x"]
    source_architectures                     = ["arm64", "arm64", "arm64", "arm64", "arm64", "arm64"]
    max_concurrent_copies                    = 101
    copy_timeout_hours                       = 25
    gp3_iops                                 = 80001
    gp3_throughput                           = 2001
    imds_support                             = ""
    lambda_runtime                           = "nodejs20.x"
    lambda_architecture                      = ""
    log_kms_key_arn                          = "11111111-2222-3333-4444-555555555555"
    permissions_boundary_arn                 = "arn:aws:iam::123456789012:role/x"
  }

  expect_failures = [
    var.name_prefix,
    var.ami_name_template,
    var.ami_name_tag_template,
    var.tags,
    var.status_check_wait_time,
    var.lambda_memory_size,
    var.log_retention_days,
    var.kms_key_id,
    var.schedule_expression,
    var.redhat_credential_store,
    var.existing_redhat_secret_arn,
    var.existing_redhat_secret_name,
    var.existing_redhat_client_id_param_arn,
    var.existing_redhat_client_secret_param_arn,
    var.existing_redhat_client_id_param_name,
    var.existing_redhat_client_secret_param_name,
    var.credential_kms_key_arns,
    var.source_owner_ids,
    var.source_region,
    var.source_name_filters,
    var.source_architectures,
    var.max_concurrent_copies,
    var.copy_timeout_hours,
    var.gp3_iops,
    var.gp3_throughput,
    var.imds_support,
    var.lambda_runtime,
    var.lambda_architecture,
    var.log_kms_key_arn,
    var.permissions_boundary_arn,
  ]
}

run "refused_third" {
  command = plan

  variables {
    name_prefix            = "with.dot"
    ami_name_template      = "rhel:{uuid}"
    ami_name_tag_template  = "{}"
    tags                   = { x = join("", [for i in range(257) : "v"]) }
    status_check_wait_time = 60.5
    lambda_memory_size     = 128.5
    log_retention_days     = 3654
    kms_key_id             = "11111111-2222-3333-4444-55555555555A"
    schedule_expression    = "cron(0 12 * * *)"
    source_owner_ids       = [for i in range(21) : format("%012d", i)]
    source_name_filters    = [join("", [for i in range(129) : "x"])]
    max_concurrent_copies  = 1.5
    copy_timeout_hours     = 1.5
    gp3_iops               = 3000.5
    gp3_throughput         = 125.5
    lambda_runtime         = "nodejs26.x"
  }

  expect_failures = [
    var.name_prefix,
    var.ami_name_template,
    var.ami_name_tag_template,
    var.tags,
    var.status_check_wait_time,
    var.lambda_memory_size,
    var.log_retention_days,
    var.kms_key_id,
    var.schedule_expression,
    var.source_owner_ids,
    var.source_name_filters,
    var.max_concurrent_copies,
    var.copy_timeout_hours,
    var.gp3_iops,
    var.gp3_throughput,
    var.lambda_runtime,
  ]
}

run "refused_fourth" {
  command = plan

  variables {
    lambda_runtime      = "nodejs23.x"
    name_prefix         = "with/slash"
    ami_name_template   = "rhel-{uuid"
    tags                = { for i in range(38) : "key-${i}" => "v" }
    kms_key_id          = "alias/"
    schedule_expression = "rate(1 week)"
    source_name_filters = [for i in range(20) : join("", [for j in range(100) : "x"])]
  }

  expect_failures = [
    var.name_prefix,
    var.ami_name_template,
    var.tags,
    var.kms_key_id,
    var.lambda_runtime,
    var.schedule_expression,
    var.source_name_filters,
  ]
}

run "refused_fifth" {
  command = plan

  variables {
    name_prefix         = "with space"
    ami_name_template   = join("", [for i in range(129) : "x"])
    tags                = { join("", [for i in range(128) : "k"]) = "v" }
    kms_key_id          = "arn:aws:kms:us-east-1:12345:key/11111111-2222-3333-4444-555555555555"
    schedule_expression = ""
  }

  expect_failures = [
    var.name_prefix,
    var.ami_name_template,
    var.tags,
    var.kms_key_id,
    var.schedule_expression,
  ]
}

run "refused_sixth" {
  command = plan

  variables {
    tags                    = { SourceAMI = "ami-1" }
    schedule_expression     = "rate(1 hours)"
    credential_kms_key_arns = [for i in range(11) : "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-${format("%012d", i)}"]
  }

  expect_failures = [
    var.tags,
    var.schedule_expression,
    var.credential_kms_key_arns,
  ]
}

run "refused_seventh" {
  command = plan

  variables {
    tags                = { SourceAMIUUID = "1" }
    schedule_expression = "rate(12 hour)"
  }

  expect_failures = [
    var.tags,
    var.schedule_expression,
  ]
}

run "refused_eighth" {
  command = plan

  variables {
    tags                = { CopiedBy = "me" }
    schedule_expression = "cron(0 12 * * * *)"
  }

  expect_failures = [
    var.tags,
    var.schedule_expression,
  ]
}

run "refused_ninth" {
  command = plan

  variables {
    tags = { CopyDate = "today" }
  }

  expect_failures = [
    var.tags,
  ]
}

run "refused_tenth" {
  command = plan

  variables {
    tags = { "cost$center" = "1" }
  }

  expect_failures = [
    var.tags,
  ]
}

run "refused_eleventh" {
  command = plan

  variables {
    tags = { Share = "50%" }
  }

  expect_failures = [
    var.tags,
  ]
}

run "refused_twelfth" {
  command = plan

  variables {
    tags = { Team = "a", team = "b" }
  }

  expect_failures = [
    var.tags,
  ]
}

run "refused_thirteenth" {
  command = plan

  variables {
    tags = { name = "x" }
  }

  expect_failures = [
    var.tags,
  ]
}

run "accepted_at_the_lower_limits" {
  command = plan

  variables {
    name_prefix            = "a"
    ami_name_template      = "abc"
    ami_name_tag_template  = "x"
    status_check_wait_time = 60
    lambda_memory_size     = 128
    log_retention_days     = 0
    schedule_expression    = "rate(1 minute)"
    source_name_filters    = ["?"]
    source_architectures   = ["x86_64"]
    max_concurrent_copies  = 1
    copy_timeout_hours     = 1
    gp3_iops               = 3000
    gp3_throughput         = 125
    lambda_runtime         = "nodejs22.x"
  }
}

run "accepted_at_the_upper_limits" {
  command = plan

  variables {
    name_prefix            = "a2345678901234567890123456789012345678"
    ami_name_template      = join("", [for i in range(128) : "x"])
    ami_name_tag_template  = join("", [for i in range(256) : "x"])
    tags                   = { for i in range(35) : format("%0127d", i) => join("", [for j in range(256) : "v"]) }
    status_check_wait_time = 3600
    lambda_memory_size     = 10240
    log_retention_days     = 3653
    source_owner_ids       = [for i in range(20) : format("%012d", i)]
    source_name_filters    = [for i in range(20) : join("", [for j in range(90) : "x"])]
    source_architectures   = ["x86_64", "arm64", "i386", "x86_64_mac", "arm64_mac"]
    max_concurrent_copies  = 100
    copy_timeout_hours     = 24
    gp3_iops               = 80000
    gp3_throughput         = 2000
  }
}

run "accepted_keys_at_the_upper_limit" {
  command = plan

  variables {
    enable_redhat_api                        = true
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_name = "y"
    credential_kms_key_arns                  = [for i in range(10) : "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-${format("%012d", i)}"]
  }
}

run "accepted_in_other_forms" {
  command = plan

  variables {
    ami_name_template        = "rhel 9/(x)[y].z'@_{source_name}-{uuid}-{date}-{timestamp}"
    ami_name_tag_template    = "{distribution} {source_name} {uuid} {date} {timestamp}"
    kms_key_id               = "mrk-11111111222233334444555555555555"
    schedule_expression      = "cron(0/15 8-18 ? * MON-FRI *)"
    log_retention_days       = 1096
    source_region            = "us-gov-west-1"
    tags                     = { "Größe" = "2 TB", "team:cost/center" = "a_b+c=d@e.f-g", Name = "copier", Empty = "" }
    source_name_filters      = ["composer-api-*", "rhel?-*"]
    permissions_boundary_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
  }
}

run "accepted_regions_and_schedules" {
  command = plan

  variables {
    source_region       = "eusc-de-east-1"
    schedule_expression = "rate(90 minutes)"
  }
}

run "accepted_cron_of_a_day_of_the_month" {
  command = plan

  variables {
    source_region       = "us-iso-west-1"
    schedule_expression = "cron(15 10 L * ? *)"
  }
}

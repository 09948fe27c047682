# Each rule of a single input. Each run refuses one more wrong value of every input: each of them must fail by itself.

variables {
  subnet_ids = ["subnet-0a1b2c3d"]
}

run "refused_first" {
  command = plan

  variables {
    name_prefix                  = "a"
    templates                    = { Capital = "name: x" }
    existing_bucket_name         = "Bucket"
    bucket_kms_key_arn           = "alias/x"
    build_log_days               = 0
    tags                         = { AmiBuilder = "x" }
    schedule_expression          = "every day"
    subnet_ids                   = ["vpc-0a1b2c3d"]
    security_group_ids           = ["group"]
    regional                     = { "Ireland" = {} }
    instance_types               = { sparc = ["t3.medium"] }
    volume_size_gb               = 0
    instance_profile_name        = "path/name"
    builder_policy_arns          = ["policy"]
    base_owner_ids               = []
    max_concurrent_builds        = 0
    build_timeout_hours          = 0
    image_timeout_minutes        = 9
    copy_timeout_hours           = 0
    max_image_age_days           = -1
    kms_key_id                   = "nonsense"
    imds_support                 = "v1.0"
    hygiene                      = ["passwords"]
    image_name_template          = "{template}-{version}"
    parameter_prefix             = "golden"
    channels                     = ["latest"]
    share_with_account_ids       = ["123"]
    share_with_organization_arns = ["o-a1b2c3d4e5"]
    share_with_ou_arns           = ["ou-ab12-11111111"]
    deprecate_after_days         = 0
    managed_by                   = ""
    version_tag_key              = "aws:version"
    variant_tag_key              = "Name"
    version_format               = "semver"
    capture_name_template        = "{prefix}-{id}-{template}"
    capture_tag_key              = ""
    capture_tag_value            = "a,b"
    auto_capture_readiness       = { url = "ftp://{private_ip}/" }
    capture_regions              = ["Ireland"]
    capture_delay_seconds        = 3601
    probe_subnet_ids             = ["x"]
    probe_security_group_ids     = ["x"]
    readiness_hosts              = ["https://example.com"]
    cleanup_schedule_expression  = "rate(0 hours)"
    retention_keep_newest        = 0
    retention_min_age_days       = -1
    retention_disable_days       = 3651
    retention_unused_days        = 1.5
    lambda_memory_size           = 127
    lambda_runtime               = "nodejs20.x"
    lambda_architecture          = "arm"
    log_retention_days           = 2
    log_kms_key_arn              = "alias/logs"
    permissions_boundary_arn     = "boundary"
    iam_role_path                = "automation"
    notification_topic_arn       = "topic"
    notification_emails          = ["nobody"]
    alarm_hours_without_success  = 1
  }

  expect_failures = [
    var.name_prefix, var.templates, var.existing_bucket_name, var.bucket_kms_key_arn, var.build_log_days, var.tags, var.schedule_expression,
    var.subnet_ids, var.security_group_ids, var.regional, var.instance_types, var.volume_size_gb, var.instance_profile_name,
    var.builder_policy_arns, var.base_owner_ids, var.max_concurrent_builds, var.build_timeout_hours, var.image_timeout_minutes,
    var.copy_timeout_hours, var.max_image_age_days, var.kms_key_id, var.imds_support, var.hygiene, var.image_name_template,
    var.parameter_prefix, var.channels, var.share_with_account_ids, var.share_with_organization_arns, var.share_with_ou_arns,
    var.deprecate_after_days, var.managed_by, var.version_tag_key, var.variant_tag_key, var.version_format, var.capture_name_template,
    var.capture_tag_key, var.capture_tag_value, var.auto_capture_readiness, var.capture_regions, var.capture_delay_seconds,
    var.probe_subnet_ids, var.probe_security_group_ids, var.readiness_hosts, var.cleanup_schedule_expression, var.retention_keep_newest,
    var.retention_min_age_days, var.retention_disable_days, var.retention_unused_days, var.lambda_memory_size, var.lambda_runtime,
    var.lambda_architecture, var.log_retention_days, var.log_kms_key_arn, var.permissions_boundary_arn, var.iam_role_path,
    var.notification_topic_arn, var.notification_emails, var.alarm_hours_without_success,
  ]
}

run "refused_second" {
  command = plan

  variables {
    name_prefix            = "ssm-images"
    templates              = { captures = "name: x\nbase_ami: { source: debian-12 }" }
    existing_bucket_name   = "a"
    build_log_days         = 3651
    tags                   = { for i in range(31) : "Tag${i}" => "x" }
    subnet_ids             = [for i in range(17) : "subnet-0a1b2c3d"]
    security_group_ids     = [for i in range(6) : "sg-0a1b2c3d"]
    regional               = { "eu-west-1" = { subnet_ids = ["subnet-0a1b2c3d"] } }
    instance_types         = { arm64 = [] }
    volume_size_gb         = 16385
    builder_policy_arns    = [for i in range(11) : "arn:aws:iam::123456789012:policy/p${i}"]
    base_owner_ids         = ["redhat"]
    max_concurrent_builds  = 41
    build_timeout_hours    = 25
    image_timeout_minutes  = 721
    copy_timeout_hours     = 25
    max_image_age_days     = 366
    imds_support           = ""
    image_name_template    = "{id}:"
    parameter_prefix       = "/SSM/golden"
    channels               = ["stable", "stable"]
    deprecate_after_days   = 3651
    version_tag_key        = "AmiBuilderVersion"
    capture_name_template  = "id"
    auto_capture_readiness = { url = "https://{private_ip}/", interval_seconds = 5, timeout_seconds = 3601 }
    capture_regions        = ["eu-west-1", "eu-west-1"]
    iam_role_path          = "/with space/"
  }

  expect_failures = [
    var.name_prefix, var.templates, var.existing_bucket_name, var.build_log_days, var.tags, var.subnet_ids, var.security_group_ids, var.regional,
    var.instance_types, var.volume_size_gb, var.builder_policy_arns, var.base_owner_ids, var.max_concurrent_builds, var.build_timeout_hours,
    var.image_timeout_minutes, var.copy_timeout_hours, var.max_image_age_days, var.imds_support, var.image_name_template,
    var.parameter_prefix, var.channels, var.deprecate_after_days, var.version_tag_key, var.capture_name_template,
    var.auto_capture_readiness, var.capture_regions, var.iam_role_path,
  ]
}

run "refused_third" {
  command = plan

  variables {
    name_prefix            = "Golden"
    tags                   = { AmiBuilderOwner = "x" }
    regional               = { "eu-west-1" = { kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" } }
    instance_types         = { x86_64 = ["t3"] }
    image_name_template    = "{id}-{date}"
    parameter_prefix       = "/a/"
    channels               = ["Stable"]
    auto_capture_readiness = { url = "https://{private_ip}/", via = "ssh" }
  }

  expect_failures = [
    var.name_prefix, var.tags, var.regional, var.instance_types, var.image_name_template, var.parameter_prefix, var.channels,
    var.auto_capture_readiness,
  ]
}

run "refused_fourth" {
  command = plan

  variables {
    regional               = { "eu-west-1" = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-0a1b2c3d"] } }
    instance_types         = { x86_64 = [for i in range(11) : "t3.medium"] }
    auto_capture_readiness = { url = "https://{private_ip}/", status = [] }
  }

  expect_failures = [var.regional, var.instance_types, var.auto_capture_readiness]
}

run "refused_fifth" {
  command = plan

  variables {
    regional               = { "eu-west-1" = { kms_key_id = "key" } }
    auto_capture_readiness = { url = "https://{private_ip}/", contains = [""] }
  }

  expect_failures = [var.regional, var.auto_capture_readiness]
}

run "refused_sixth" {
  command = plan

  variables {
    auto_capture_readiness = { url = "https://{private_ip}/", successes = 0 }
  }

  expect_failures = [var.auto_capture_readiness]
}

run "accepted_at_the_limits" {
  command = plan

  variables {
    name_prefix            = "a2345678901234567890123456789012"
    existing_bucket_name   = "my-org.builds"
    bucket_kms_key_arn     = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    build_log_days         = 3650
    tags                   = { for i in range(30) : "Tag${i}" => "x" }
    schedule_expression    = "rate(7 days)"
    subnet_ids             = [for i in range(16) : "subnet-0a1b2c3d"]
    security_group_ids     = [for i in range(5) : "sg-0a1b2c3d4e5f60718"]
    instance_types         = { arm64 = ["m7g.large"] }
    volume_size_gb         = 16384
    builder_policy_arns    = [for i in range(10) : "arn:aws:iam::aws:policy/p${i}"]
    base_owner_ids         = ["self", "aws-marketplace", "123456789012"]
    max_concurrent_builds  = 40
    build_timeout_hours    = 24
    image_timeout_minutes  = 720
    copy_timeout_hours     = 24
    max_image_age_days     = 365
    imds_support           = null
    hygiene                = []
    image_name_template    = "{prefix}/{template} {version} ({architecture}) {id}"
    capture_name_template  = "kamiwaza-golden-{version}-{id}"
    parameter_prefix       = "/my-org/Images_1"
    channels               = []
    deprecate_after_days   = 3650
    version_format         = "v"
    auto_capture           = true
    capture_delay_seconds  = 3600
    readiness_hosts        = ["login.example.com", "10.0.0.1"]
    retention_keep_newest  = 1
    retention_min_age_days = 0
    iam_role_path          = "/automation/images/"
    auto_capture_readiness = {
      url              = "https://login.example.com:8443/health?x=1"
      status           = [200, 204]
      contains         = ["kamiwaza", "login"]
      interval_seconds = 5
      timeout_seconds  = 3600
      via              = "instance"
    }
  }

  assert {
    condition     = length(aws_lambda_function.publisher.function_name) <= 64 && length(aws_iam_role.eventbridge.name) <= 64
    error_message = "the longest names fit"
  }

  assert {
    condition     = jsondecode(local.settings).imds_support == null && length(jsondecode(local.settings).hygiene) == 0
    error_message = "null and empty mean what they say"
  }

  assert {
    condition     = jsondecode(local.settings).instance_types == { arm64 = ["m7g.large"], x86_64 = ["t3.medium", "t3a.medium", "m6i.large"] }
    error_message = "an architecture that is left out has its default"
  }
}

run "null_means_the_default" {
  variables {
    name_prefix      = null
    tags             = null
    templates        = null
    regional         = null
    hygiene          = null
    parameter_prefix = null
    channels         = null
    kms_key_id       = null
    iam_role_path    = null
  }

  assert {
    condition     = output.state_machine_name == "golden-ami-builder" && length(output.parameter_names) == 0 && jsondecode(local.settings).parameter_prefix == "/golden"
    error_message = "an input that is null takes its default"
  }
}

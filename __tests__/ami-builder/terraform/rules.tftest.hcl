# Rules across inputs are preconditions of the planner's role. Here Terraform itself refuses; rules.test.ts tries each of them.

variables {
  subnet_ids = ["subnet-0a1b2c3d"]
}

run "refused" {
  command = plan

  variables {
    subnet_ids          = []
    regional            = { "us-east-1" = {} }
    probe_subnet_ids    = ["subnet-0a1b2c3d"]
    auto_capture_verify = true
    notification_emails = ["ops@example.com"]
  }

  expect_failures = [aws_iam_role.planner]
}

run "accepted" {
  command = apply

  variables {
    subnet_ids                   = []
    associate_public_ip_address  = true
    kms_key_id                   = "alias/images"
    share_with_account_ids       = [for i in range(999) : format("%012d", i)]
    share_with_organization_arns = ["arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5"]
    probe_subnet_ids             = ["subnet-0a1b2c3d"]
    probe_security_group_ids     = ["sg-0a1b2c3d"]
    capture_regions              = ["eu-west-1"]
    auto_capture_verify          = true
    auto_capture_readiness       = { url = "https://{private_ip}/" }
    create_notification_topic    = true
    notification_emails          = ["ops@example.com"]
    alarms_enabled               = true
    bucket_kms_key_arn           = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    tracing_enabled              = true
    adopt_existing               = true

    regional = {
      for region in ["eu-west-1", "eu-central-1", "ap-southeast-1", "us-west-2"] : region => {
        kms_key_id         = "alias/images"
        subnet_ids         = ["subnet-0a1b2c3d"]
        security_group_ids = ["sg-0a1b2c3d"]
      }
    }
  }

  assert {
    condition     = length(aws_sfn_state_machine.ami_builder.definition) < 1048576
    error_message = "the definition fits into a megabyte with a thousand shares"
  }

  assert {
    condition     = length(data.aws_subnet.builders) == 0 && output.alarm_arns.no_success != null && output.notification_topic_arn != null
    error_message = "outputs"
  }
}

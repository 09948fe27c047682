# What the rules refuse, and what is made of the kinds.
variables {
  kinds = {
    golden = { keep_days = 30, archive_exports_days = 30 }
    test   = { keep_days = 2, keep_newest = 0, keep_exports_days = 7 }
  }
}

run "no_kinds" {
  command = plan

  variables {
    kinds = {}
  }

  expect_failures = [var.kinds]
}

run "a_name_that_is_no_folder" {
  command = plan

  variables {
    kinds = { "Golden images" = { keep_days = 30 } }
  }

  expect_failures = [var.kinds]
}

run "half_a_day" {
  command = plan

  variables {
    kinds = { golden = { keep_days = 0.5 } }
  }

  expect_failures = [var.kinds]
}

run "archived_when_it_is_gone" {
  command = plan

  variables {
    kinds = { golden = { keep_days = 30, archive_exports_days = 7, keep_exports_days = 7 } }
  }

  expect_failures = [var.kinds]
}

run "subnets_without_security_groups" {
  command = plan

  variables {
    vpc_subnet_ids = ["subnet-0123456789abcdef0"]
  }

  expect_failures = [aws_iam_role.sweeper]
}

run "a_rule_and_a_folder_for_each_kind" {
  command = apply

  assert {
    condition = [for rule in aws_s3_bucket_lifecycle_configuration.exports.rule : [rule.id, rule.expiration[0].days, length(rule.transition)]] == [
      ["golden", 365, 1],
      ["test", 7, 0],
    ]
    error_message = "lifecycle rules"
  }

  assert {
    condition     = output.export_folders == { golden = "golden/", test = "test/" }
    error_message = "folders"
  }

  assert {
    condition     = length(aws_lambda_function.sweeper.vpc_config) == 0
    error_message = "no network unless it is given"
  }
}

run "a_network" {
  command = plan

  variables {
    vpc_subnet_ids         = ["subnet-0123456789abcdef0"]
    vpc_security_group_ids = ["sg-0123456789abcdef0"]
  }

  assert {
    condition     = aws_lambda_function.sweeper.vpc_config[0].subnet_ids == toset(["subnet-0123456789abcdef0"])
    error_message = "subnets"
  }
}

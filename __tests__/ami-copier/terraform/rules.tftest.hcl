# Each rule across inputs, refused.

run "secret_by_arn_and_name" {
  command = plan

  variables {
    enable_redhat_api           = true
    redhat_credential_store     = "secretsmanager"
    existing_redhat_secret_arn  = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf"
    existing_redhat_secret_name = "x"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "client_id_by_arn_and_name" {
  command = plan

  variables {
    enable_redhat_api                        = true
    existing_redhat_client_id_param_arn      = "arn:aws:ssm:us-east-1:123456789012:parameter/x"
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_name = "y"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "client_secret_by_arn_and_name" {
  command = plan

  variables {
    enable_redhat_api                        = true
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_arn  = "arn:aws:ssm:us-east-1:123456789012:parameter/y"
    existing_redhat_client_secret_param_name = "y"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "only_one_existing_parameter" {
  command = plan

  variables {
    enable_redhat_api                    = true
    existing_redhat_client_id_param_name = "x"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "api_without_credentials" {
  command = plan

  variables {
    enable_redhat_api = true
  }

  expect_failures = [aws_iam_role.lambda]
}

run "only_a_client_id" {
  command = plan

  variables {
    enable_redhat_api = true
    redhat_client_id  = "id"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "inline_and_existing" {
  command = plan

  variables {
    enable_redhat_api                        = true
    redhat_client_id                         = "id"
    redhat_client_secret                     = "secret"
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_name = "y"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "existing_secret_with_ssm" {
  command = plan

  variables {
    enable_redhat_api           = true
    existing_redhat_secret_name = "x"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "existing_parameters_with_secretsmanager" {
  command = plan

  variables {
    enable_redhat_api                        = true
    redhat_credential_store                  = "secretsmanager"
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_name = "y"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "existing_without_api" {
  command = plan

  variables {
    redhat_credential_store     = "secretsmanager"
    existing_redhat_secret_name = "x"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "offline_token_with_ssm" {
  command = plan

  variables {
    enable_redhat_api    = true
    redhat_offline_token = "token"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "key_of_another_region" {
  command = plan

  variables {
    kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "alias_of_another_region" {
  command = plan

  variables {
    kms_key_id = "arn:aws:kms:eu-west-1:123456789012:alias/images"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "only_a_client_secret" {
  command = plan

  variables {
    enable_redhat_api       = true
    redhat_credential_store = "secretsmanager"
    redhat_client_secret    = "secret"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "token_and_existing" {
  command = plan

  variables {
    enable_redhat_api           = true
    redhat_credential_store     = "secretsmanager"
    redhat_offline_token        = "token"
    existing_redhat_secret_name = "x"
  }

  expect_failures = [aws_iam_role.lambda]
}

# gp3
run "throughput_without_iops" {
  command = plan

  variables {
    gp3_throughput = 1000
  }

  expect_failures = [aws_iam_role.lambda]
}

run "environment_too_long" {
  command = plan

  variables {
    ami_name_tag_template                    = join("", [for i in range(256) : "x"])
    source_name_filters                      = [for i in range(15) : join("", [for j in range(120) : "x"])]
    enable_redhat_api                        = true
    existing_redhat_client_id_param_name     = join("", [for i in range(1000) : "x"])
    existing_redhat_client_secret_param_name = join("", [for i in range(1000) : "y"])
  }

  expect_failures = [aws_iam_role.lambda]
}

# an ARN of another Region: the functions could not use it
run "existing_client_id_of_another_region" {
  command = plan

  variables {
    enable_redhat_api                       = true
    existing_redhat_client_id_param_arn     = "arn:aws:ssm:eu-west-1:123456789012:parameter/x"
    existing_redhat_client_secret_param_arn = "arn:aws:ssm:us-east-1:123456789012:parameter/y"
  }

  expect_failures = [aws_iam_role.lambda]
}

# an ARN of another Region: the functions could not use it
run "existing_client_secret_of_another_region" {
  command = plan

  variables {
    enable_redhat_api                       = true
    existing_redhat_client_id_param_arn     = "arn:aws:ssm:us-east-1:123456789012:parameter/x"
    existing_redhat_client_secret_param_arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/y"
  }

  expect_failures = [aws_iam_role.lambda]
}

# an ARN of another Region: the functions could not use it
run "existing_secret_of_another_region" {
  command = plan

  variables {
    enable_redhat_api          = true
    redhat_credential_store    = "secretsmanager"
    existing_redhat_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf"
  }

  expect_failures = [aws_iam_role.lambda]
}

# an ARN of another Region: the functions could not use it
run "credential_key_of_another_region" {
  command = plan

  variables {
    enable_redhat_api                        = true
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_name = "y"
    credential_kms_key_arns                  = ["arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
  }

  expect_failures = [aws_iam_role.lambda]
}

# CloudWatch Logs takes keys of its own Region only
run "log_key_of_another_region" {
  command = plan

  variables {
    log_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  expect_failures = [aws_iam_role.lambda]
}

# credentials that nothing would use
run "service_account_without_api" {
  command = plan

  variables {
    redhat_client_id     = "id"
    redhat_client_secret = "secret"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "client_id_without_api" {
  command = plan

  variables {
    redhat_client_id = "id"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "client_secret_without_api" {
  command = plan

  variables {
    redhat_client_secret = "secret"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "offline_token_without_api" {
  command = plan

  variables {
    redhat_credential_store = "secretsmanager"
    redhat_offline_token    = "token"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "parameters_without_api" {
  command = plan

  variables {
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_name = "y"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "keys_without_api" {
  command = plan

  variables {
    credential_kms_key_arns = ["arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
  }

  expect_failures = [aws_iam_role.lambda]
}

run "keys_of_what_the_module_keeps" {
  command = plan

  variables {
    enable_redhat_api       = true
    redhat_client_id        = "id"
    redhat_client_secret    = "secret"
    credential_kms_key_arns = ["arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
  }

  expect_failures = [aws_iam_role.lambda]
}

run "client_id_beside_a_token" {
  command = plan

  variables {
    enable_redhat_api       = true
    redhat_credential_store = "secretsmanager"
    redhat_client_id        = "id"
    redhat_offline_token    = "token"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "client_secret_beside_an_existing_secret" {
  command = plan

  variables {
    enable_redhat_api           = true
    redhat_credential_store     = "secretsmanager"
    redhat_client_secret        = "secret"
    existing_redhat_secret_name = "x"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "secret_and_parameters" {
  command = plan

  variables {
    enable_redhat_api                        = true
    redhat_credential_store                  = "secretsmanager"
    existing_redhat_secret_name              = "x"
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_name = "y"
  }

  expect_failures = [aws_iam_role.lambda]
}

# Secrets Manager's own key does not serve other accounts
run "another_accounts_secret_without_its_key" {
  command = plan

  variables {
    enable_redhat_api          = true
    redhat_credential_store    = "secretsmanager"
    existing_redhat_secret_arn = "arn:aws:secretsmanager:us-east-1:999988887777:secret:x-AbCdEf"
  }

  expect_failures = [aws_iam_role.lambda]
}

# SSM refuses parameters with such names
run "prefix_of_aws" {
  command = plan

  variables {
    name_prefix          = "aws-gold"
    enable_redhat_api    = true
    redhat_client_id     = "id"
    redhat_client_secret = "secret"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "prefix_of_aws_in_capitals" {
  command = plan

  variables {
    name_prefix          = "AWSgold"
    enable_redhat_api    = true
    redhat_client_id     = "id"
    redhat_client_secret = "secret"
  }

  expect_failures = [aws_iam_role.lambda]
}

run "prefix_of_ssm" {
  command = plan

  variables {
    name_prefix          = "ssm"
    enable_redhat_api    = true
    redhat_client_id     = "id"
    redhat_client_secret = "secret"
  }

  expect_failures = [aws_iam_role.lambda]
}

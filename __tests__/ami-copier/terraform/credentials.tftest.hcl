run "inline_credentials_in_ssm" {
  command = apply

  variables {
    enable_redhat_api    = true
    redhat_client_id     = "id"
    redhat_client_secret = "secret"
  }

  assert {
    condition     = aws_ssm_parameter.redhat_client_id[0].name == "/rhel/redhat/client-id" && aws_ssm_parameter.redhat_client_secret[0].name == "/rhel/redhat/client-secret" && aws_ssm_parameter.redhat_client_id[0].type == "SecureString"
    error_message = "parameters"
  }

  assert {
    condition = {
      for name, value in aws_lambda_function.initiator.environment[0].variables : name => value
      if contains(["REDHAT_CREDENTIAL_STORE", "CLIENT_ID_PARAM", "CLIENT_SECRET_PARAM", "REDHAT_SECRET_NAME"], name)
      } == {
      REDHAT_CREDENTIAL_STORE = "ssm"
      CLIENT_ID_PARAM         = "/rhel/redhat/client-id"
      CLIENT_SECRET_PARAM     = "/rhel/redhat/client-secret"
    }
    error_message = "environment"
  }

  assert {
    condition     = output.redhat_api_secret_arn == null && keys(output.redhat_ssm_parameter_arns) == ["client_id", "client_secret"]
    error_message = "outputs"
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource if s.Sid == "ReadCredentialParameters"][0] == [aws_ssm_parameter.redhat_client_id[0].arn, aws_ssm_parameter.redhat_client_secret[0].arn]
    error_message = "only the two parameters"
  }

  assert {
    condition     = !contains(jsondecode(aws_iam_role_policy.lambda.policy).Statement[*].Sid, "DecryptCredentials") && !contains(jsondecode(aws_iam_role_policy.lambda.policy).Statement[*].Sid, "ReadCredentialSecret")
    error_message = "nothing else is allowed for them"
  }
}

run "inline_credentials_in_secrets_manager" {
  command = apply

  variables {
    enable_redhat_api       = true
    redhat_credential_store = "secretsmanager"
    redhat_client_id        = "id"
    redhat_client_secret    = "secret"
  }

  assert {
    condition     = aws_secretsmanager_secret.redhat_api[0].name == "rhel-redhat-api-credentials" && aws_secretsmanager_secret.redhat_api[0].recovery_window_in_days == 0
    error_message = "the secret"
  }

  assert {
    condition     = nonsensitive(jsondecode(aws_secretsmanager_secret_version.redhat_api[0].secret_string)) == { client_id = "id", client_secret = "secret" }
    error_message = "its value"
  }

  assert {
    condition     = aws_lambda_function.initiator.environment[0].variables["REDHAT_SECRET_NAME"] == "rhel-redhat-api-credentials" && output.redhat_ssm_parameter_arns == null && output.redhat_api_secret_arn == aws_secretsmanager_secret.redhat_api[0].arn
    error_message = "the secret goes to the environment and to the outputs"
  }
}

run "an_offline_token_wins" {
  command = apply

  variables {
    enable_redhat_api       = true
    redhat_credential_store = "secretsmanager"
    redhat_client_id        = "id"
    redhat_client_secret    = "secret"
    redhat_offline_token    = "token"
  }

  assert {
    condition     = nonsensitive(jsondecode(aws_secretsmanager_secret_version.redhat_api[0].secret_string)) == { offline_token = "token" }
    error_message = "the token wins"
  }
}

run "an_offline_token_alone" {
  command = apply

  variables {
    enable_redhat_api       = true
    redhat_credential_store = "secretsmanager"
    redhat_offline_token    = "token"
  }

  assert {
    condition     = nonsensitive(jsondecode(aws_secretsmanager_secret_version.redhat_api[0].secret_string)) == { offline_token = "token" }
    error_message = "the token is enough"
  }
}

run "a_token_beside_a_service_account_in_ssm" {
  command = apply

  variables {
    enable_redhat_api    = true
    redhat_client_id     = "id"
    redhat_client_secret = "secret"
    redhat_offline_token = "token"
  }

  assert {
    condition     = nonsensitive([aws_ssm_parameter.redhat_client_id[0].value, aws_ssm_parameter.redhat_client_secret[0].value]) == ["id", "secret"] && length(aws_secretsmanager_secret.redhat_api) == 0
    error_message = "the service account is stored"
  }
}

run "existing_parameters_by_name" {
  command = apply

  variables {
    enable_redhat_api                        = true
    existing_redhat_client_id_param_name     = "/my-org/client-id"
    existing_redhat_client_secret_param_name = "flat-secret"
    credential_kms_key_arns                  = ["arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
  }

  assert {
    condition = output.redhat_ssm_parameter_arns == {
      client_id     = "arn:aws:ssm:us-east-1:123456789012:parameter/my-org/client-id"
      client_secret = "arn:aws:ssm:us-east-1:123456789012:parameter/flat-secret"
    }
    error_message = "ARNs are made from names, without reading anything"
  }

  assert {
    condition     = length(aws_ssm_parameter.redhat_client_id) == 0 && length(aws_ssm_parameter.redhat_client_secret) == 0 && output.redhat_api_secret_arn == null
    error_message = "nothing is created"
  }

  assert {
    condition     = aws_lambda_function.initiator.environment[0].variables["CLIENT_ID_PARAM"] == "/my-org/client-id" && aws_lambda_function.initiator.environment[0].variables["CLIENT_SECRET_PARAM"] == "flat-secret"
    error_message = "the names are passed on"
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource if s.Sid == "ReadCredentialParameters"] == [values(output.redhat_ssm_parameter_arns)]
    error_message = "only the two parameters"
  }

  assert {
    condition = [
      for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : [s.Action, s.Resource, s.Condition.StringEquals["kms:ViaService"]]
      if s.Sid == "DecryptCredentials"
      ] == [
      [["kms:Decrypt"], [var.credential_kms_key_arns[0]], ["ssm.us-east-1.amazonaws.com", "secretsmanager.us-east-1.amazonaws.com"]],
    ]
    error_message = "the key of the parameters, through the two stores only"
  }
}

run "existing_parameters_by_arn" {
  variables {
    enable_redhat_api                       = true
    existing_redhat_client_id_param_arn     = "arn:aws:ssm:us-east-1:123456789012:parameter/client-id"
    existing_redhat_client_secret_param_arn = "arn:aws:ssm:us-east-1:123456789012:parameter/my-org/client-secret"
  }

  assert {
    condition     = aws_lambda_function.initiator.environment[0].variables["CLIENT_ID_PARAM"] == var.existing_redhat_client_id_param_arn && output.redhat_ssm_parameter_arns.client_secret == var.existing_redhat_client_secret_param_arn
    error_message = "an ARN is used as it is"
  }
}

run "one_existing_parameter_by_arn_and_one_by_name" {
  command = plan

  variables {
    enable_redhat_api                        = true
    existing_redhat_client_id_param_arn      = "arn:aws:ssm:us-east-1:123456789012:parameter/client-id"
    existing_redhat_client_secret_param_name = "client-secret"
  }

  assert {
    condition     = values(output.redhat_ssm_parameter_arns) == ["arn:aws:ssm:us-east-1:123456789012:parameter/client-id", "arn:aws:ssm:us-east-1:123456789012:parameter/client-secret"]
    error_message = "each in its own way"
  }
}

run "existing_secret_by_name" {
  command = apply

  variables {
    enable_redhat_api           = true
    redhat_credential_store     = "secretsmanager"
    existing_redhat_secret_name = "my-org/redhat"
  }

  assert {
    condition     = length(aws_secretsmanager_secret.redhat_api) == 0 && aws_lambda_function.initiator.environment[0].variables["REDHAT_SECRET_NAME"] == "my-org/redhat"
    error_message = "the existing secret, by its name"
  }

  assert {
    condition     = output.redhat_api_secret_arn == "arn:aws:secretsmanager:us-east-1:123456789012:secret:my-org/redhat-??????" && [for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource if s.Sid == "ReadCredentialSecret"] == [output.redhat_api_secret_arn]
    error_message = "the secret of that name, whatever the characters that AWS adds"
  }
}

run "existing_secret_by_arn" {
  command = apply

  variables {
    enable_redhat_api          = true
    redhat_credential_store    = "secretsmanager"
    existing_redhat_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:my-org/redhat-AbCdEf"
  }

  assert {
    condition     = aws_lambda_function.initiator.environment[0].variables["REDHAT_SECRET_NAME"] == var.existing_redhat_secret_arn
    error_message = "the ARN: a name would be looked for in the function's own account"
  }

  assert {
    condition     = output.redhat_api_secret_arn == var.existing_redhat_secret_arn && [for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource if s.Sid == "ReadCredentialSecret"] == [var.existing_redhat_secret_arn]
    error_message = "that secret alone"
  }

  assert {
    condition     = length(aws_secretsmanager_secret_version.redhat_api) == 0 && !contains(jsondecode(aws_iam_role_policy.lambda.policy).Statement[*].Sid, "ReadCredentialParameters")
    error_message = "nothing is created"
  }
}

run "existing_secret_by_the_beginning_of_its_arn" {
  command = plan

  variables {
    enable_redhat_api          = true
    redhat_credential_store    = "secretsmanager"
    existing_redhat_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:my-org/redhat"
  }

  assert {
    condition     = output.redhat_api_secret_arn == "arn:aws:secretsmanager:us-east-1:123456789012:secret:my-org/redhat-??????"
    error_message = "question marks for what is left out"
  }
}

run "another_accounts_secret" {
  command = apply

  variables {
    enable_redhat_api          = true
    redhat_credential_store    = "secretsmanager"
    existing_redhat_secret_arn = "arn:aws:secretsmanager:us-east-1:999988887777:secret:my-org/redhat-AbCdEf"
    credential_kms_key_arns    = ["arn:aws:kms:us-east-1:999988887777:key/11111111-2222-3333-4444-555555555555"]
  }

  assert {
    condition     = aws_lambda_function.initiator.environment[0].variables["REDHAT_SECRET_NAME"] == var.existing_redhat_secret_arn && flatten([for s in jsondecode(aws_iam_role_policy.lambda.policy).Statement : s.Resource if contains(["ReadCredentialSecret", "DecryptCredentials"], s.Sid)]) == [var.existing_redhat_secret_arn, var.credential_kms_key_arns[0]]
    error_message = "its ARN to the function, the secret and its key in the policy"
  }
}

run "a_prefix_that_ssm_keeps_to_itself_elsewhere" {
  command = plan

  variables {
    name_prefix             = "aws-gold"
    enable_redhat_api       = true
    redhat_credential_store = "secretsmanager"
    redhat_client_id        = "id"
    redhat_client_secret    = "secret"
  }

  assert {
    condition     = aws_secretsmanager_secret.redhat_api[0].name == "aws-gold-redhat-api-credentials"
    error_message = "Secrets Manager takes it"
  }
}

run "a_prefix_that_ssm_keeps_to_itself_without_credentials" {
  command = plan

  variables {
    name_prefix = "SSM_1"
  }

  assert {
    condition     = output.state_machine_name == "SSM_1-ami-copier"
    error_message = "no parameter bears it"
  }
}

run "a_prefix_that_ssm_keeps_to_itself_with_existing_parameters" {
  command = plan

  variables {
    name_prefix                              = "aws"
    enable_redhat_api                        = true
    existing_redhat_client_id_param_name     = "x"
    existing_redhat_client_secret_param_name = "y"
  }

  assert {
    condition     = length(aws_ssm_parameter.redhat_client_id) == 0
    error_message = "no parameter bears it"
  }
}

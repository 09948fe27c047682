# Two installations in two Regions: run in examples/multi-region.
run "each_is_in_its_region_and_they_share_no_name" {
  command = apply

  assert {
    condition     = startswith(module.ami_copier_virginia.state_machine_arn, "arn:aws:states:us-east-1:")
    error_message = "the Region of the first"
  }

  assert {
    condition     = startswith(module.ami_copier_ireland.state_machine_arn, "arn:aws:states:eu-west-1:")
    error_message = "the Region of the second"
  }

  # All names begin with the prefix, those of IAM roles too, which belong to the account and not to a Region.
  assert {
    condition     = module.ami_copier_virginia.state_machine_name != module.ami_copier_ireland.state_machine_name
    error_message = "names"
  }
}

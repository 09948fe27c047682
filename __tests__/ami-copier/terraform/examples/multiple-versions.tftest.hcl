# Two installations in one account: run in examples/multiple-versions.
run "two_installations_share_no_name" {
  command = apply

  assert {
    condition = length(setintersection(
      values(module.rhel_arm.cloudwatch_log_group_names),
      values(module.rhel_intel.cloudwatch_log_group_names),
    )) == 0
    error_message = "log groups"
  }

  assert {
    condition = length(toset([
      module.rhel_arm.state_machine_name, module.rhel_intel.state_machine_name,
      module.rhel_arm.eventbridge_rule_name, module.rhel_intel.eventbridge_rule_name,
      module.rhel_arm.initiator_lambda_name, module.rhel_intel.initiator_lambda_name,
    ])) == 6
    error_message = "state machines, rules and functions"
  }
}

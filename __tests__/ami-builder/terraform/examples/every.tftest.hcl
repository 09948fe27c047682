# Run in each example: what it gives the module passes every rule.
run "plans" {
  command = plan
}

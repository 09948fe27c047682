# Run in each example: what it gives the module passes every rule.
variables {
  redhat_client_id     = "id"
  redhat_client_secret = "secret"
}

run "plans" {
  command = plan
}

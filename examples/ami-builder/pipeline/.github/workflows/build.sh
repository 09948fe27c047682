#!/bin/bash
# Starts a run, waits for its end, prints its result, and fails with it.
#   TEMPLATES  keys with commas between them; empty for all that are due
#   FORCE      true: build although nothing has changed
set -euo pipefail

state_machine=$(terraform output -raw state_machine_arn)
input=$(jq --null-input --arg templates "${TEMPLATES:-}" --arg force "${FORCE:-false}" '
  ($templates | split(",") | map(gsub("^\\s+|\\s+$"; "")) | map(select(. != ""))) as $keys
  | (if $keys == [] then {} else {templates: $keys} end) + (if $force == "true" then {force: true} else {} end)')

execution=$(aws stepfunctions start-execution --state-machine-arn "$state_machine" --input "$input" --query executionArn --output text)
echo "Started $execution with $input"

status=RUNNING
while [ "$status" = RUNNING ]; do
  sleep "${POLL_SECONDS:-30}"
  status=$(aws stepfunctions describe-execution --execution-arn "$execution" --query status --output text)
done

if [ "$status" = SUCCEEDED ]; then
  aws stepfunctions describe-execution --execution-arn "$execution" --query output --output text | jq .
else
  echo "The run ended $status:"
  aws stepfunctions describe-execution --execution-arn "$execution" --query '[error, cause]' --output text
  exit 1
fi

import { imageSweeperVariables } from "../../variables/image-sweeper.ts";
import type { Account } from "../shared/account.ts";
import { hcl, hclAny } from "../shared/hcl.ts";
import type { ModuleContext } from "../shared/module.ts";
import { type NotificationInputs, notificationRules } from "../shared/notifications.ts";
import { references } from "../shared/references.ts";
import type { Precondition, Settings } from "../shared/settings.ts";

/** The module's inputs, by reference. */
export const input = references(imageSweeperVariables);

/** Name of the state machine, and beginning of all other names. */
export const applicationName = `${input.name_prefix}-image-sweeper`;

/** Whether the function is in a network of the user's. */
export const isInNetwork = hclAny`length(${input.vpc_subnet_ids}) > 0`;

/** What all parts of the module go by. */
export function moduleSettings(account: Account, { zipFolder }: ModuleContext): Settings {
  return {
    account,
    tags: input.tags,
    logRetentionDays: input.log_retention_days,
    logKmsKeyArn: input.log_kms_key_arn,
    permissionsBoundaryArn: input.permissions_boundary_arn,
    tracingEnabled: input.tracing_enabled,
    lambdaRuntime: input.lambda_runtime,
    lambdaArchitecture: input.lambda_architecture,
    lambdaMemorySize: input.lambda_memory_size,
    zipFolder,
  };
}

/** The inputs of the failure signal. */
export const notificationInputs: NotificationInputs = {
  topicArn: input.notification_topic_arn,
  createTopic: input.create_notification_topic,
  emails: input.notification_emails,
  notifySuccess: input.notify_success,
  alarmsEnabled: input.alarms_enabled,
  hoursWithoutSuccess: input.alarm_hours_without_success,
};

/**
 * Rules that look at several inputs.
 *
 * @param account where the module is
 */
export function inputRules(account: Account): readonly Precondition[] {
  return [
    {
      condition: hcl`${isInNetwork} == (length(${input.vpc_security_group_ids}) > 0)`,
      errorMessage: "Give both vpc_subnet_ids and vpc_security_group_ids, or none of them.",
    },
    ...notificationRules(notificationInputs, account),
  ];
}

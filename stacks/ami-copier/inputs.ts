import { amiCopierVariables } from "../../variables/ami-copier.ts";
import type { Account } from "../shared/account.ts";
import type { ModuleContext } from "../shared/module.ts";
import type { NotificationInputs } from "../shared/notifications.ts";
import { references } from "../shared/references.ts";
import type { Settings } from "../shared/settings.ts";

/** The module's inputs, by reference. */
export const input = references(amiCopierVariables);

/** Name of the state machine, and beginning of most other names: the original's. */
export const applicationName = `${input.name_prefix}-ami-copier`;

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

import type { IResolvable } from "cdktf";
import type { Account } from "./account.ts";
import type { ModuleContext } from "./module.ts";
import type { NotificationInputs } from "./notifications.ts";
import type { Settings } from "./settings.ts";

/** References to the inputs that modules have in common, under the names of `variables/common.ts`. */
export interface CommonInputs {
  readonly tags: Record<string, string>;
  readonly log_retention_days: number;
  readonly log_kms_key_arn: string;
  readonly permissions_boundary_arn: string;
  readonly iam_role_path?: string;
  readonly tracing_enabled: IResolvable;
  readonly lambda_runtime: string;
  readonly lambda_architecture: string;
  readonly lambda_memory_size: number;
}

/** References to the failure signal's inputs, under the names of `variables/common.ts`. */
export interface CommonNotificationInputs {
  readonly notification_topic_arn: string;
  readonly create_notification_topic: IResolvable;
  readonly notification_emails: string[];
  readonly notify_success: IResolvable;
  readonly alarms_enabled: IResolvable;
  readonly alarm_hours_without_success: number;
}

/**
 * What all parts of a module go by, for a module that has the common inputs under their common names. One that keeps other names makes its
 * {@link Settings} itself.
 *
 * @param input the module's inputs
 * @param account where the module is
 */
export function commonSettings(input: CommonInputs, account: Account, { zipFolder }: ModuleContext): Settings {
  return {
    account,
    tags: input.tags,
    logRetentionDays: input.log_retention_days,
    logKmsKeyArn: input.log_kms_key_arn,
    permissionsBoundaryArn: input.permissions_boundary_arn,
    ...(input.iam_role_path === undefined ? {} : { iamRolePath: input.iam_role_path }),
    tracingEnabled: input.tracing_enabled,
    lambdaRuntime: input.lambda_runtime,
    lambdaArchitecture: input.lambda_architecture,
    lambdaMemorySize: input.lambda_memory_size,
    zipFolder,
  };
}

/** The inputs of the failure signal, for a module that has them under their common names. */
export function commonNotificationInputs(input: CommonNotificationInputs): NotificationInputs {
  return {
    topicArn: input.notification_topic_arn,
    createTopic: input.create_notification_topic,
    emails: input.notification_emails,
    notifySuccess: input.notify_success,
    alarmsEnabled: input.alarms_enabled,
    hoursWithoutSuccess: input.alarm_hours_without_success,
  };
}

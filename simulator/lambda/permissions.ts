import { findText, textOf } from "../aws/resource-values.ts";
import type { EvaluatedModule } from "../terraform/evaluate.ts";

/**
 * Statements of the policy of a function: who may invoke it, by the module's permissions. A version or an alias has a policy of its own,
 * which the qualifier of a permission tells (AddPermission).
 *
 * @param functionArn as events name it, with or without a version or alias
 */
export function readPermissions(module: EvaluatedModule, functionArn: string, name: string): readonly unknown[] {
  const [arn, qualifier] = [functionArn.split(":").slice(0, 7).join(":"), functionArn.split(":")[7]];
  return module
    .resources("aws_lambda_permission")
    .filter((permission) => [arn, name].includes(textOf(permission, "function_name")))
    .filter((permission) => findText(permission.values, "qualifier") === qualifier)
    .map((permission) => {
      const sourceArn = findText(permission.values, "source_arn");
      const sourceAccount = findText(permission.values, "source_account");
      return {
        Effect: "Allow",
        Principal: { Service: textOf(permission, "principal") },
        Action: textOf(permission, "action"),
        Resource: functionArn,
        Condition: {
          ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
          ...(sourceAccount === undefined ? {} : { StringEquals: { "aws:SourceAccount": sourceAccount } }),
        },
      };
    });
}

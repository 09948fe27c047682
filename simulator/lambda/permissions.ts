import { findText, textOf } from "../aws/resource-values.ts";
import type { EvaluatedModule } from "../terraform/evaluate.ts";

/**
 * Statements of the policy of a function: who may invoke it, by the module's permissions.
 *
 * @param functionArn as events name it, without a version
 */
export function readPermissions(module: EvaluatedModule, functionArn: string, name: string): readonly unknown[] {
  return module
    .resources("aws_lambda_permission")
    .filter((permission) => [functionArn, name].includes(textOf(permission, "function_name")))
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

import { AwsError } from "../../core/aws-error.ts";
import { isCallerAllowed, type ResourceStatement } from "../../core/iam/policy.ts";
import { jsonProtocol } from "../../core/wire/json-protocol.ts";
import type { CallContext, Service } from "../../core/service.ts";

/** A secret with its current value. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
  /** Statements of its policy, without which nobody of another account can read it. */
  readonly policy?: readonly ResourceStatement[];
}

/** What Secrets Manager takes for a complete ARN, whatever stands there (User Guide, finding a secret from a partial ARN). */
const completeEnd = /-[a-zA-Z0-9]{6}$/;

/**
 * Secrets Manager, which only reads. A secret of the account is found by its name or its ARN, of which the end may be left out; one of
 * another account by its ARN, if its policy lets the caller in (User Guide, access from a different account).
 */
export function createSecretsManager(accountId: string, secrets: readonly Secret[]): Service {
  const find = (input: object, { region }: CallContext) => {
    const { SecretId = "" } = input as { SecretId?: string };
    const here = secrets.filter(({ arn }) => partOf(arn, 3) === region);
    const [found, ...others] = here.filter(({ name, arn }) =>
      SecretId.startsWith("arn:")
        ? arn === SecretId || (!completeEnd.test(SecretId) && arn.replace(completeEnd, "") === SecretId)
        : name === SecretId && partOf(arn, 4) === accountId,
    );
    return { id: SecretId, secret: others.length === 0 ? found : undefined };
  };
  return {
    protocol: jsonProtocol,
    denial: "AccessDeniedException",
    access: (operation, input, context) => {
      const { id, secret } = find(input, context);
      return [{ action: `secretsmanager:${operation}`, resource: secret?.arn ?? id }];
    },
    call: (operation, input, context) => {
      if (operation !== "GetSecretValue") {
        throw new AwsError("UnknownOperationException", `${operation} is not known`);
      }
      const { secret } = find(input, context);
      if (secret === undefined) {
        throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      }
      const { arn, name, value, policy = [] } = secret;
      const request = { action: "secretsmanager:GetSecretValue", resource: arn };
      if (partOf(arn, 4) !== accountId && !isCallerAllowed(policy, context.callerArn, request)) {
        throw new AwsError(
          "AccessDeniedException",
          `User: ${context.callerArn} is not authorized to perform: ${request.action} on resource: ${arn} because no resource-based policy allows the ${request.action} action`,
        );
      }
      return { ARN: arn, Name: name, SecretString: value, VersionStages: ["AWSCURRENT"] };
    },
  };
}

/** Region (3) or account (4) of an ARN. */
function partOf(arn: string, index: 3 | 4): string {
  return arn.split(":")[index] ?? "";
}

import { AwsError } from "../../core/aws-error.ts";
import { jsonProtocol } from "../../core/wire/json-protocol.ts";
import type { Service } from "../../core/service.ts";

/** The operations that Secrets Manager answers here. */
export const secretsManagerOperations = ["GetSecretValue"];

/** A secret with its current value. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
}

/** Secrets Manager, which only reads. A secret is found by its name or its ARN. */
export function createSecretsManager(secrets: readonly Secret[]): Service {
  const find = (input: object) => {
    const { SecretId = "" } = input as { SecretId?: string };
    return secrets.find(({ name, arn }) => SecretId === name || SecretId === arn);
  };
  return {
    protocol: jsonProtocol,
    denial: "AccessDeniedException",
    access: (operation, input) => [{ action: `secretsmanager:${operation}`, resource: find(input)?.arn ?? "*" }],
    call: (operation, input) => {
      if (operation !== "GetSecretValue") {
        throw new AwsError("UnknownOperationException", `${operation} is not known`);
      }
      const found = find(input);
      if (found === undefined) {
        throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      }
      return { ARN: found.arn, Name: found.name, SecretString: found.value, VersionStages: ["AWSCURRENT"] };
    },
  };
}

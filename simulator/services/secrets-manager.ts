import { AwsError } from "../aws-error.ts";
import { jsonProtocol } from "../wire/json-protocol.ts";
import type { Service } from "./service.ts";

/** A secret with its current value. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
}

/** Secrets Manager, which only reads. A secret is found by its name or its ARN. */
export function createSecretsManager(secrets: readonly Secret[]): Service {
  return {
    protocol: jsonProtocol,
    call: (operation, input) => {
      if (operation !== "GetSecretValue") {
        throw new AwsError("UnknownOperationException", `${operation} is not known`);
      }
      const { SecretId = "" } = input as { SecretId?: string };
      const found = secrets.find(({ name, arn }) => SecretId === name || SecretId === arn);
      if (found === undefined) {
        throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      }
      return { ARN: found.arn, Name: found.name, SecretString: found.value, VersionStages: ["AWSCURRENT"] };
    },
  };
}

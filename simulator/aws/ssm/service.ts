import { AwsError } from "../../core/aws-error.ts";
import { jsonProtocol } from "../../core/wire/json-protocol.ts";
import type { CallContext, Service } from "../../core/service.ts";

/** A SecureString of Parameter Store. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** Its ARN, if it is another account's, which shares it with this one: it is found by its ARN alone (User Guide, shared parameters). */
  readonly arn?: string;
}

/** What is shown of a SecureString that nobody asked to decrypt. */
const encrypted = "AQICAHh-encrypted";

/** Systems Manager's Parameter Store, which only reads. A parameter is found by its name or its ARN. */
export function createSsm(accountId: string, parameters: readonly Parameter[]): Service {
  const arnOf = (name: string, { partition, region }: CallContext) =>
    name.startsWith("arn:") ? name : `arn:${partition}:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, "")}`;
  return {
    protocol: jsonProtocol,
    denial: "AccessDeniedException",
    access: (operation, input, context) => {
      const { Name = "" } = input as { Name?: string };
      return [{ action: `ssm:${operation}`, resource: arnOf(Name, context) }];
    },
    call: (operation, input, context) => {
      if (operation !== "GetParameter") {
        throw new AwsError("UnknownOperationException", `${operation} is not known`);
      }
      const { Name = "", WithDecryption = false } = input as { Name?: string; WithDecryption?: boolean };
      const found = parameters.find(({ name, arn }) =>
        arn === undefined ? [name, arnOf(name, context)].includes(Name) : arn === Name,
      );
      if (found === undefined) {
        throw new AwsError("ParameterNotFound", `Parameter ${Name} not found.`);
      }
      const Value = WithDecryption ? found.value : encrypted;
      return {
        Parameter: {
          Name: found.name,
          Type: "SecureString",
          Value,
          Version: 1,
          ARN: found.arn ?? arnOf(found.name, context),
        },
      };
    },
  };
}

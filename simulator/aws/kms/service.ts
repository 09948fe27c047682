import { AwsError } from "../../core/aws-error.ts";
import { jsonProtocol } from "../../core/wire/json-protocol.ts";
import type { Service } from "../../core/service.ts";

/** The operations that Key Management Service answers here. */
export const kmsOperations = ["DescribeKey"];

/** A key of Key Management Service. */
export interface Key {
  readonly arn: string;
  /** Names with `alias/` before them. */
  readonly aliases: readonly string[];
  readonly state: string;
  readonly usage: string;
  readonly spec: string;
  /** Whether the key's policy lets the functions use it. */
  readonly allowed: boolean;
}

/** The keys of the account. */
export class Keys {
  readonly #keys: readonly Key[];

  constructor(keys: readonly Key[]) {
    this.#keys = keys;
  }

  /**
   * Why EBS cannot encrypt with a key; undefined when it can. CopyImage finds it out long after it was called.
   *
   * @param id key id, key ARN, alias or alias ARN; undefined is the account's default key, which always works
   */
  findProblem(id: string | undefined, region: string): string | undefined {
    if (id === undefined) {
      return undefined;
    }
    const key = this.find(id, region);
    const usable = key?.allowed === true && key.state === "Enabled" && key.spec === "SYMMETRIC_DEFAULT";
    return usable ? undefined : "Given key ID is not accessible";
  }

  /** Finds a key of a Region by any of its names: another Region's keys are not there, even by their ARNs. */
  find(id: string, region: string): Key | undefined {
    return this.#keys.find(({ arn, aliases }) => {
      const [prefix = "", keyId = ""] = arn.split(":key/");
      const names = [keyId, arn, ...aliases, ...aliases.map((alias) => `${prefix}:${alias}`)];
      return prefix.split(":")[3] === region && names.includes(id);
    });
  }
}

/** Key Management Service, which only describes keys. */
export function createKms(keys: Keys): Service {
  return {
    protocol: jsonProtocol,
    denial: "AccessDeniedException",
    access: (operation, input, { region }) => {
      const { KeyId = "" } = input as { KeyId?: string };
      const { arn = KeyId, aliases = [] } = keys.find(KeyId, region) ?? {};
      return [{ action: `kms:${operation}`, resource: arn, conditions: { "kms:ResourceAliases": aliases } }];
    },
    call: (operation, input, { region, callerArn }) => {
      if (operation !== "DescribeKey") {
        throw new AwsError("UnknownOperationException", `${operation} is not known`);
      }
      const { KeyId = "" } = input as { KeyId?: string };
      const key = keys.find(KeyId, region);
      if (key === undefined) {
        throw new AwsError("NotFoundException", `Key '${KeyId}' does not exist`);
      }
      if (!key.allowed) {
        throw new AwsError(
          "AccessDeniedException",
          `User: ${callerArn} is not authorized to perform: kms:DescribeKey on resource: ${key.arn}`,
        );
      }
      const { arn, state, usage, spec } = key;
      const enabled = state === "Enabled";
      return {
        KeyMetadata: {
          AWSAccountId: arn.split(":")[4],
          KeyId: arn.split("/")[1],
          Arn: arn,
          KeyState: state,
          KeyUsage: usage,
          KeySpec: spec,
          Enabled: enabled,
          KeyManager: "CUSTOMER",
        },
      };
    },
  };
}

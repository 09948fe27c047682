import { DescribeKeyCommand, type KeyMetadata, type KMSClient } from "@aws-sdk/client-kms";
import { callAws } from "../aws-errors.ts";
import { AwsRequestError, EncryptionKeyError } from "../errors.ts";
import { sentences } from "../text.ts";

/**
 * Makes sure before any copy starts that the customer managed key can encrypt it. CopyImage does not: it accepts the call and
 * lets the image fail half an hour later, since EC2 looks at the key only then (EC2 API Reference, CopyImage: KmsKeyId).
 *
 * @param kms client in the Region the copies are made in
 * @param keyId key id, key ARN, alias or alias ARN
 * @param region the Region the copies are made in
 * @throws EncryptionKeyError that says what is wrong with the key and what to do, AwsTransientError
 */
export async function checkKey(kms: KMSClient, keyId: string, region: string): Promise<void> {
  const givenRegion = keyId.startsWith("arn:") ? keyId.split(":")[3] : region;
  const problem =
    givenRegion === region ? findProblem(await describeKey(kms, keyId, region), region) : inRegion(givenRegion);
  if (problem !== undefined) {
    throw new EncryptionKeyError(
      sentences(
        `The key ${keyId} ${problem.what}`,
        problem.remedy,
        `${problem.remedy === undefined ? "Set" : "Or set"} kms_key_id to an enabled symmetric encryption key in ${region}, or leave it empty for the default EBS key`,
      ),
    );
  }
}

async function describeKey(kms: KMSClient, keyId: string, region: string): Promise<KeyMetadata> {
  try {
    const { KeyMetadata } = await callAws("DescribeKey", () => kms.send(new DescribeKeyCommand({ KeyId: keyId })));
    return KeyMetadata ?? { KeyId: keyId };
  } catch (error) {
    if (error instanceof AwsRequestError) {
      throw new EncryptionKeyError(
        sentences(
          `The key ${keyId} cannot be used: ${error.message}`,
          refusals[error.code] ??
            `Check that kms_key_id names a key in ${region} whose policy lets this function's role use it`,
        ),
        { cause: error },
      );
    }
    throw error;
  }
}

/** What to do when DescribeKey answers with an error (KMS API Reference, DescribeKey: Errors; Common error types). */
const refusals: Readonly<Record<string, string>> = {
  NotFoundException:
    "Set kms_key_id to a key or alias that exists in the account and Region that it names, or in those of the copies",
  AccessDeniedException:
    "Let the key's policy, and a permissions boundary or service control policy if there is one, allow this function's role to use it",
  InvalidArnException: "Correct the ARN in kms_key_id",
};

interface Problem {
  readonly what: string;
  readonly remedy?: string;
}

/** What to do about a key that is not enabled (KMS Developer Guide, Key states). */
const stateRemedies: Readonly<Record<string, string>> = {
  Creating: "Wait until the key is enabled",
  Disabled: "Enable the key",
  PendingDeletion: "Cancel the deletion of the key, and enable it",
  PendingReplicaDeletion: "Cancel the deletion of the key, and enable it",
  PendingImport: "Import the key's material",
  Unavailable: "Connect the custom key store that the key is in",
  Updating: "Wait until the key is enabled",
};

function findProblem(key: KeyMetadata, region: string): Problem | undefined {
  const keyRegion = key.Arn?.split(":")[3];
  if (keyRegion !== undefined && keyRegion !== region) {
    return inRegion(keyRegion);
  }
  if (key.KeyState !== "Enabled") {
    const { KeyState = "unknown" } = key;
    const remedy = stateRemedies[KeyState];
    return { what: `is in state ${KeyState}`, ...(remedy === undefined ? {} : { remedy }) };
  }
  if (key.KeyUsage !== "ENCRYPT_DECRYPT") {
    return { what: `is meant for ${key.KeyUsage ?? "an unknown use"}` };
  }
  return key.KeySpec === "SYMMETRIC_DEFAULT"
    ? undefined
    : { what: `is no symmetric key but ${key.KeySpec ?? "unknown"}` };
}

function inRegion(region: string | undefined): Problem {
  return { what: `is in ${region ?? "another Region"}` };
}

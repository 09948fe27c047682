import { DescribeKeyCommand, type KeyMetadata, type KMSClient } from "@aws-sdk/client-kms";
import { callAws } from "../aws-errors.ts";
import { AwsRequestError, EncryptionKeyError } from "../errors.ts";

/**
 * Makes sure before any copy starts that the customer managed key can encrypt it. CopyImage does not: it accepts the call and
 * lets the image fail half an hour later, since EC2 looks at the key only then (EC2 API Reference, CopyImage: KmsKeyId).
 *
 * @param kms client in the Region the copies are made in
 * @param keyId key id, key ARN, alias or alias ARN
 * @param region the Region the copies are made in
 * @throws EncryptionKeyError that says what is wrong with the key, AwsTransientError
 */
export async function checkKey(kms: KMSClient, keyId: string, region: string): Promise<void> {
  const givenRegion = keyId.startsWith("arn:") ? keyId.split(":")[3] : region;
  const problem = givenRegion === region ? findProblem(await describeKey(kms, keyId), region) : inRegion(givenRegion);
  if (problem !== undefined) {
    throw new EncryptionKeyError(
      `The key ${keyId} ${problem}. ` +
        `Set kms_key_id to an enabled symmetric encryption key in ${region}, or leave it empty for the default EBS key.`,
    );
  }
}

async function describeKey(kms: KMSClient, keyId: string): Promise<KeyMetadata> {
  try {
    const { KeyMetadata } = await callAws("DescribeKey", () => kms.send(new DescribeKeyCommand({ KeyId: keyId })));
    return KeyMetadata ?? { KeyId: keyId };
  } catch (error) {
    if (error instanceof AwsRequestError) {
      throw new EncryptionKeyError(
        `The key ${keyId} cannot be used: ${error.message}. ` +
          "Check that it exists in this Region and that its key policy lets this function's role use it.",
        { cause: error },
      );
    }
    throw error;
  }
}

function findProblem(key: KeyMetadata, region: string): string | undefined {
  const keyRegion = key.Arn?.split(":")[3];
  if (keyRegion !== undefined && keyRegion !== region) {
    return inRegion(keyRegion);
  }
  if (key.KeyState !== "Enabled") {
    return `is in state ${key.KeyState ?? "unknown"}`;
  }
  if (key.KeyUsage !== "ENCRYPT_DECRYPT") {
    return `is meant for ${key.KeyUsage ?? "an unknown use"}`;
  }
  return key.KeySpec === "SYMMETRIC_DEFAULT" ? undefined : `is no symmetric key but ${key.KeySpec ?? "unknown"}`;
}

function inRegion(region: string | undefined): string {
  return `is in ${region ?? "another Region"}`;
}

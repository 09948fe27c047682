import { DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Account } from "../../../simulator/account.ts";
import { clientOf, open } from "./support.ts";

let account: Account;

beforeEach(async () => {
  account = await open();
});

afterEach(() => account.close());

test("STS says who calls", async () => {
  expect(await new STSClient(clientOf(account)).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: "111122223333",
    Arn: "arn:aws:iam::111122223333:user/person",
  });
});

test("Parameter Store finds a parameter by name and ARN, and shows it only decrypted", async () => {
  account.parameters.push({ name: "/rhel/redhat/client-id", value: "the-id" });
  const ssm = new SSMClient(clientOf(account));
  const get = async (Name: string, WithDecryption?: boolean) =>
    (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter?.Value;
  expect(await get("/rhel/redhat/client-id", true)).toBe("the-id");
  expect(await get("arn:aws:ssm:us-east-1:111122223333:parameter/rhel/redhat/client-id", true)).toBe("the-id");
  expect(await get("/rhel/redhat/client-id")).not.toBe("the-id");
  await expect(get("/other", true)).rejects.toMatchObject({ name: "ParameterNotFound" });
});

test("Secrets Manager finds a secret by name and ARN", async () => {
  const arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:x-AbCdEf";
  account.secrets.push({ name: "x", arn, value: '{"a":1}' });
  const client = new SecretsManagerClient(clientOf(account));
  for (const SecretId of ["x", arn]) {
    expect((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe('{"a":1}');
  }
  await expect(client.send(new GetSecretValueCommand({ SecretId: "y" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("KMS describes a key by all its names, and hides one that nobody may use", async () => {
  const kms = new KMSClient(clientOf(account));
  const describe = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
  const arn = "arn:aws:kms:us-east-1:111122223333:key/good";
  for (const id of ["good", arn, "alias/good", "arn:aws:kms:us-east-1:111122223333:alias/good"]) {
    expect(await describe(id)).toMatchObject({ Arn: arn, KeyState: "Enabled", KeySpec: "SYMMETRIC_DEFAULT" });
  }
  expect(await describe("off")).toMatchObject({ KeyState: "Disabled", Enabled: false });
  await expect(describe("closed")).rejects.toMatchObject({ name: "AccessDeniedException" });
  await expect(describe("none")).rejects.toMatchObject({ name: "NotFoundException" });
});

test("a caller must be known and must have signed", async () => {
  const call = (credentials: object) =>
    new EC2Client({ ...clientOf(account), ...credentials }).send(new DescribeImagesCommand({}));
  const known = clientOf(account).credentials;
  await expect(call({})).resolves.toBeDefined();
  await expect(call({ credentials: { ...known, accessKeyId: "AKIAOTHER" } })).rejects.toMatchObject({
    name: "AuthFailure",
  });
  await expect(call({ credentials: { ...known, secretAccessKey: "wrong" } })).rejects.toMatchObject({
    name: "SignatureDoesNotMatch",
  });
  await expect(call({ credentials: { ...known, sessionToken: "someone's" } })).rejects.toMatchObject({
    name: "SignatureDoesNotMatch",
  });
  const plain = await fetch(account.url, { method: "POST", body: "Action=DescribeImages&Version=2016-11-15" });
  expect([plain.status, await plain.text()]).toEqual([403, expect.stringContaining("MissingAuthenticationToken")]);
});

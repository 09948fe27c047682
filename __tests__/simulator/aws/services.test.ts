import { DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Account } from "../../../simulator/account.ts";
import { readResourceStatements } from "../../../simulator/core/iam/policy.ts";
import { clientOf, open, region } from "./support.ts";

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
  account.ssm.parameters.add(region, { name: "/rhel/redhat/client-id", value: "the-id", type: "SecureString" });
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

test("Secrets Manager finds a secret by the beginning of its ARN, unless that looks complete", async () => {
  const prefix = "arn:aws:secretsmanager:us-east-1:111122223333:secret:";
  account.secrets.push({ name: "x", arn: `${prefix}x-AbCdEf`, value: "1" });
  // What follows the hyphen is taken for the six characters that AWS adds (User Guide, finding a secret from a partial ARN).
  account.secrets.push({ name: "my-secret", arn: `${prefix}my-secret-AbCdEf`, value: "2" });
  const client = new SecretsManagerClient(clientOf(account));
  const get = async (SecretId: string) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  expect(await get(`${prefix}x`)).toBe("1");
  await expect(get(`${prefix}my-secret`)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

const statement = (AWS: string) =>
  readResourceStatements([{ Effect: "Allow", Principal: { AWS }, Action: "secretsmanager:*", Resource: "*" }]);

test.each([
  ["no policy", undefined, "AccessDeniedException"],
  ["the policy of others", statement("arn:aws:iam::999988887777:root"), "AccessDeniedException"],
  ["a policy for the account", statement("arn:aws:iam::111122223333:root"), undefined],
  ["a policy for the caller", statement("arn:aws:iam::111122223333:user/person"), undefined],
])("Secrets Manager finds another account's secret by its ARN alone: with %s", async (_, policy, refusal) => {
  const arn = "arn:aws:secretsmanager:us-east-1:999988887777:secret:x-AbCdEf";
  account.secrets.push({ name: "x", arn, value: "theirs", ...(policy === undefined ? {} : { policy }) });
  const client = new SecretsManagerClient(clientOf(account));
  const get = async (SecretId: string) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  await expect(get("x")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  if (refusal === undefined) expect(await get(arn)).toBe("theirs");
  else await expect(get(arn)).rejects.toMatchObject({ name: refusal });
});

test("Secrets Manager finds no secret of another Region", async () => {
  const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x-AbCdEf";
  account.secrets.push({ name: "x", arn, value: "there" });
  const client = new SecretsManagerClient(clientOf(account));
  for (const SecretId of ["x", arn]) {
    await expect(client.send(new GetSecretValueCommand({ SecretId }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  }
});

test("Parameter Store finds a parameter that another account shares by its ARN alone", async () => {
  const arn = "arn:aws:ssm:us-east-1:999988887777:parameter/theirs";
  account.ssm.parameters.add(region, { name: "/theirs", arn, value: "1", type: "SecureString" });
  const ssm = new SSMClient(clientOf(account));
  const get = (Name: string) => ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  expect((await get(arn)).Parameter).toMatchObject({ ARN: arn, Value: "1" });
  for (const name of ["/theirs", "arn:aws:ssm:us-east-1:111122223333:parameter/theirs"]) {
    await expect(get(name)).rejects.toMatchObject({ name: "ParameterNotFound" });
  }
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

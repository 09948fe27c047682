import {
  CopyImageCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  EC2Client,
  RegisterImageCommand,
} from "@aws-sdk/client-ec2";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readStatements } from "../../../simulator/core/iam/policy.ts";
import { readFunctions } from "../../../simulator/lambda/resources.ts";
import { holdingsOf } from "../../../simulator/aws/ec2/holdings.ts";
import { type CopierSimulation, open, run, withSimulation } from "./support.ts";

/**
 * Every simulated run is one with the roles that the module gives its functions: that they suffice, all the other tests show.
 * Here is what they do not allow.
 */
let simulation: CopierSimulation;
let source = "";
let stranger = "";
let temporary = "";

beforeAll(async () => {
  simulation = await open({ images: 1 });
  const { ec2 } = simulation.account;
  source = simulation.world.shared[0]?.id ?? "";
  stranger = ec2.addOwn({ Name: "stranger" });
  temporary = ec2.addOwn({ Name: "temporary", Tags: [{ Key: "CopiedBy", Value: "ami-copier-lambda-temporary" }] });
});

afterAll(() => simulation.close());

/** A client's settings with the role of a function. */
function roleOf(name: string) {
  const { account, installation } = simulation;
  const definition = readFunctions(installation.module).find((candidate) => candidate.name.endsWith(name));
  const credentials = { accessKeyId: `ASIA-${name}`, secretAccessKey: "secret" };
  account.callers.set(credentials.accessKeyId, {
    ...credentials,
    name,
    arn: `arn:aws:sts::111122223333:assumed-role/${name}/test`,
    policy: readStatements(definition?.policy ?? []),
  });
  return { region: account.region, endpoint: account.url, credentials, maxAttempts: 1 };
}

const dryRun = { DryRun: true };
const allowed = { name: "DryRunOperation" };
const denied = { name: "UnauthorizedOperation", $metadata: { httpStatusCode: 403 } };
const tagging = (ResourceType: "image" | "snapshot") => ({
  TagSpecifications: [{ ResourceType, Tags: [{ Key: "a", Value: "b" }] }],
});

const commands = {
  list: () => new DescribeImagesCommand(dryRun),
  copy: () =>
    new CopyImageCommand({
      ...dryRun,
      ...tagging("snapshot"),
      Name: "x-x",
      SourceImageId: source,
      SourceRegion: "us-east-1",
    }),
  "copy from another Region": () =>
    new CopyImageCommand({ ...dryRun, Name: "x-x", SourceImageId: source, SourceRegion: "eu-west-1" }),
  register: () => new RegisterImageCommand({ ...dryRun, ...tagging("image"), Name: "x-x" }),
  "tag an image": () => new CreateTagsCommand({ ...dryRun, Resources: [temporary], Tags: [{ Key: "a", Value: "b" }] }),
  "deregister a copy": () => new DeregisterImageCommand({ ...dryRun, ImageId: temporary }),
  "deregister another image": () => new DeregisterImageCommand({ ...dryRun, ImageId: stranger }),
  "read a copy's UEFI variables": () =>
    new DescribeImageAttributeCommand({ ...dryRun, ImageId: temporary, Attribute: "uefiData" }),
  "delete a snapshot": () => new DeleteSnapshotCommand({ ...dryRun, SnapshotId: "snap-0000000000000000f" }),
};

const rights: Readonly<Record<string, readonly (keyof typeof commands)[]>> = {
  initiator: ["list", "copy"],
  "status-checker": ["list"],
  finalizer: ["list", "register", "deregister a copy", "read a copy's UEFI variables"],
};

describe.each(Object.entries(rights))("the %s", (name, may) => {
  for (const what of Object.keys(commands) as (keyof typeof commands)[]) {
    const expected = may.includes(what) ? allowed : denied;
    test(`${expected === allowed ? "may" : "may not"} ${what}`, async () => {
      // The command's type differs from case to case; the client takes each of them.
      const send = new EC2Client(roleOf(name)).send(commands[what]() as DescribeImagesCommand);
      await expect(send).rejects.toMatchObject(expected);
    });
  }
});

test("only the initiator reads credentials, and only its own", async () => {
  const read = (role: string, Name: string) =>
    new SSMClient(roleOf(role)).send(new GetParameterCommand({ Name, WithDecryption: true }));
  await expect(read("initiator", "/rhel/redhat/client-id")).resolves.toBeDefined();
  await expect(read("initiator", "/other")).rejects.toMatchObject({ name: "AccessDeniedException" });
  await expect(read("finalizer", "/rhel/redhat/client-id")).rejects.toMatchObject({ name: "AccessDeniedException" });
});

describe("a customer key", () => {
  const key = { id: "11111111-2222-3333-4444-555555555555", aliases: ["alias/images"] };

  test.each([
    ["by its alias", "alias/images"],
    ["by its id", key.id],
    ["by its ARN", `arn:aws:kms:us-east-1:111122223333:key/${key.id}`],
  ])("that the module is told of %s encrypts the copies", async (_, kms_key_id) => {
    const record = await run({ images: 1, composes: false, keys: [key], variables: { kms_key_id } });
    expect(record.executions).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(record.account.images).toHaveLength(1);
  });

  test("that it is not told of encrypts nothing", async () => {
    await withSimulation({ images: 1, composes: false, keys: [key] }, async ({ account, installation, world }) => {
      const initiator = readFunctions(installation.module).find(({ name }) => name.endsWith("initiator"));
      const credentials = { accessKeyId: "ASIA-x", secretAccessKey: "secret" };
      const arn = "arn:aws:sts::111122223333:assumed-role/initiator/test";
      account.callers.set("ASIA-x", {
        ...credentials,
        name: "x",
        arn,
        policy: readStatements(initiator?.policy ?? []),
      });
      const ec2 = new EC2Client({ region: account.region, endpoint: account.url, credentials });
      const Name = "with a key";
      const SourceImageId = world.shared[0]?.id;
      await ec2.send(
        new CopyImageCommand({
          Name,
          SourceImageId,
          SourceRegion: "us-east-1",
          Encrypted: true,
          KmsKeyId: "alias/images",
        }),
      );
      await account.clock.sleepUntil(account.clock.now + 1_800_000);
      expect(holdingsOf(account).images).toMatchObject([{ name: Name, state: "failed" }]);
    });
  });
});

test("what is gone has no tags, so a call that the tags allowed is refused", async () => {
  const { ec2 } = simulation.account;
  const ImageId = ec2.addOwn({
    Name: "gone",
    Tags: [
      { Key: "CopiedBy", Value: "ami-copier-lambda" },
      { Key: "CopierInstallation", Value: "rhel-ami-copier" },
    ],
  });
  const finalizer = new EC2Client(roleOf("finalizer"));
  await finalizer.send(new DeregisterImageCommand({ ImageId }));
  await expect(finalizer.send(new DeregisterImageCommand({ ImageId }))).rejects.toMatchObject(denied);
  const SnapshotId = "snap-0123456789abcdef0";
  await expect(finalizer.send(new DeleteSnapshotCommand({ SnapshotId }))).rejects.toMatchObject(denied);
});

test("a final image is removed by the installation that registered it, and by no other", async () => {
  const { ec2 } = simulation.account;
  const finalizer = new EC2Client(roleOf("finalizer"));
  const copiedBy = { Key: "CopiedBy", Value: "ami-copier-lambda" };
  for (const more of [[], [{ Key: "CopierInstallation", Value: "other-ami-copier" }]]) {
    const ImageId = ec2.addOwn({ Name: `of another ${more.length}`, Tags: [copiedBy, ...more] });
    await expect(finalizer.send(new DeregisterImageCommand({ ImageId }))).rejects.toMatchObject(denied);
  }
});

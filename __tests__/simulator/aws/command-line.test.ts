import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Account, person } from "../../../simulator/account.ts";
import { tellSkipped } from "../../support/skipped.ts";
import { open, region } from "./support.ts";

const run = promisify(execFile);
// A second opinion where somebody has it; the project does not need it, so nobody has to install it, not even CI.
const isMissing = spawnSync("aws", ["--version"]).status !== 0;
const title = "the AWS command line";
if (isMissing) tellSkipped(`the embedded services with ${title}`, "aws is not on the PATH");

describe.skipIf(isMissing)(isMissing ? `${title} (skipped: it is not installed)` : title, () => {
  let account: Account;

  beforeEach(async () => {
    account = await open();
  });

  afterEach(() => account.close());

  async function aws(...args: readonly string[]): Promise<unknown> {
    const stdout = await print(...args);
    return stdout === "" ? undefined : (JSON.parse(stdout) as unknown);
  }

  async function print(...args: readonly string[]): Promise<string> {
    const { stdout } = await run("aws", [...args, "--endpoint-url", account.url, "--output", "json"], {
      env: {
        PATH: process.env["PATH"],
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: person.accessKeyId,
        AWS_SECRET_ACCESS_KEY: person.secretAccessKey,
        AWS_PAGER: "",
      },
    });
    return stdout;
  }

  test("shows what the account holds", async () => {
    const source = account.ec2.share({ OwnerId: "444455556666", Name: "source" });
    const copied = (await aws(
      "ec2",
      "copy-image",
      ...["--name", "copy", "--source-image-id", source, "--source-region", region, "--encrypted"],
      ...["--tag-specifications", "ResourceType=image,Tags=[{Key=SourceAMI,Value=x}]"],
    )) as { ImageId: string };
    await account.clock.sleepUntil(account.clock.now + 1_800_000);
    const query = ["--owners", "self", "--filters", "Name=tag:SourceAMI,Values=x", "Name=state,Values=available"];
    expect(await aws("ec2", "describe-images", ...query)).toMatchObject({
      Images: [
        {
          ImageId: copied.ImageId,
          Name: "copy",
          OwnerId: "111122223333",
          Public: false,
          State: "available",
          SourceImageId: source,
          Tags: [{ Key: "SourceAMI", Value: "x" }],
          BlockDeviceMappings: [
            { DeviceName: "/dev/sda1", Ebs: { Encrypted: true, VolumeSize: 10, VolumeType: "gp2" } },
          ],
        },
      ],
    });
    expect(await aws("ec2", "describe-snapshots", "--owner-ids", "self")).toMatchObject({
      Snapshots: [{ State: "completed", Encrypted: true, Progress: "100%", VolumeSize: 10 }],
    });
    const deregistered = await aws(
      "ec2",
      "deregister-image",
      "--image-id",
      copied.ImageId,
      "--delete-associated-snapshots",
    );
    expect(deregistered).toMatchObject({ Return: true, DeleteSnapshotResults: [{ ReturnCode: "success" }] });
    expect(await aws("ec2", "describe-images", "--owners", "self")).toEqual({ Images: [] });
  });

  test("knows who calls, reads parameters, secrets and keys", async () => {
    account.ssm.parameters.add(region, { name: "/a/b", value: "text", type: "SecureString" });
    account.secrets.push({
      name: "s",
      arn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-AbCdEf",
      value: "{}",
    });
    expect(await aws("sts", "get-caller-identity")).toMatchObject({ Arn: person.arn });
    expect(await aws("ssm", "get-parameter", "--name", "/a/b", "--with-decryption")).toMatchObject({
      Parameter: { Value: "text", Type: "SecureString" },
    });
    expect(await aws("secretsmanager", "get-secret-value", "--secret-id", "s")).toMatchObject({ SecretString: "{}" });
    expect(await aws("kms", "describe-key", "--key-id", "alias/good")).toMatchObject({
      KeyMetadata: { Enabled: true },
    });
  });

  test("copies and lists objects of S3", async () => {
    account.s3.putBucket({ name: "golden", region });
    const file = fileURLToPath(import.meta.url);
    await print("s3", "cp", file, "s3://golden/captures/by job/19+ü.ts", "--metadata", "job=19");
    expect(account.s3.read("golden", "captures/by job/19+ü.ts").equals(readFileSync(file))).toBe(true);
    const claim = ["put-object", "--bucket", "golden", "--key", "captures/by job/19+ü.ts", "--if-none-match", "*"];
    await Promise.all([
      expect(print("s3", "ls", "s3://golden/", "--recursive")).resolves.toMatch(/captures\/by job\/19\+ü\.ts\n$/),
      expect(print("s3", "cp", "s3://golden/captures/by job/19+ü.ts", "-")).resolves.toBe(readFileSync(file, "utf8")),
      expect(aws("s3api", ...claim)).rejects.toMatchObject({
        stderr: expect.stringMatching(/ConditionalRequestConflict|PreconditionFailed/) as string,
      }),
    ]);
  });

  test("prints AWS's errors", async () => {
    await expect(aws("ec2", "describe-images", "--image-ids", "ami-12345678")).rejects.toMatchObject({
      stderr: expect.stringMatching(/\(InvalidAMIID\.NotFound\).*DescribeImages operation/) as string,
    });
    await expect(aws("ec2", "describe-images", "--dry-run")).rejects.toMatchObject({
      stderr: expect.stringContaining("DryRunOperation") as string,
    });
  });
});

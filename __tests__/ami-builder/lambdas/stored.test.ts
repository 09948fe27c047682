import { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { getTail } from "../../../lambdas/ami-builder/s3/objects.ts";
import { readPrepared } from "../../../lambdas/ami-builder/s3/prepared.ts";
import { clientOf, open, region } from "../../simulator/aws/support.ts";
import { preparedBuild } from "../support/build-values.ts";
import { FakeS3 } from "../support/fake-s3.ts";

const other = "arn:aws:states:us-east-1:111122223333:execution:golden-ami-builder:other";

test("what is prepared is read once by a process, for each execution that works by it", async () => {
  const s3 = new FakeS3();
  const prepared = preparedBuild("ami-0123456789abcdef0");
  const key = `builds/${prepared.id}/template.json`;
  s3.write(key, prepared);
  await expect(readPrepared(s3.bucket, prepared)).resolves.toEqual(prepared);
  s3.write(key, { ...prepared, execution_id: other, attempt: 2 });
  await expect(readPrepared(s3.bucket, prepared)).resolves.toEqual(prepared);
  expect(s3.calls).toHaveLength(1);
  await expect(readPrepared(s3.bucket, { ...prepared, execution_id: other })).resolves.toMatchObject({ attempt: 2 });
});

test("what another execution has prepared is nobody else's to work by, and is not remembered", async () => {
  const s3 = new FakeS3();
  const prepared = preparedBuild("ami-0123456789abcdef0");
  s3.write(`builds/${prepared.id}/template.json`, { ...prepared, execution_id: other });
  for (let time = 1; time <= 2; time += 1) {
    await expect(readPrepared(s3.bucket, prepared)).rejects.toMatchObject({ name: "InvalidInputError" });
    expect(s3.calls).toHaveLength(time);
  }
});

test("the end of a log is read without the rest, which may be larger than a function's memory", async () => {
  const account = await open();
  account.s3.putBucket({ name: "logs", region });
  account.s3.put("logs", "long", `${"x".repeat(1_000)}the end`);
  account.s3.put("logs", "short", "all");
  account.s3.put("logs", "empty", "");
  const bucket = { client: new S3Client({ ...clientOf(account), forcePathStyle: true }), name: "logs" };
  await expect(getTail(bucket, "long", 7)).resolves.toBe("the end");
  await expect(getTail(bucket, "short", 7)).resolves.toBe("all");
  await expect(getTail(bucket, "empty", 7)).resolves.toBe("");
  await expect(getTail(bucket, "none", 7)).resolves.toBeUndefined();
});

import { DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import type { Dependencies } from "../../../../lambdas/ami-builder/dependencies.ts";
import { moveTogether } from "../../../../lambdas/ami-builder/tasks/publishing/move-together.ts";
import { createLogger } from "../../../../lambdas/shared/logger.ts";
import { workOn } from "../../support/build-values.ts";
import { FakeS3 } from "../../support/fake-s3.ts";
import { preparedBuild } from "../../support/prepared.ts";

const regions = ["us-east-1", "eu-west-1", "ap-south-1"];
const latest = "/golden/r-research/x86_64/latest";
const imageIn = (region: string) => `ami-${region}`;

/** Three Regions whose Systems Manager shows a new value only at the second look, as it looks at the image first. */
function openRegions() {
  const s3 = new FakeS3();
  const prepared = preparedBuild({
    destinations: regions.map((region) => ({ region, kms_key_id: null, parameters: [latest] })),
  });
  s3.write(`builds/${prepared.id}/template.json`, prepared);
  const shown = new Map<string, string>();
  const taken = new Map<string, string>();
  const lines: Record<string, unknown>[] = [];
  const ssm = (region: string) => {
    const client = new SSMClient({ region });
    const mock = mockClient(client);
    mock.on(GetParameterCommand).callsFake(() => {
      const Value = shown.get(region);
      const next = taken.get(region);
      if (next !== undefined) shown.set(region, next);
      if (Value === undefined) throw Object.assign(new Error("none"), { name: "ParameterNotFound" });
      return { Parameter: { Value } };
    });
    mock.on(PutParameterCommand).callsFake(({ Value }: { Value: string }) => {
      taken.set(region, Value);
      return {};
    });
    return client;
  };
  const ec2 = (region: string) => {
    const client = new EC2Client({ region });
    const Tags = [
      { Key: "AmiBuilder", Value: "golden" },
      { Key: "AmiBuilderState", Value: "verified" },
    ];
    mockClient(client)
      .on(DescribeImagesCommand)
      .resolves({ Images: [{ ImageId: imageIn(region), State: "available", Tags }] });
    return client;
  };
  const environment = {};
  const log = createLogger({}, (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  const now = () => new Date("2026-01-01T00:00:00.000Z");
  const dependencies: Dependencies = { ec2, ssm, s3: s3.bucket.client, environment, log, now };
  const config = { region: "us-east-1", bucket: "bucket", namePrefix: "golden", parameterPrefix: "/golden" };
  const work = { ...workOn(prepared, now()), execution_id: prepared.execution_id, regions };
  const ready = regions.map((region) => ({ region, status: "ready" as const, image_id: imageIn(region) }));
  return { shown, taken, lines, move: () => moveTogether(work, ready, config, dependencies, log) };
}

test("parameters of many Regions move in one try, and are looked at in the next, which says that they name their images", async () => {
  const { shown, taken, lines, move } = openRegions();
  await expect(move()).rejects.toMatchObject({ name: "ParameterNotAcceptedError" });
  expect(Object.fromEntries(taken)).toEqual(Object.fromEntries(regions.map((region) => [region, imageIn(region)])));
  expect(lines).toEqual([]);
  await expect(move()).resolves.toEqual(
    regions.map((region) => ({ region, image_id: imageIn(region), status: "published" })),
  );
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(taken));
  expect(lines.map(({ message, image_id }) => `${String(message)} ${String(image_id)}`)).toEqual(
    regions.map((region) => `Parameter published ${imageIn(region)}`),
  );
});

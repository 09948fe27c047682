import { expect, test } from "vitest";
import { Keys } from "../../../simulator/aws/kms/service.ts";
import { S3 } from "../../../simulator/aws/s3/s3.ts";
import { putBuckets } from "../../../simulator/scenario/buckets.ts";
import { commonFields } from "../../../simulator/scenario/schema.ts";

const read = (buckets: unknown) => commonFields([]).parse({ region: "us-east-1", buckets });

test("buckets of a scenario are there with their objects, in their Regions", () => {
  const s3 = new S3(new Keys([]), () => 0);
  const objects = { "captures/by-job/19.json": "{}" };
  putBuckets(
    s3,
    read([
      { name: "golden", versioned: true, objects },
      { name: "elsewhere", region: "eu-west-1" },
    ]),
  );
  expect(s3.buckets.map(({ settings }) => settings)).toEqual([
    { name: "golden", region: "us-east-1", versioning: "Enabled" },
    { name: "elsewhere", region: "eu-west-1", versioning: undefined },
  ]);
  expect(s3.read("golden", "captures/by-job/19.json").toString()).toBe("{}");
});

test("a name that no bucket can have is refused", () => {
  expect(() => read([{ name: "Golden_Images" }])).toThrow(/must be 3 to 63 lower case letters/);
});

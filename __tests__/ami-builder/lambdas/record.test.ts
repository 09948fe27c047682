import { describe, expect, test } from "vitest";
import { claim } from "../../../lambdas/ami-builder/record/claim.ts";
import type { BuildRecord } from "../../../lambdas/ami-builder/record/schema.ts";
import { buildRecords } from "../../../lambdas/ami-builder/record/store.ts";
import { updateRecord } from "../../../lambdas/ami-builder/record/update.ts";
import { getJson, putJsonIf } from "../../../lambdas/ami-builder/s3/objects.ts";
import { FakeS3, s3Error } from "../support/fake-s3.ts";

const key = "builds/0123456789ab/record.json";
const id = "0123456789ab";

function record(executionId: string, attempt = 1, status: BuildRecord["status"] = "open"): BuildRecord {
  return {
    kind: "build",
    id,
    attempt,
    execution_id: executionId,
    status,
    template: "web",
    architecture: "x86_64",
    region: "us-east-1",
    version: "1",
    hash: "h",
    base_image_id: "ami-1",
    predecessor: "",
    reason: "there is no finished image",
    started_at: "2025-01-01T00:00:00.000Z",
    ended_at: null,
    instance_ids: [],
    instance_type: null,
    spot: null,
    refusals: [],
    notes: null,
    steps: [],
    tests: { builder: [], image: [] },
    image_id: null,
    image_size_gb: null,
    validated: false,
    regions: {},
    failure: null,
  };
}

function claimer(s3: FakeS3, executionId: string, running: readonly string[] = []) {
  return () =>
    claim(s3.bucket, buildRecords, id, {
      executionId,
      next: (previous) => record(executionId, (previous?.attempt ?? 0) + 1),
      isBusy: ({ status, execution_id }) => Promise.resolve(status === "open" && running.includes(execution_id)),
    });
}

describe("a claim", () => {
  test("is made by creating the record, and found again by its execution", async () => {
    const s3 = new FakeS3();
    expect(await claimer(s3, "first")()).toEqual({ claimed: true, record: record("first") });
    expect(await claimer(s3, "first")()).toEqual({ claimed: true, record: record("first") });
    expect(s3.json(key)).toEqual(record("first"));
    expect(s3.calls.filter(({ operation }) => operation === "PutObject")).toHaveLength(1);
  });

  test("is another execution's while that runs", async () => {
    const s3 = new FakeS3();
    s3.write(key, record("other"));
    expect(await claimer(s3, "mine", ["other"])()).toEqual({ claimed: false, record: record("other") });
    expect(s3.json(key)).toEqual(record("other"));
  });

  test.each(["open", "failed", "built"] as const)(
    "is taken over when its execution is over and it is %s",
    async (status) => {
      const s3 = new FakeS3();
      s3.write(key, record("dead", 3, status));
      expect(await claimer(s3, "mine")()).toEqual({ claimed: true, record: record("mine", 4) });
    },
  );

  test("of a record that is closed is taken over though its execution runs", async () => {
    const s3 = new FakeS3();
    s3.write(key, record("other", 1, "failed"));
    expect(await claimer(s3, "mine", ["other"])()).toEqual({ claimed: true, record: record("mine", 2) });
  });

  test("that others make or take over at the same moment is theirs", async () => {
    for (const before of [undefined, record("dead")]) {
      const s3 = new FakeS3();
      if (before !== undefined) s3.write(key, before);
      let met = false;
      s3.before = (operation) => {
        if (operation === "PutObject" && !met) {
          met = true;
          s3.write(key, record("quicker", 2));
        }
      };
      expect(await claimer(s3, "mine", ["quicker"])()).toEqual({ claimed: false, record: record("quicker", 2) });
    }
  });

  test("whose answer was lost is found again", async () => {
    for (const before of [undefined, record("dead")]) {
      const s3 = new FakeS3();
      if (before !== undefined) s3.write(key, before);
      let lost = false;
      s3.after = (operation) => {
        if (operation === "PutObject" && !lost) {
          lost = true;
          // The SDK sends the write again, which meets the first one.
          throw s3Error("PreconditionFailed", 412);
        }
      };
      expect(await claimer(s3, "mine")()).toMatchObject({ claimed: true, record: { execution_id: "mine" } });
    }
  });

  test("is tried again later when writers keep each other off", async () => {
    const s3 = new FakeS3();
    s3.before = (operation) => {
      if (operation === "PutObject") throw s3Error("ConditionalRequestConflict", 409);
    };
    await expect(claimer(s3, "mine")()).rejects.toMatchObject({ name: "AwsTransientError" });
  });

  test("is not made of a record that cannot be read", async () => {
    const s3 = new FakeS3();
    s3.write(key, { id });
    await expect(claimer(s3, "mine")()).rejects.toMatchObject({ name: "ConfigurationError" });
    s3.write(key, "no JSON");
    await expect(claimer(s3, "mine")()).rejects.toMatchObject({ name: "ConfigurationError" });
    s3.before = () => {
      throw s3Error("AccessDenied", 403);
    };
    await expect(claimer(s3, "mine")()).rejects.toMatchObject({ name: "AwsRequestError", code: "AccessDenied" });
  });
});

describe("an update", () => {
  const addInstance = (instance: string) => (before: BuildRecord) => ({
    ...before,
    instance_ids: [...new Set([...before.instance_ids, instance])],
  });
  const update = (s3: FakeS3, instance: string, executionId = "mine") =>
    updateRecord(s3.bucket, buildRecords, id, executionId, addInstance(instance));

  test("loses nothing that others write at the same time", async () => {
    const s3 = new FakeS3();
    s3.write(key, record("mine"));
    await Promise.all(Array.from({ length: 20 }, (_, index) => update(s3, `i-${index}`)));
    expect((s3.json(key) as BuildRecord).instance_ids.toSorted()).toEqual(
      Array.from({ length: 20 }, (_, index) => `i-${index}`).toSorted(),
    );
  });

  test("that changes nothing writes nothing", async () => {
    const s3 = new FakeS3();
    s3.write(key, record("mine"));
    await update(s3, "i-1");
    await update(s3, "i-1");
    expect(s3.calls.filter(({ operation }) => operation === "PutObject")).toHaveLength(1);
  });

  test("of another execution's record is refused", async () => {
    const s3 = new FakeS3();
    await expect(update(s3, "i-1")).rejects.toMatchObject({ name: "InvalidInputError" });
    s3.write(key, record("other"));
    await expect(update(s3, "i-1")).rejects.toThrow("of other now");
  });
});

test("an object that is not there is told from one that may not be read", async () => {
  const s3 = new FakeS3();
  expect(await getJson(s3.bucket, "some.json")).toBeUndefined();
  expect(await putJsonIf(s3.bucket, "some.json", { a: 1 }, { absent: true })).toBeDefined();
  expect((await getJson(s3.bucket, "some.json"))?.value).toEqual({ a: 1 });
  s3.before = () => {
    throw s3Error("AccessDenied", 403);
  };
  await expect(getJson(s3.bucket, "some.json")).rejects.toMatchObject({ code: "AccessDenied" });
});

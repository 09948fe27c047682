import type { Image } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { decide } from "../../../../lambdas/ami-copier/domain/status.ts";
import { isQuotaReason } from "../../../../lambdas/ami-copier/domain/copy-quota.ts";
import type { CopyItem } from "../../../../lambdas/ami-copier/shapes.ts";

const item: CopyItem = {
  source_ami_id: "ami-12345678",
  source_ami_name: "src",
  ami_name: "target",
  uuid: null,
  tags: {},
  name_tag: null,
  description: "",
  temp_ami_id: "ami-87654321",
  temp_ami_name: "ami-copier-temp-ami-12345678",
  copy_initiated_at: "2026-01-01T00:00:00.000Z",
  last_seen_at: "2026-01-01T00:05:00.000Z",
  status: "copy_initiated",
};
const final: Image = { ImageId: "ami-0000000f", State: "available" };
const tags = { CopiedBy: "ami-copier-lambda-temporary", CopierInstallation: "mine" };
const toTags = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

function look(temporary: Partial<Image> | undefined, finals: readonly Image[] = [], minutes = 10) {
  const now = new Date(Date.parse("2026-01-01T00:00:00.000Z") + minutes * 60_000);
  const temporaries =
    temporary === undefined
      ? []
      : [{ ImageId: "ami-87654321", CreationDate: "2026-01-01T00:00:00.000Z", Tags: toTags(tags), ...temporary }];
  return decide(item, { finals, temporaries }, { installation: "mine", now, copyTimeoutHours: 24 });
}

test("an available copy is finalized", () => {
  expect(look({ State: "available" })).toMatchObject({ kind: "ready", item: { action: "finalize" } });
});

test.each(["available", "pending", "failed"] as const)("a %s copy beside a final image goes to it", (State) => {
  expect(look({ State }, [final])).toMatchObject({
    kind: "ready",
    item: { action: "finalize", final_ami_id: "ami-0000000f" },
  });
});

test("a final image alone is another run's: this one no longer waits for what it has finished itself", () => {
  expect(look(undefined, [final])).toMatchObject({ kind: "over", outcome: { status: "skipped" } });
});

test.each(["pending", "transient"] as const)("a %s copy is waited for, until its time is over", (State) => {
  expect(look({ State })).toMatchObject({ kind: "wait", item: { last_seen_at: "2026-01-01T00:10:00.000Z" } });
  const Tags = toTags({ ...tags, CopyDeadline: "2026-01-01T03:00:00.000Z" });
  expect(look({ State, Tags }, [], 3 * 60)).toMatchObject({ kind: "wait" });
  expect(look({ State, Tags }, [], 3 * 60 + 1)).toMatchObject({
    kind: "ready",
    item: { action: "discard", reason: "the copy was not complete by its deadline, 2026-01-01T03:00:00.000Z" },
  });
});

test("a copy of ours without a deadline has the time that we allow", () => {
  expect(look({ State: "pending" }, [], 24 * 60)).toMatchObject({ kind: "wait" });
  expect(look({ State: "pending" }, [], 24 * 60 + 1)).toMatchObject({ item: { action: "discard" } });
});

test.each(["failed", "error", "invalid", "disabled"] as const)("a %s copy is discarded with AWS's reason", (State) => {
  expect(look({ State, StateReason: { Message: "no key" } })).toMatchObject({
    kind: "ready",
    item: { action: "discard", reason: `the copy is ${State}: no key`, temp_image: { BlockDeviceMappings: [] } },
  });
});

test("a copy that failed for want of a place in the quota is deferred, others count as failed", () => {
  const failed = (Message: string) => look({ State: "failed", StateReason: { Message } });
  const quota = "Too many snapshot copies in progress. The limit is 20 for this destination region.";
  expect(failed(quota)).toMatchObject({ item: { action: "discard", discarded_as: "deferred" } });
  expect(failed("Given key ID is not accessible")).toMatchObject({ item: { discarded_as: "failed" } });
});

test.each([
  ["Too many snapshot copies in progress. The limit is 5 for this destination region.", true],
  ["ResourceLimitExceeded: the request was refused", true],
  ["ConcurrentSnapshotLimitExceeded", true],
  ["Client.PendingSnapshotLimitExceeded: try again later", true],
  ["SnapshotLimitExceeded: the account has as many snapshots as it may", false],
  ["You have reached the limit of 20 concurrent snapshot copy requests", true],
  ["AMI snapshot copy failed with error: Given key ID is not accessible. You must have DescribeKey permissions", false],
  ["AMI snapshot copy failed with error: the KMS request limit was exceeded", false],
  ["AWS gives no reason", false],
])("%s: of the quota? %s", (reason, expected) => {
  expect(isQuotaReason(reason)).toBe(expected);
});

test("a discarded copy names the execution whose snapshots go with it", () => {
  const Tags = toTags({ ...tags, CopyExecution: "arn:first" });
  expect(look({ State: "failed", Tags })).toMatchObject({ item: { action: "discard", copy_execution: "arn:first" } });
});

test.each(["failed", "available"] as const)(
  "a %s copy without its tags is left to a person, who is told its id",
  (State) => {
    expect(look({ State, Tags: [], StateReason: { Message: "no key" } })).toMatchObject({
      kind: "ready",
      item: {
        action: "discard",
        keeps_image: true,
        discarded_as: "failed",
        reason: expect.stringMatching(/^deregister ami-87654321 by hand/) as unknown,
      },
    });
  },
);

test("a copy whose billing would change fails each time with the way out, until what was registered of it is gone", () => {
  const Tags = toTags({ ...tags, BillingMismatch: "a (1) became b (2)" });
  expect(look({ State: "available", Tags })).toMatchObject({
    kind: "over",
    outcome: {
      status: "failed",
      reason:
        "Registration changes the billing. To retry, deregister ami-87654321 and delete its snapshots; to stop, filter the source out. a (1) became b (2).",
    },
  });
  expect(look({ State: "available", Tags }, [final])).toMatchObject({ kind: "ready", item: { action: "finalize" } });
});

test("a copy out of sight has ten minutes since it was last seen", () => {
  expect(look(undefined, [], 15)).toMatchObject({ kind: "wait" });
  expect(look(undefined, [], 16)).toMatchObject({
    kind: "over",
    outcome: { status: "failed", reason: "the temporary image ami-87654321 is gone" },
  });
});

test("another temporary image of the same source is not this copy", () => {
  expect(look({ ImageId: "ami-99999999", State: "available" })).toMatchObject({ kind: "wait" });
});

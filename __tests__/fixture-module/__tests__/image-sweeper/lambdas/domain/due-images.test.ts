import type { Image } from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { dueImages, maxImages } from "../../../../lambdas/image-sweeper/domain/due-images.ts";
import { requestedKinds } from "../../../../lambdas/image-sweeper/domain/requested-kinds.ts";
import { report } from "../../../../lambdas/image-sweeper/domain/report.ts";

const now = new Date("2026-03-01T00:00:00.000Z");
const golden = { name: "golden", keep_days: 30, keep_newest: 1 };
const shortLived = { name: "test", keep_days: 2, keep_newest: 0 };

function image(ImageId: string, days: number, more: Partial<Image> = {}): Image {
  return {
    ImageId,
    Name: `name of ${ImageId}`,
    State: "available",
    CreationDate: new Date(now.getTime() - days * 86_400_000).toISOString(),
    Tags: [{ Key: "SweepKind", Value: "golden" }],
    BlockDeviceMappings: [{ Ebs: { SnapshotId: `snap-of-${ImageId}` } }, { VirtualName: "ephemeral0" }],
    ...more,
  };
}

const idsOf = (images: readonly Image[], kinds = [golden]) => dueImages(images, kinds, now).map((due) => due.image_id);

describe("images are due", () => {
  test("when they are older than their kind allows, the oldest first", () => {
    expect(idsOf([image("new", 1), image("old", 31), image("young", 29), image("older", 90)])).toEqual([
      "older",
      "old",
    ]);
  });

  test("but for the newest, however old they are", () => {
    expect(idsOf([image("old", 31), image("older", 90)])).toEqual(["older"]);
    expect(idsOf([image("old", 31)])).toEqual([]);
  });

  test("at once when they have failed, and then they do not count among the newest", () => {
    expect(idsOf([image("failed", 0, { State: "failed" }), image("old", 31)])).toEqual(["failed"]);
  });

  test("by the rule of their own kind, and never without a kind", () => {
    const tagged = (kind: string) => ({ Tags: [{ Key: "SweepKind", Value: kind }] });
    const images = [
      image("test", 3, tagged("test")),
      image("other", 999, tagged("other")),
      image("none", 999, { Tags: [] }),
    ];
    expect(idsOf(images, [golden, shortLived])).toEqual(["test"]);
  });

  test("so many at a time that one run can take", () => {
    const images = Array.from({ length: maxImages + 5 }, (_, index) => image(`i-${index}`, 100 + index));
    expect(idsOf(images)).toHaveLength(maxImages);
  });

  test("with their snapshots, which go too", () => {
    expect(dueImages([image("old", 31), image("new", 1)], [golden], now)).toEqual([
      { image_id: "old", name: "name of old", kind: "golden", snapshot_ids: ["snap-of-old"] },
    ]);
  });
});

test("a sweep may ask for some of the kinds, and for no others", () => {
  expect(requestedKinds([golden, shortLived], undefined)).toEqual([golden, shortLived]);
  expect(requestedKinds([golden, shortLived], ["test"])).toEqual([shortLived]);
  expect(() => requestedKinds([golden], ["test", "x"])).toThrow("There is no kind test, x: ask for golden");
});

test("the report names images that could not be removed, but not hundreds of them", () => {
  const failed = Array.from({ length: 12 }, (_, index) => ({ image_id: `ami-${index}`, status: "failed" as const }));
  expect(report([{ image_id: "ami-x", status: "removed" }])).toEqual({
    message: "1 removed, 0 failed",
    removed: 1,
    failed: 0,
  });
  expect(report(failed).message).toMatch(/^0 removed, 12 failed: ami-0, .*ami-9 and others$/);
});

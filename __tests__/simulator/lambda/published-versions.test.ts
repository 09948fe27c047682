import { expect, test } from "vitest";
import { PublishedVersions } from "../../../simulator/lambda/published-versions.ts";

const [one, other] = [
  "arn:aws:lambda:us-east-1:111122223333:function:one",
  "arn:aws:lambda:us-east-1:111122223333:function:other",
];

test("each function has versions of its own, and a new one only for other code or settings", () => {
  const versions = new PublishedVersions();
  expect(versions.next(one, "a")).toBe(1);
  expect(versions.publish(one, 1, "a")).toBe(true);
  expect([versions.next(one, "a"), versions.next(one, "b"), versions.next(other, "b")]).toEqual([1, 2, 1]);
  expect(versions.publish(one, 1, "a")).toBe(false);
  expect(versions.publish(one, 2, "b")).toBe(true);
  // The settings of a version that is no longer the last one are a change again.
  expect(versions.next(one, "a")).toBe(3);
});

test("nothing changes a version", () => {
  const versions = new PublishedVersions();
  versions.publish(one, 1, "a");
  expect(() => versions.publish(one, 1, "b")).toThrow(
    /Version 1 of \S+:one is published already, with other code or settings: .* makes it version 2/,
  );
});

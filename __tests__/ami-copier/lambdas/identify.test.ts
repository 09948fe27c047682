import { expect, test } from "vitest";
import { identify } from "../../../lambdas/ami-copier/identify.ts";

test("a copy is known by execution, action and source image", () => {
  const event = {
    action: "copy",
    execution_id: "arn",
    image: { source_ami_id: "ami-12345678" },
    tags: '{"Secret":"x"}',
  };
  expect(identify(event)).toEqual({ execution_id: "arn", action: "copy", source_ami_id: "ami-12345678" });
});

test("a wave carries its execution itself", () => {
  expect(identify({ action: "check", wave: { execution_id: "arn" } })).toEqual({
    execution_id: "arn",
    action: "check",
  });
});

test.each([undefined, null, "text", []])("an event of the shape %j gives no fields", (odd) => {
  expect(identify(odd)).toEqual({});
});

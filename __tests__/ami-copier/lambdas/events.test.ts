import { describe, expect, test } from "vitest";
import {
  parseExecutionInput,
  parseFinalizerEvent,
  parseInitiatorEvent,
  parseStatusCheckerEvent,
  parseTags,
} from "../../../lambdas/ami-copier/events.ts";

const named = (message: string) =>
  expect.objectContaining({ name: "InvalidInputError", message: expect.stringContaining(message) as string }) as Error;

describe("parseExecutionInput", () => {
  test.each([{}, { source_ami_id: "" }, { source_ami_id: null }, { version: "0", "detail-type": "Scheduled Event" }])(
    "%j asks for all",
    (input) => {
      expect(parseExecutionInput(input)).toEqual({ mode: "discovery" });
    },
  );

  test.each(["ami-12345678", "ami-0123456789abcdef0"])("%s asks for one", (id) => {
    expect(parseExecutionInput({ source_ami_id: id, more: 1 })).toEqual({ mode: "single", sourceAmiId: id });
  });

  test.each(["ami-x", "AMI-12345678", "ami-123456789", "snap-12345678", " ami-12345678", 5, true, [], {}])(
    "refuses the id %j",
    (id) => {
      expect(() => parseExecutionInput({ source_ami_id: id })).toThrow(named(`source_ami_id is ${JSON.stringify(id)}`));
    },
  );

  test.each([null, undefined, "ami-12345678", 7, ["ami-12345678"]])("refuses the input %j", (input) => {
    expect(() => parseExecutionInput(input)).toThrow(named("must be a JSON object"));
  });
});

test.each([{}, { source_ami_id: "ami-12345678" }, null, "x"])("an event without action: %j", (event) => {
  expect(() => parseInitiatorEvent(event)).toThrow(named("Start the state machine instead"));
  expect(() => parseStatusCheckerEvent(event)).toThrow(named("Start the state machine instead"));
});

test("lists every problem of an event", () => {
  const event = { action: "copy", execution_id: "", image: { source_ami_id: "x", status: "pending" } };
  expect(() => parseInitiatorEvent(event)).toThrow(named("execution_id must not be empty"));
  expect(() => parseInitiatorEvent(event)).toThrow(named("image.source_ami_id must be an AMI id"));
  expect(() => parseInitiatorEvent(event)).toThrow(named("tags must be of type string"));
  expect(() => parseFinalizerEvent({})).toThrow(named("execution_id must be of type string"));
});

test("refuses an unknown action", () => {
  expect(() => parseInitiatorEvent({ action: "delete" })).toThrow(named("action"));
});

describe("parseTags", () => {
  test("reads an object of texts", () => {
    expect(parseTags('{"a.$":"b"}')).toEqual({ "a.$": "b" });
  });

  test.each(["", "[1]", '"x"', '{"a":1}', "null"])("refuses %j", (text) => {
    expect(() => parseTags(text)).toThrow(named("field tags"));
  });
});

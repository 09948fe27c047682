import { describe, expect, test } from "vitest";
import { readPattern } from "../../../simulator/aws/events/pattern.ts";

const event = {
  source: "aws.ec2",
  detail: { state: "running", n: 5, list: ["a", "b"], nothing: null, inner: { x: 1 } },
};
const detail = (value: unknown, key = "state") => readPattern({ detail: { [key]: value } })(event);

describe("an event pattern", () => {
  test.each([
    ["a value", ["running", "stopped"], ["stopped"]],
    ["a prefix", [{ prefix: "run" }], [{ prefix: "ning" }]],
    ["a suffix", [{ suffix: "ning" }], [{ suffix: "run" }]],
    ["a prefix of another case", [{ prefix: { "equals-ignore-case": "RUN" } }], [{ prefix: "RUN" }]],
    ["anything but", [{ "anything-but": ["stopped"] }], [{ "anything-but": ["running", "stopped"] }]],
    ["anything but a prefix", [{ "anything-but": { prefix: "stop" } }], [{ "anything-but": { prefix: "run" } }]],
    ["a wildcard", [{ wildcard: "r*n*g" }], [{ wildcard: "r*\\*" }]],
    ["another case", [{ "equals-ignore-case": "RUNNING" }], [{ "equals-ignore-case": "RUN" }]],
    ["existence", [{ exists: true }], [{ exists: false }]],
  ])("compares with %s", (_, matching, other) => {
    expect(detail(matching)).toBe(true);
    expect(detail(other)).toBe(false);
  });

  test("compares numbers, null, lists and fields that are not there", () => {
    expect(detail([{ numeric: [">", 0, "<=", 5] }], "n")).toBe(true);
    expect(detail([{ numeric: [">", 5] }], "n")).toBe(false);
    expect(detail(["5"], "n")).toBe(false);
    expect(detail([null], "nothing")).toBe(true);
    expect(detail(["b"], "list")).toBe(true);
    expect(detail(["c"], "list")).toBe(false);
    expect(detail([{ exists: false }], "none")).toBe(true);
    expect(detail([{ "anything-but": "x" }], "none")).toBe(false);
  });

  test("asks for all its fields, and one of the alternatives of $or", () => {
    expect(readPattern({ source: ["aws.ec2"], detail: { state: ["stopped"] } })(event)).toBe(false);
    const either = [{ source: ["x"] }, { detail: { n: [5] } }];
    expect(readPattern({ $or: either, source: ["aws.ec2"] })(event)).toBe(true);
    expect(readPattern({ $or: [{ source: ["x"] }], detail: { n: [5] } })(event)).toBe(false);
  });

  test.each([
    [{}, /not empty/],
    [{ source: "x" }, /object/],
    [{ source: [] }, /must not be empty/],
    [{ source: [{ cidr: "10.0.0.0/8" }] }, /cidr/],
    [{ source: [{ "anything-but": { wildcard: "*" } }] }, /not simulated/],
    [{ source: [{ numeric: [">", "a"] }] }, /numeric/],
  ])("refuses %j", (pattern, message) => {
    expect(() => readPattern(pattern)).toThrow(message);
  });
});

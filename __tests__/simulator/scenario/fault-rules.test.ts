import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { FaultKind } from "../../../simulator/core/faults.ts";
import { closest } from "../../../simulator/core/closest.ts";
import { parseScenario, ScenarioError } from "../../../simulator/scenario/schema.ts";

const module = {
  name: "pages",
  fields: z.strictObject({}),
  hosts: [{ name: "page.example", operations: ["get", "put"] }],
};
const parse = (fault: object) => parseScenario(module, { faults: [{ kind: "drop" }, fault] }).faults[1];

test.each([
  { kind: "drop" as FaultKind },
  { kind: "throttle", service: "ec2", operation: "CopyImage", call: 3 },
  { kind: "throttle", operation: "get", every: 2 },
  { kind: "slow", service: "page.example", operation: "put", seconds: 0.5 },
])("a fault that can hit is taken: %o", (fault) => {
  expect(parse(fault)).toEqual(fault);
});

test.each<[string, object, string]>([
  ["slow without seconds", { kind: "slow" }, "seconds must be given: say how many seconds a slow answer takes"],
  [
    "seconds where none belong",
    { kind: "drop", seconds: 3 },
    "seconds must be left out of drop, but is 3: only slow takes seconds",
  ],
  ["no seconds at all", { kind: "slow", seconds: 0 }, "seconds must be more than 0, but is 0"],
  [
    "both numbers",
    { kind: "drop", call: 1, every: 2 },
    "every must be left out beside call, but is 2: make two faults of it",
  ],
  ["a call before the first", { kind: "drop", call: 0 }, "call must be a whole number from 1 to 99999, but is 0"],
  [
    "a kind in another case",
    { kind: "Drop" },
    'kind must be one of throttle, unavailable, timeout, drop, lose-answer, slow, kill-before, kill-after, but is "Drop": did you mean drop?',
  ],
  [
    "a service in another case",
    { kind: "drop", service: "EC2" },
    'service must be one of autoscaling, ec2, events, kms, s3, secretsmanager, sns, sqs, ssm, states, sts, page.example, but is "EC2": did you mean ec2?',
  ],
  [
    "an operation in another case",
    { kind: "drop", service: "kms", operation: "describekey" },
    'operation must be an operation of kms, in the same case (DescribeKey), but is "describekey": did you mean DescribeKey?',
  ],
  [
    "an operation of another service",
    { kind: "drop", service: "kms", operation: "CopyImage" },
    'operation must be an operation of kms, in the same case (DescribeKey), but is "CopyImage": ec2 has it',
  ],
  [
    "an operation of a host, at AWS",
    { kind: "drop", service: "kms", operation: "get" },
    'operation must be an operation of kms, in the same case (DescribeKey), but is "get": page.example has it',
  ],
  [
    "an operation that only AWS answers",
    { kind: "drop", service: "kms", operation: "Encrypt" },
    'operation must be one that the simulator answers (DescribeKey), but is "Encrypt": kms has it at AWS, but here nothing can call it',
  ],
  [
    "an operation of a host that has none such",
    { kind: "drop", service: "page.example", operation: "delete" },
    'operation must be an operation of page.example, in the same case (get, put), but is "delete"',
  ],
])("%s is refused", (_, fault, message) => {
  expect(() => parse(fault)).toThrow(new ScenarioError(`faults[1].${message}`));
});

test("an operation without its service is looked for in all of them", () => {
  expect(() => parse({ kind: "drop", operation: "copyImage" })).toThrow(
    /must be an operation of a service, .*did you mean CopyImage\?$/,
  );
  expect(() => parse({ kind: "drop", operation: "AllocateAddress" })).toThrow(
    /must be one that the simulator answers .*: ec2 has it at AWS/,
  );
});

describe("the closest name", () => {
  test.each([
    ["copyimage", "CopyImage"],
    ["CopyImages", "CopyImage"],
    ["RegistrImage", "RegisterImage"],
    ["xyz", undefined],
    ["", undefined],
  ])("to %j is %j", (text, name) => {
    expect(closest(text, ["RegisterImage", "CopyImage"])).toBe(name);
  });
});

test("a module may not define a field that every scenario has", () => {
  const fields = z.strictObject({ runs: z.number(), pages: z.number() });
  expect(() => parseScenario({ ...module, fields }, {})).toThrow(
    "pages defines runs, which every scenario has: give its field of the scenario another name.",
  );
});

test("keys are those that KMS has", () => {
  const id = "11111111-2222-3333-4444-555555555555";
  const keys = (...list: readonly object[]) => parseScenario(module, { keys: list }).keys;
  expect(keys({ id, aliases: ["alias/a"] }, { id, aliases: ["alias/a"], region: "eu-west-1" })).toHaveLength(2);
  expect(keys({ id: `mrk-${"0".repeat(32)}`, spec: "RSA_2048" })).toHaveLength(1);
  const refused: [object[], RegExp][] = [
    [[{ id: "one" }], /^keys\[0\]\.id must be a key id, .*, but is "one"$/],
    [[{ id, aliases: ["a"] }], /^keys\[0\]\.aliases\[0\] must be alias\/ and .*, but is "a"$/],
    [[{ id, aliases: ["alias/aws/ebs"] }], /which AWS keeps for itself, but is "alias\/aws\/ebs"$/],
    [[{ id, region: "nowhere" }], /^keys\[0\]\.region must be a Region of the partition aws, .*, but is "nowhere"$/],
    [[{ id, region: "cn-north-1" }], /must be a Region of the partition aws/],
    [[{ id, spec: "AES" }], /^keys\[0\]\.spec must be one of .*SYMMETRIC_DEFAULT, but is "AES"$/],
    [
      [{ id }, { id, region: "us-east-1" }],
      /^keys\[1\] must have an id and aliases of its own in us-east-1, but 11111111-.* is taken/,
    ],
    [[{ id, aliases: ["alias/a", "alias/a"] }], /but alias\/a is taken/],
  ];
  for (const [list, message] of refused) expect(() => keys(...list)).toThrow(message);
});

import { describe, expect, test } from "vitest";
import {
  type AccessRequest,
  isAllowed,
  readResourceStatements,
  readStatements,
} from "../../../simulator/core/iam/policy.ts";
import { ModuleError } from "../../../simulator/core/module-error.ts";
import { mayAssume } from "../../../simulator/core/iam/roles.ts";

const image = "arn:aws:ec2:us-east-1::image/ami-1";
const request: AccessRequest = {
  action: "ec2:DeregisterImage",
  resource: image,
  conditions: { "aws:ResourceTag/CopiedBy": ["me"] },
};
const allow = { Effect: "Allow", Action: "ec2:DeregisterImage", Resource: image };
const decide = (...statements: object[]) => isAllowed(readStatements(statements), request);

describe("a policy", () => {
  test("allows what a statement names, with wildcards and in lists", () => {
    expect(decide(allow)).toBe(true);
    expect(decide({ ...allow, Action: ["ec2:CopyImage", "ec2:deregister*"] })).toBe(true);
    expect(decide({ ...allow, Resource: ["arn:aws:ec2:*::image/ami-?"] })).toBe(true);
  });

  test("denies everything else", () => {
    expect(decide()).toBe(false);
    expect(decide({ ...allow, Action: "ec2:Deregister" })).toBe(false);
    expect(decide({ ...allow, Resource: "arn:aws:ec2:us-east-2::image/*" })).toBe(false);
    expect(decide({ ...allow, Resource: "arn.aws:ec2:us-east-1::image/ami-1" })).toBe(false);
  });

  test("lets a denial win", () => {
    expect(decide(allow, { ...allow, Effect: "Deny", Action: "*", Resource: "*" })).toBe(false);
  });

  test("asks for all conditions, each with one of its values", () => {
    const key = "aws:ResourceTag/CopiedBy";
    expect(decide({ ...allow, Condition: { StringEquals: { [key]: ["you", "me"] } } })).toBe(true);
    expect(decide({ ...allow, Condition: { StringEquals: { [key]: "you" } } })).toBe(false);
    expect(decide({ ...allow, Condition: { StringEquals: { [key]: "me", "aws:ResourceTag/Team": "a" } } })).toBe(false);
    expect(decide({ ...allow, Condition: { "ForAnyValue:StringEquals": { [key]: "me" } } })).toBe(true);
    expect(decide({ ...allow, Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } } })).toBe(false);
  });

  test("is not guessed at: an operator or an effect that is not known is an error", () => {
    expect(() => decide({ ...allow, Condition: { DateLessThan: { a: "b" } } })).toThrow(/DateLessThan/);
    expect(() => decide({ ...allow, Effect: "Maybe" })).toThrow(/Effect/);
  });

  test.each([
    [{ ...allow, Effect: "Maybe" }, "its Effect "],
    [{ Effect: "Allow", NotAction: "ec2:CopyImage", Resource: "*" }, "its Action "],
    [{ ...allow, Condition: { StringEquals: { key: 1 } } }, "its Condition.StringEquals.key "],
    ["Allow", ""],
  ])("with a statement that the simulator does not read is the module's matter: %j", (statement, place) => {
    for (const read of [readStatements, readResourceStatements]) {
      const reading = () => read([statement]);
      expect(reading).toThrow(ModuleError);
      expect(reading).toThrow(
        `The simulator does not read the policy statement ${JSON.stringify(statement)}: ${place}`,
      );
    }
  });
});

describe("a condition", () => {
  const key = "aws:ResourceTag/CopiedBy";
  const holds = (operator: string, wanted: string | string[], name = key) =>
    decide({ ...allow, Condition: { [operator]: { [name]: wanted } } });

  test.each([
    ["StringEquals", "me", "m*"],
    ["StringLike", "m*", "y*"],
    ["StringNotEquals", "you", "me"],
    ["StringNotLike", "y*", "m*"],
    ["StringEqualsIgnoreCase", "ME", "m"],
    ["ForAllValues:StringEquals", "me", "you"],
    ["ForAnyValue:StringLike", "m?", "y?"],
    ["StringEqualsIfExists", "me", "you"],
    ["Null", "false", "true"],
  ])("%s compares", (operator, right, wrong) => {
    expect(holds(operator, right)).toBe(true);
    expect(holds(operator, wrong)).toBe(false);
  });

  test.each([
    ["StringEquals", false],
    ["StringNotEquals", true],
    ["StringEqualsIfExists", true],
    ["ForAllValues:StringEquals", true],
    ["ForAnyValue:StringEquals", false],
  ])("%s on a key that the request has not is %s", (operator, expected) => {
    expect(holds(operator, "me", "aws:SourceArn")).toBe(expected);
  });

  test("compares numbers and the parts of ARNs", () => {
    const ask = (Condition: object) =>
      isAllowed(readStatements([{ ...allow, Condition }]), {
        ...request,
        conditions: { "AWS:SourceArn": ["arn:aws:events:us-east-1:111122223333:rule/a:b"], "s3:max-keys": ["9"] },
      });
    expect(ask({ ArnLike: { "aws:SourceArn": "arn:aws:events:*:111122223333:rule/*" } })).toBe(true);
    expect(ask({ ArnLike: { "aws:SourceArn": "arn:aws:*:rule/*" } })).toBe(false);
    expect(ask({ NumericLessThan: { "s3:max-keys": "10" } })).toBe(true);
    expect(ask({ NumericLessThan: { "s3:max-keys": "9" } })).toBe(false);
  });
});

test("a trust policy lets in the service that it names, for the resources of its account", () => {
  const Condition = { StringEquals: { "aws:SourceAccount": "111122223333" } };
  const trust = readResourceStatements([
    { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole", Condition },
  ]);
  const role = { arn: "arn:aws:iam::111122223333:role/r", name: "r", trust, policy: [] };
  const sourceArn = "arn:aws:states:us-east-1:111122223333:stateMachine:m";
  expect(mayAssume(role, { service: "states.amazonaws.com", sourceArn })).toBe(true);
  expect(mayAssume(role, { service: "events.amazonaws.com", sourceArn })).toBe(false);
  expect(mayAssume(role, { service: "states.amazonaws.com", sourceArn: sourceArn.replace("1111", "9999") })).toBe(
    false,
  );
});

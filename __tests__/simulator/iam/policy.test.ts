import { describe, expect, test } from "vitest";
import { type AccessRequest, isAllowed, readStatements } from "../../../simulator/core/iam/policy.ts";

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
    expect(() => decide({ ...allow, Condition: { StringLike: { a: "b" } } })).toThrow(/StringLike/);
    expect(() => decide({ ...allow, Effect: "Maybe" })).toThrow(/Effect/);
  });
});

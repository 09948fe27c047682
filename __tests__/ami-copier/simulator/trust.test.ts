import { describe, expect, test } from "vitest";
import * as z from "zod";
import { applied, place } from "./resources.ts";

/** The trust policies as this module writes them: anything else in one is an error here. */
const trustSchema = z.strictObject({
  Version: z.literal("2012-10-17"),
  Statement: z.array(
    z.strictObject({
      Effect: z.literal("Allow"),
      Principal: z.strictObject({ Service: z.string() }),
      Action: z.literal("sts:AssumeRole"),
      Condition: z.strictObject({
        StringEquals: z.strictObject({ "aws:SourceAccount": z.string() }),
        ArnLike: z.optional(z.strictObject({ "aws:SourceArn": z.string() })),
      }),
    }),
  ),
});

/** Who wants to assume a role: a service, and for whom it says that it acts. */
interface Caller {
  readonly service: string;
  readonly account: string;
  readonly source: string;
}

/** ArnLike compares part by part; a star stands for any characters of one part (IAM User Guide, ARN condition operators). */
function isArnLike(arn: string, pattern: string): boolean {
  const parts = pattern.split(":");
  const given = arn.split(":");
  const matches = (part: string, text: string) =>
    new RegExp(`^${part.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(text);
  // The sixth part is the rest, colons and all.
  const [head, tail] = [parts.slice(0, 5), parts.slice(5).join(":")];
  return head.every((part, index) => matches(part, given[index] ?? "")) && matches(tail, given.slice(5).join(":"));
}

function mayAssume(trust: z.output<typeof trustSchema>, { service, account, source }: Caller): boolean {
  return trust.Statement.some(({ Principal, Condition: { StringEquals, ArnLike } }) => {
    const pattern = ArnLike?.["aws:SourceArn"];
    return (
      Principal.Service === service &&
      StringEquals["aws:SourceAccount"] === account &&
      (pattern === undefined || isArnLike(source, pattern))
    );
  });
}

const resources = await applied({ name_prefix: "acme" });
const text = (value: unknown) => z.string().parse(value);
const roles = resources("aws_iam_role").map((role) => ({
  name: text(role["name"]),
  trust: trustSchema.parse(JSON.parse(text(role["assume_role_policy"]))),
}));

const arn = (service: string, name: string) =>
  `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${name}`;
const stateMachine = text(resources("aws_sfn_state_machine")[0]?.["arn"]);
const rule = text(resources("aws_cloudwatch_event_rule")[0]?.["arn"]);
const functions = resources("aws_lambda_function").map((resource) => ({
  role: text(resource["role"]).replace(/.*\//, ""),
  caller: { service: "lambda.amazonaws.com", account: place.accountId, source: text(resource["arn"]) },
}));

/** Who assumes each role. */
const callers: Readonly<Record<string, Caller>> = {
  ...Object.fromEntries(functions.map(({ role, caller }) => [role, caller])),
  "acme-ami-copier-sfn": { service: "states.amazonaws.com", account: place.accountId, source: stateMachine },
  "acme-ami-copier-eventbridge": { service: "events.amazonaws.com", account: place.accountId, source: rule },
};

test("every role of the module has somebody who assumes it, and each function a role of its own", () => {
  expect(roles.map(({ name }) => name).sort()).toEqual(Object.keys(callers).sort());
  expect(new Set(functions.map(({ role }) => role)).size).toBe(functions.length);
});

describe.each(roles)("the role $name", ({ name, trust }) => {
  const owner = callers[name] ?? { service: "", account: "", source: "" };

  test("is assumed by its service, for this account and its source", () => {
    expect(mayAssume(trust, owner)).toBe(true);
  });

  test("is assumed by no other service", () => {
    const services = ["lambda", "states", "events", "ec2", "scheduler"].map((service) => `${service}.amazonaws.com`);
    for (const service of services.filter((candidate) => candidate !== owner.service)) {
      expect(mayAssume(trust, { ...owner, service }), service).toBe(false);
    }
  });

  test("is assumed for no other account: the service is nobody's deputy", () => {
    const source = owner.source.replace(place.accountId, "999999999999");
    expect(mayAssume(trust, { ...owner, account: "999999999999", source })).toBe(false);
    // The last condition to hold where a service tells only one of both.
    expect(mayAssume(trust, { ...owner, account: "999999999999" })).toBe(false);
  });
});

const trustOf = (name: string) => {
  const role = roles.find((candidate) => candidate.name === name);
  if (role === undefined) throw new Error(`There is no role ${name}`);
  return role.trust;
};

test("the schedule's role is assumed for its rule alone", () => {
  const [name, owner] = ["acme-ami-copier-eventbridge", callers["acme-ami-copier-eventbridge"]];
  for (const source of [arn("events", "rule/other"), arn("events", "rule/acme-ami-discovery-2"), stateMachine]) {
    expect(owner && mayAssume(trustOf(name), { ...owner, source }), source).toBe(false);
  }
});

test("the state machine's role is assumed for state machines of this account and Region alone", () => {
  const [name, owner] = ["acme-ami-copier-sfn", callers["acme-ami-copier-sfn"]];
  const elsewhere = stateMachine.replace(place.region, "eu-west-1");
  for (const source of [rule, elsewhere, arn("states", "activity:acme-ami-copier")]) {
    expect(owner && mayAssume(trustOf(name), { ...owner, source }), source).toBe(false);
  }
});

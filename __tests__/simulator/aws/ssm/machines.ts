import { type Account, accountId } from "../../../../simulator/account.ts";
import type { Instance, InstanceLaunch } from "../../../../simulator/aws/ec2/instances/instance.ts";
import { defaultSubnets } from "../../../../simulator/aws/ec2/instances/subnets.ts";
import { readStatements } from "../../../../simulator/core/iam/policy.ts";
import { region } from "../support.ts";

/** What the agent needs, beside what a test adds. */
const agentRights = { Effect: "Allow", Action: ["ssm:UpdateInstanceInformation", "ssmmessages:*"], Resource: "*" };

/** A role for instances with an instance profile, which lets the agent work. */
export function profileWith(account: Account, name: string, statements: readonly object[] = [agentRights]) {
  const roleArn = `arn:aws:iam::${accountId}:role/${name}`;
  account.roles.set(roleArn, { arn: roleArn, name, trust: [], policy: readStatements(statements) });
  return { name, arn: `arn:aws:iam::${accountId}:instance-profile/${name}`, roleArn, isTrusted: true };
}

/** The rights of the agent, and what is added to them. */
export function agentAnd(...statements: readonly object[]): readonly object[] {
  return [agentRights, ...statements.map((statement) => ({ Effect: "Allow", ...statement }))];
}

/** Launches a machine in the first default subnet, with a profile that lets its agent work and a public address. */
export function launch(account: Account, id: string, more: Partial<InstanceLaunch> = {}): Instance {
  const [subnet] = defaultSubnets(accountId, more.region ?? region);
  if (subnet === undefined) throw new Error("a default VPC has subnets");
  return account.ec2.instances.launch(id, {
    region,
    imageId: "ami-1",
    architecture: "x86_64",
    rootDeviceName: "/dev/xvda",
    type: "t3.medium",
    subnet,
    hasPublicAddress: true,
    securityGroupIds: [],
    profile: profileWith(account, "instance"),
    keyName: undefined,
    userData: undefined,
    metadataOptions: {},
    shutdownBehavior: "stop",
    lifecycle: "on-demand",
    volumes: [],
    networkInterface: { id: `eni-${id}`, Tags: [] },
    tags: [],
    powerOffAt: undefined,
    machine: undefined,
    ...more,
  });
}

/** Lets time pass. */
export function pass(account: Account, seconds: number): Promise<void> {
  return account.clock.sleepUntil(account.clock.now + seconds * 1_000);
}

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { accountId, partition } from "../../../../simulator/account.ts";
import { awsTypes } from "../../../../simulator/aws/computed.ts";
import { install } from "../../../../simulator/installation.ts";
import { evaluateModule } from "../../../../simulator/terraform/evaluate.ts";
import { region } from "../support.ts";
import { Ec2Desk } from "./support.ts";

const fixture = fileURLToPath(new URL("../../terraform/fixtures/builder", import.meta.url));

test("a module's instance profiles can be launched with; EC2 assumes a role that asks for no source", async () => {
  const desk = await Ec2Desk.open();
  const module = await evaluateModule(fixture, {}, { accountId, partition, region }, awsTypes);
  const installation = await install(desk.account, module);
  const launch = async (Name: string) => {
    const { InstanceId = "", VpcId } = await desk.run({ IamInstanceProfile: { Name }, SubnetId: undefined });
    return { profile: desk.account.ec2.instances.get(InstanceId)?.profile, VpcId };
  };
  const roleArn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  expect(await launch("trusted-instance")).toMatchObject({
    profile: { roleArn: roleArn("trusted"), isTrusted: true },
    VpcId: module.outputs["vpc_id"],
  });
  expect(await launch("conditional-instance")).toMatchObject({
    profile: { roleArn: roleArn("conditional"), isTrusted: false },
  });
  await installation.close();
  await desk.close();
});

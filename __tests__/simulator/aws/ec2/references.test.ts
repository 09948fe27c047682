import {
  AutoScalingClient,
  paginateDescribeAutoScalingGroups,
  paginateDescribeLaunchConfigurations,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeImageReferencesCommand,
  type DescribeImageReferencesCommandInput,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clientOf, region } from "../support.ts";
import { code, Ec2Desk, plainImage } from "./support.ts";

let desk: Ec2Desk;
let image: string;

beforeEach(async () => {
  desk = await Ec2Desk.open();
  image = desk.account.ec2.addOwn(plainImage("own"));
});

afterEach(() => desk.close());

const ask = async (input: Partial<DescribeImageReferencesCommandInput>) =>
  desk.client.send(new DescribeImageReferencesCommand({ ImageIds: [image], ...input }));
const refer = async (input: Partial<DescribeImageReferencesCommandInput>) =>
  ((await ask(input)).ImageReferences ?? []).map(({ Arn }) => Arn);
const recipe = "arn:aws:imagebuilder:us-east-1:111122223333:image-recipe/r/1.0.0";
const parameter = "arn:aws:ssm:us-east-1:111122223333:parameter/golden/x";

describe("what refers to an image", () => {
  test("is found in instances, launch templates, parameters and recipes of the Region", async () => {
    const { referrers } = desk.account.ec2;
    const { InstanceId = "" } = await desk.run({ ImageId: image });
    await desk.run();
    for (const place of [region, "eu-west-1"]) {
      referrers.launchTemplates.push({ id: `lt-${place}`, region: place, versions: [{ imageId: image }] });
    }
    referrers.recipes.push({ arn: recipe, region, kind: "image", imageId: image });
    referrers.parameters = (place) => (place === region ? [{ arn: parameter, imageId: image }] : []);
    const ofEc2 = "arn:aws:ec2:us-east-1:111122223333";
    expect(await refer({ IncludeAllResourceTypes: true })).toEqual([
      `${ofEc2}:instance/${InstanceId}`,
      `${ofEc2}:launch-template/lt-us-east-1`,
      parameter,
      recipe,
    ]);
    expect(await refer({ ResourceTypes: [{ ResourceType: "ssm:Parameter" }] })).toEqual([parameter]);
    expect(await refer({ ResourceTypes: [{ ResourceType: "imagebuilder:ContainerRecipe" }] })).toEqual([]);
  });

  test("is by default every instance that EC2 still shows, whatever its state", async () => {
    const { InstanceId = "" } = await desk.run({ ImageId: image });
    await desk.client.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    await desk.pass(60);
    const live = { OptionName: "state-name" as const, OptionValues: ["pending", "running", "stopping", "stopped"] };
    expect(await refer({ ResourceTypes: [{ ResourceType: "ec2:Instance" }] })).toHaveLength(1);
    expect(
      await refer({
        IncludeAllResourceTypes: true,
        ResourceTypes: [{ ResourceType: "ec2:Instance", ResourceTypeOptions: [live] }],
      }),
    ).toEqual([]);
    await desk.pass(3_600);
    expect(await refer({ IncludeAllResourceTypes: true })).toEqual([]);
  });

  test("is by default one of the ten newest versions of a launch template", async () => {
    const versions = [{ imageId: image }, ...Array.from({ length: 10 }, () => ({ imageId: desk.baseImage }))];
    desk.account.ec2.referrers.launchTemplates.push({ id: "lt-1", region, versions });
    const deep = (depth: string) => ({
      ResourceTypes: [
        {
          ResourceType: "ec2:LaunchTemplate" as const,
          ResourceTypeOptions: [{ OptionName: "version-depth" as const, OptionValues: [depth] }],
        },
      ],
    });
    expect(await refer({ IncludeAllResourceTypes: true })).toEqual([]);
    expect(await refer(deep("10"))).toEqual([]);
    expect(await refer(deep("10000"))).toHaveLength(1);
    for (const depth of ["0", "10001", "x"]) {
      await expect(ask(deep(depth))).rejects.toMatchObject(code("InvalidParameterValue"));
    }
  });

  test("comes in pages, for at most ten images and of named types", async () => {
    await Promise.all(Array.from({ length: 3 }, () => desk.run({ ImageId: image })));
    const first = await ask({ IncludeAllResourceTypes: true, MaxResults: 2 });
    expect(first.ImageReferences).toHaveLength(2);
    const second = await ask({ IncludeAllResourceTypes: true, MaxResults: 2, NextToken: first.NextToken });
    expect(second.ImageReferences).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
    const ImageIds = Array.from({ length: 11 }, (_, index) => `ami-${index}`);
    await expect(ask({ ImageIds, IncludeAllResourceTypes: true })).rejects.toMatchObject(code("InvalidParameterValue"));
    await expect(ask({})).rejects.toMatchObject(code("MissingParameter"));
  });
});

test("Auto Scaling tells what a world put in, Region by Region and in pages", async () => {
  const { autoScaling } = desk.account;
  for (let number = 0; number < 51; number += 1) {
    autoScaling.groups.push({ region, group: { AutoScalingGroupName: `group-${number}` } });
    autoScaling.configurations.push({
      region,
      configuration: { LaunchConfigurationName: `configuration-${number}`, ImageId: image },
    });
  }
  autoScaling.groups.push({ region: "eu-west-1", group: { AutoScalingGroupName: "there" } });
  const client = new AutoScalingClient(clientOf(desk.account));
  const groups: unknown[] = [];
  for await (const page of paginateDescribeAutoScalingGroups({ client, pageSize: 50 }, {})) {
    groups.push(...(page.AutoScalingGroups ?? []));
  }
  const images: unknown[] = [];
  for await (const page of paginateDescribeLaunchConfigurations({ client }, {})) {
    images.push(...(page.LaunchConfigurations ?? []).map(({ ImageId }) => ImageId));
  }
  client.destroy();
  expect(groups).toHaveLength(51);
  expect(groups[0]).toMatchObject({ AutoScalingGroupName: "group-0", HealthCheckType: "EC2" });
  expect(images).toEqual(Array.from({ length: 51 }, () => image));
});

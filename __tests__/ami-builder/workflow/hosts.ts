import type { Image, RunInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { newestOf } from "../../../simulator/aws/ssm/parameters/parameter.ts";
import { ownImages, tagOf } from "./expectations.ts";
import { region, type World } from "./world.ts";

/** Launches a host that may be captured; returns its id. */
export async function launchHost(world: World): Promise<string> {
  const { account } = world;
  const base = account.ssm.parameters.findOwn(
    "/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
    region,
  );
  if (base === undefined) throw new Error("The account has no base image");
  const { Instances = [] } = account.ec2.call(
    "RunInstances",
    {
      ImageId: newestOf(base).value,
      InstanceType: "t3.medium",
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "AmiCapture", Value: "true" }] }],
    },
    region,
  ) as RunInstancesCommandOutput;
  await world.sleep(60);
  return Instances[0]?.InstanceId ?? "";
}

/** What asks for the capture of a host once it is ready. */
export function captureOf(instance_id: string, job_id = instance_id): object {
  const readiness = { url: "https://{private_ip}/", contains: ["ready"], verify_tls: false };
  return { action: "capture", instance_id, version: "v1.2.3", variant: "full", job_id, delay_seconds: 0, readiness };
}

/** Images of captures that can be used, or will be. */
export function capturedImages(world: World): readonly Image[] {
  return ownImages(world).filter((image) => tagOf(image, "CreatedFrom") !== "");
}

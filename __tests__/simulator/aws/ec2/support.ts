import {
  CreateImageCommand,
  type CreateImageCommandInput,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Image,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from "@aws-sdk/client-ec2";
import { type Account, accountId, type openAccount, person } from "../../../../simulator/account.ts";
import { readStatements } from "../../../../simulator/core/iam/policy.ts";
import { clientOf, open, region } from "../support.ts";

type Opened = Awaited<ReturnType<typeof openAccount>>;

export const subnetId = "subnet-00000000000000001";
export const profileArn = `arn:aws:iam::${accountId}:instance-profile/builder`;
export const roleArn = `arn:aws:iam::${accountId}:role/builder`;

/** An account with a subnet and an instance profile, and what a person does in it. */
export class Ec2Desk {
  readonly account: Opened;
  readonly client: EC2Client;
  /** An image of Canonical's with one volume of 8 GiB. */
  readonly baseImage: string;
  readonly #others: EC2Client[] = [];

  constructor(account: Opened) {
    this.account = account;
    this.client = new EC2Client(clientOf(account));
    const zone = { region, vpcId: "vpc-1", availabilityZone: "us-east-1a" };
    account.ec2.subnets.set(subnetId, {
      ...zone,
      id: subnetId,
      isDefault: false,
      givesPublicAddresses: false,
      route: "nat",
    });
    account.ec2.profiles.set("builder", { name: "builder", arn: profileArn, roleArn, isTrusted: true });
    this.baseImage = account.ec2.share({ ...plainImage("ubuntu"), OwnerId: "099720109477", Public: true });
  }

  static async open(): Promise<Ec2Desk> {
    return new Ec2Desk(await open());
  }

  /** A client of somebody with a policy, or of the person in another Region. */
  clientFor({ place = region, policy }: { place?: string; policy?: readonly unknown[] }): EC2Client {
    const accessKeyId = policy === undefined ? person.accessKeyId : `AKIA${this.#others.length}`;
    if (policy !== undefined) {
      this.account.callers.set(accessKeyId, { ...person, accessKeyId, policy: readStatements(policy) });
    }
    const credentials = { accessKeyId, secretAccessKey: person.secretAccessKey };
    const client = new EC2Client({ ...clientOf(this.account), region: place, credentials });
    this.#others.push(client);
    return client;
  }

  /** Lets virtual seconds pass. */
  async pass(seconds: number): Promise<void> {
    await this.account.clock.sleepUntil(this.account.clock.now + seconds * 1_000);
  }

  async run(change: Partial<RunInstancesCommandInput> = {}, client = this.client): Promise<Instance> {
    const { Instances = [] } = await client.send(
      new RunInstancesCommand({
        ImageId: this.baseImage,
        InstanceType: "t3.medium",
        MinCount: 1,
        MaxCount: 1,
        SubnetId: subnetId,
        ...change,
      }),
    );
    const [instance] = Instances;
    if (instance === undefined) throw new Error("RunInstances answered without an instance");
    return instance;
  }

  /** Launches an instance, and waits until it runs. */
  async running(change: Partial<RunInstancesCommandInput> = {}): Promise<string> {
    const { InstanceId = "" } = await this.run(change);
    await this.pass(20);
    return InstanceId;
  }

  async instance(id: string): Promise<Instance | undefined> {
    const { Reservations } = await this.client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations?.[0]?.Instances?.[0];
  }

  async state(id: string): Promise<string | undefined> {
    return (await this.instance(id))?.State?.Name;
  }

  async createImage(change: Partial<CreateImageCommandInput> & { InstanceId: string }): Promise<string> {
    const { ImageId = "" } = await this.client.send(new CreateImageCommand({ Name: "made", ...change }));
    return ImageId;
  }

  async image(id: string): Promise<Image | undefined> {
    const asked = new DescribeImagesCommand({ ImageIds: [id], IncludeDisabled: true, IncludeDeprecated: true });
    return (await this.client.send(asked)).Images?.[0];
  }

  async close(): Promise<void> {
    for (const client of [this.client, ...this.#others]) client.destroy();
    await this.account.close();
  }
}

/** What an SDK client rejects with. */
export const code = (name: string, status = 400) => ({ name, $metadata: { httpStatusCode: status } });

export function plainImage(Name: string) {
  return {
    Name,
    BlockDeviceMappings: [
      {
        DeviceName: "/dev/sda1",
        Ebs: { SnapshotId: "snap-0000000000000000f", VolumeSize: 8, VolumeType: "gp2" as const, Encrypted: false },
      },
    ],
  };
}

export type { Account };

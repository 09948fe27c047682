import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client, type Image } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { createCleanerHandler } from "../../../lambdas/ami-builder/cleaner.ts";
import type { CleaningPlan, Removal, RemovalResult } from "../../../lambdas/ami-builder/cleaning-shapes.ts";
import { perRegion } from "../../../lambdas/ami-builder/clients.ts";
import { keys } from "../../../lambdas/ami-builder/contract.ts";
import type { CleaningResult } from "../../../lambdas/ami-builder/domain/cleaning/result.ts";
import type { Settings } from "../../../lambdas/ami-builder/settings.ts";
import { createLogger } from "../../../lambdas/shared/logger.ts";
import { storedImage } from "../../../simulator/aws/ec2/stored-image.ts";
import { clientOf, open, region } from "../../simulator/aws/support.ts";
import { execution, settings } from "./planner-world.ts";

const bucket = "golden-ami-builder-111122223333";
const cleanup = (name: string) => `arn:aws:states:us-east-1:111122223333:execution:golden-ami-builder-cleanup:${name}`;

type Tags = Readonly<Record<string, string>>;

/** An embedded AWS, and the cleaner over it. Executions run that are named so; all others are over. */
export async function openCleanerWorld(change: Partial<Settings> = {}) {
  const account = await open();
  account.s3.putBucket({ name: bucket, region });
  const client = clientOf(account);
  const ssm = perRegion((place) => new SSMClient({ ...client, region: place }));
  const ec2 = perRegion((place) => new EC2Client({ ...client, region: place }));
  const sfn = new SFNClient({ region });
  const running = new Set<string>();
  mockClient(sfn)
    .on(DescribeExecutionCommand)
    .callsFake(({ executionArn = "" }: { executionArn?: string }) => ({
      status: running.has(executionArn) ? "RUNNING" : "FAILED",
    }));
  const cleaner = createCleanerHandler({
    ec2,
    ssm,
    autoScaling: perRegion((place) => new AutoScalingClient({ ...client, region: place })),
    s3: new S3Client({ ...client, forcePathStyle: true }),
    sfn,
    environment: { AWS_REGION: region, BUCKET: bucket, NAME_PREFIX: "golden", PARAMETER_PREFIX: "/golden" },
    log: createLogger({}, () => undefined),
    now: () => new Date(account.clock.now),
  });
  const given: Settings = { ...settings, retention_keep_newest: 1, retention_dry_run: false, ...change };
  const texts = { settings: JSON.stringify(given) };
  let snapshots = 0;
  let runs = 0;

  const world = {
    account,
    ec2,
    running,
    cleaner,
    settings: texts.settings,
    /** A snapshot with tags; it stands from the start. */
    addSnapshot: (tags: Tags, place = region) => {
      snapshots += 1;
      const SnapshotId = `snap-${String(snapshots).padStart(17, "0")}`;
      const StartTime = new Date(account.clock.now);
      const snapshot = { SnapshotId, OwnerId: "111122223333", StartTime, VolumeSize: 10, Tags: toTags(tags) };
      account.ec2.store.snapshots.set(SnapshotId, { region: place, snapshot, end: undefined });
      return SnapshotId;
    },
    /** An image with a snapshot of its own, which has the same tags. */
    addImage: (tags: Tags, more: Omit<Partial<Image>, "ImageId"> = {}, place = region) => {
      const SnapshotId = world.addSnapshot(tags, place);
      const ImageId = account.ec2.store.newId("ami");
      const image: Image & { readonly ImageId: string } = {
        ImageId,
        OwnerId: "111122223333",
        Name: `image-${ImageId}`,
        State: "available",
        Architecture: "x86_64",
        CreationDate: new Date(account.clock.now).toISOString(),
        BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { SnapshotId, VolumeSize: 10 } }],
        Public: false,
        Tags: toTags(tags),
        ...more,
      };
      account.ec2.store.addImage(storedImage({ region: place, image, snapshots: [SnapshotId] }, account.clock.now));
      return { id: ImageId, snapshot: SnapshotId };
    },
    image: (id: string) => account.ec2.store.images.get(id)?.image,
    tags: (id: string) =>
      Object.fromEntries((world.image(id)?.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
    hasSnapshot: (id: string) => account.ec2.store.snapshots.has(id),
    /** A parameter that names an image; it shows so once Systems Manager has looked at that. */
    parameter: async (Name: string, Value: string) => {
      await ssm(region).send(new PutParameterCommand({ Name, Value, Type: "String", DataType: "aws:ec2:image" }));
      await account.clock.sleepUntil(account.clock.now + 5_000);
    },
    read: async (Name: string) => (await ssm(region).send(new GetParameterCommand({ Name }))).Parameter?.Value,
    put: (key: string, value: unknown) => account.s3.put(bucket, key, JSON.stringify(value)),
    plan: (name: string) => JSON.parse(account.s3.read(bucket, keys.plan(name)).toString()) as CleaningPlan,
    sleep: (days: number) => account.clock.sleepUntil(account.clock.now + days * 24 * 3_600_000),
    find: async (input: unknown, name = "sweep") =>
      (
        (await cleaner({ action: "find", execution_id: cleanup(name), input, ...texts })) as {
          readonly items: readonly Removal[];
        }
      ).items,
    findImages: async (request: object, name = "sweep") =>
      (
        (await cleaner({
          action: "find_images",
          execution_id: cleanup(name),
          request: { all: false, ignore_in_use: false, dry_run: false, ...request },
          ...texts,
        })) as { readonly items: readonly Removal[] }
      ).items,
    remove: (item: Removal, name = "sweep") =>
      cleaner({ action: "remove", execution_id: cleanup(name), item, ...texts }) as Promise<RemovalResult>,
    report: (results: unknown, name = "sweep") =>
      cleaner({ action: "report", execution_id: cleanup(name), results }) as Promise<CleaningResult>,
    /** A whole run as the state machine does it, one thing after another. */
    clean: async (input: unknown = {}) => {
      runs += 1;
      return world.end(await world.find(input, `run-${runs}`), `run-${runs}`);
    },
    delete: async (request: object) => {
      runs += 1;
      return world.end(await world.findImages(request, `run-${runs}`), `run-${runs}`);
    },
    end: async (items: readonly Removal[], name: string) => {
      const results: unknown[] = [];
      for (const item of items) {
        try {
          results.push(await world.remove(item, name));
        } catch (thrown) {
          const { name: Error, message } = thrown as Error;
          const error = { Error, Cause: JSON.stringify({ errorMessage: message }) };
          results.push(await cleaner({ action: "not_removed", item, error }));
        }
      }
      return world.report(results, name);
    },
    calls: (operation: string) => account.calls.filter((call) => call.operation === operation).length,
  };
  return world;
}

export type CleanerWorld = Awaited<ReturnType<typeof openCleanerWorld>>;

function toTags(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags of an image of a template. */
export const built = (more: Tags = {}): Tags => ({
  AmiBuilder: "golden",
  AmiBuilderTemplate: "web",
  AmiBuilderVersion: "1",
  AmiBuilderState: "verified",
  AmiBuilderBuild: "0123456789ab",
  AmiBuilderExecution: execution("old"),
  ...more,
});

/** Tags of a captured image. */
export const captured = (more: Tags = {}): Tags => ({
  AmiBuilder: "golden",
  AmiBuilderState: "captured",
  AmiBuilderBuild: "cccccccccccc",
  ManagedBy: "ami-builder",
  Version: "v1",
  Variant: "full",
  ...more,
});

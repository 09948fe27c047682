import type { BlockDeviceMapping, CopyImageCommandInput } from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";
import { type Ec2Context, mayUse } from "./context.ts";
import { checkTags, checkTexts } from "./rules.ts";
import { tagsFor } from "./store.ts";
import { type ImageEnd, type StoredImage, storedImage } from "./stored-image.ts";
import { onceByToken } from "./tokens.ts";
import { viewImage } from "./view.ts";

const millisecondsPerMinute = 60_000;

/**
 * CopyImage: starts a copy into the caller's Region. A bad key is found only later, and fails the image.
 *
 * @throws AwsError IdempotentParameterMismatch, InvalidAMIName.Malformed, InvalidAMIName.Duplicate, InvalidAMIID.NotFound,
 * ResourceLimitExceeded and others
 */
export function copyImage(context: Ec2Context, input: CopyImageCommandInput): { ImageId: string } {
  const { ClientToken: token, ...parameters } = input;
  const { id } = onceByToken(context, "CopyImage", { token, parameters }, () => startCopy(context, input));
  return { ImageId: id };
}

function startCopy(context: Ec2Context, input: CopyImageCommandInput): string {
  const { store, settings, region, now } = context;
  checkTexts(input.Name, input.Description);
  checkTags(input.TagSpecifications, ["image", "snapshot"]);
  ensure(
    input.KmsKeyId === undefined || input.Encrypted === true,
    "InvalidParameterDependency",
    "The parameter KmsKeyId requires the parameter Encrypted.",
  );
  const source = findSource(context, input);
  store.requireFreeName(region, context.accountId, input.Name, now);
  const mappings = source.image.BlockDeviceMappings ?? [];
  const end = endOfCopy(context, input, mappings);
  const copied = mappings.map((mapping) => copyMapping(context, input, mapping, end));
  const image = {
    ...source.image,
    ImageId: store.newId("ami"),
    ImageLocation: `${context.accountId}/${input.Name ?? ""}`,
    Name: input.Name,
    Description: input.Description,
    OwnerId: context.accountId,
    CreationDate: new Date(now).toISOString(),
    DeprecationTime: undefined,
    Public: false,
    State: "pending" as const,
    BlockDeviceMappings: copied,
    Tags: tagsFor(input.TagSpecifications, "image"),
    SourceImageId: source.image.ImageId,
    SourceImageRegion: source.region,
  };
  store.addImage(
    storedImage(
      {
        region,
        image,
        snapshots: copied.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
        uefiData: source.uefiData,
        end,
        visibleFrom: now + settings.hiddenSeconds * 1_000,
        hiddenListings: settings.hiddenListings,
        machine: source.machine,
        powerOffAt: source.powerOffAt,
      },
      now,
    ),
  );
  return image.ImageId;
}

function findSource(context: Ec2Context, { SourceImageId, SourceRegion }: CopyImageCommandInput): StoredImage {
  const source = context.store.findImage(SourceImageId, SourceRegion ?? "");
  ensure(
    mayUse(context, source) && viewImage(source, context.now).State === "available",
    "InvalidAMIID.NotFound",
    `The image id '[${SourceImageId ?? ""}]' does not exist`,
  );
  return source;
}

/**
 * When a copy ends, and how.
 *
 * @throws AwsError ResourceLimitExceeded
 */
function endOfCopy(
  context: Ec2Context,
  { SourceImageId = "", KmsKeyId }: CopyImageCommandInput,
  mappings: readonly BlockDeviceMapping[],
): ImageEnd {
  const { settings, region, now } = context;
  const after = (minutes: number) => ({ startedAt: now, at: now + minutes * millisecondsPerMinute });
  const loses = {
    name: settings.failedCopiesLoseName,
    tags: settings.failedCopiesLoseTags,
    snapshots: settings.failedCopiesHideSnapshots,
  };
  const beyondQuota = quotaProblem(context, mappings);
  if (beyondQuota !== undefined) {
    ensure(settings.quotaMode === "fail", "ResourceLimitExceeded", beyondQuota);
    return { ...after(1), state: "failed", reason: beyondQuota, loses };
  }
  const mayEncrypt = KmsKeyId === undefined || context.rights.mayEncryptWith(KmsKeyId);
  const problem = mayEncrypt ? settings.copyProblem(SourceImageId, KmsKeyId, region) : "Given key ID is not accessible";
  return problem === undefined
    ? { ...after(settings.copyMinutes), state: "available" }
    : { ...after(settings.failMinutes ?? settings.copyMinutes), state: "failed", reason: problem, loses };
}

/** EC2 copies a number of snapshots at a time into a Region, and not the next one. Says so in EC2's own words. */
function quotaProblem(
  { store, settings, region, now }: Ec2Context,
  mappings: readonly BlockDeviceMapping[],
): string | undefined {
  const needed = mappings.filter(({ Ebs }) => Ebs?.SnapshotId !== undefined).length;
  let copying = 0;
  for (const { region: place, end } of store.snapshots.values()) {
    if (place === region && end !== undefined && end.instanceId === undefined && now < end.at) copying += 1;
  }
  return copying + needed <= settings.snapshotCopyQuota
    ? undefined
    : `Too many snapshot copies in progress. The limit is ${settings.snapshotCopyQuota} for this destination region.`;
}

function copyMapping(
  context: Ec2Context,
  input: CopyImageCommandInput,
  mapping: BlockDeviceMapping,
  end: ImageEnd,
): BlockDeviceMapping {
  const { Ebs } = mapping;
  if (Ebs?.SnapshotId === undefined) {
    return mapping;
  }
  const { store, region, accountId, now } = context;
  const SnapshotId = store.newId("snap");
  const encryption =
    input.Encrypted === true ? { Encrypted: true, KmsKeyId: input.KmsKeyId ?? "alias/aws/ebs" } : { Encrypted: false };
  store.snapshots.set(SnapshotId, {
    region,
    snapshot: {
      SnapshotId,
      ...encryption,
      OwnerId: accountId,
      StartTime: new Date(now),
      VolumeSize: Ebs.VolumeSize,
      Description: `Copied for DestinationAmi from SourceAmi ${input.SourceImageId ?? ""} for SourceSnapshot ${Ebs.SnapshotId}.`,
      Tags: tagsFor(input.TagSpecifications, "snapshot"),
    },
    end,
  });
  return { ...mapping, Ebs: { ...Ebs, SnapshotId, ...encryption } };
}

import type {
  CopyImageCommandInput,
  CreateTagsCommandInput,
  RegisterImageCommandInput,
  Tag,
  TagSpecification,
} from "@aws-sdk/client-ec2";
import type { AccessRequest } from "../../core/iam/policy.ts";
import type { Ec2Store } from "./store.ts";

/** Where a call goes. */
export interface Ec2Place {
  readonly partition: string;
  readonly region: string;
}

/**
 * What a call of EC2 needs to be allowed (service authorization reference of EC2). An image that is deregistered has no tags
 * any more, so what a policy allows by tags is refused then.
 */
export function ec2Access(
  operation: string,
  input: object,
  place: Ec2Place,
  store: Ec2Store,
): readonly AccessRequest[] {
  const action = `ec2:${operation}`;
  const { ImageId, SnapshotId } = input as { readonly ImageId?: string; readonly SnapshotId?: string };
  switch (operation) {
    case "CopyImage":
      return copyAccess(input as CopyImageCommandInput, place);
    case "RegisterImage":
      return registerAccess(input as RegisterImageCommandInput, place, store);
    case "CreateTags":
      return createTagsAccess(input as CreateTagsCommandInput, place, store);
    case "DeregisterImage":
    case "DescribeImageAttribute":
      return [onResource(action, ImageId ?? "", place, store)];
    case "DeleteSnapshot":
      return [onResource(action, SnapshotId ?? "", place, store)];
    default:
      return [{ action, resource: "*" }];
  }
}

/** What deleting one of an image's snapshots along with the image needs to be allowed. */
export function deleteSnapshotAccess(id: string, place: Ec2Place, store: Ec2Store): AccessRequest {
  return onResource("ec2:DeleteSnapshot", id, place, store);
}

/**
 * What encrypting snapshots with a customer managed key on a caller's behalf needs to be allowed (EBS User Guide: Required permissions
 * of KMS keys). EC2 finds out after the call.
 */
export function encryptAccess(
  resource: string,
  aliases: readonly string[],
  { region }: Ec2Place,
): readonly AccessRequest[] {
  const conditions = { "kms:ViaService": [`ec2.${region}.amazonaws.com`], "kms:ResourceAliases": aliases };
  const actions = ["Decrypt", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"];
  return [
    ...actions.map((action) => ({ action: `kms:${action}`, resource, conditions })),
    { action: "kms:CreateGrant", resource, conditions: { ...conditions, "kms:GrantIsForAWSResource": ["true"] } },
  ];
}

function copyAccess(input: CopyImageCommandInput, place: Ec2Place): readonly AccessRequest[] {
  const source = { ...place, region: input.SourceRegion ?? place.region };
  const action = "ec2:CopyImage";
  return [
    { action, resource: arnOf(input.SourceImageId ?? "", source) },
    { action, resource: arnOf("snap-*", source) },
    { action, resource: arnOf("ami-*", place) },
    { action, resource: arnOf("snap-*", place) },
    ...tagAccess("CopyImage", input.TagSpecifications, place),
  ];
}

function registerAccess(input: RegisterImageCommandInput, place: Ec2Place, store: Ec2Store): readonly AccessRequest[] {
  const action = "ec2:RegisterImage";
  const snapshots = (input.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  return [
    { action, resource: arnOf("ami-*", place) },
    ...snapshots.map((id) => onResource(action, id, place, store)),
    ...tagAccess("RegisterImage", input.TagSpecifications, place),
  ];
}

function createTagsAccess(
  { Resources = [], Tags = [] }: CreateTagsCommandInput,
  place: Ec2Place,
  store: Ec2Store,
): readonly AccessRequest[] {
  return Resources.map((id) => {
    const request = onResource("ec2:CreateTags", id, place, store);
    return { ...request, conditions: { ...request.conditions, ...requestTagConditions(Tags) } };
  });
}

/** Tags in a creating call need the right to create tags, in that call. */
function tagAccess(
  createAction: string,
  specifications: readonly TagSpecification[] | undefined,
  place: Ec2Place,
): readonly AccessRequest[] {
  return (specifications ?? []).map(({ ResourceType, Tags = [] }) => ({
    action: "ec2:CreateTags",
    resource: arnOf(ResourceType === "snapshot" ? "snap-*" : "ami-*", place),
    conditions: { "ec2:CreateAction": [createAction], ...requestTagConditions(Tags) },
  }));
}

function onResource(action: string, id: string, place: Ec2Place, store: Ec2Store): AccessRequest {
  const image = store.images.get(id)?.image;
  const tags = image?.State === "deregistered" ? [] : (image?.Tags ?? store.snapshots.get(id)?.snapshot.Tags ?? []);
  return { action, resource: arnOf(id, place), conditions: tagConditions(tags) };
}

function tagConditions(tags: readonly Tag[]): Record<string, readonly string[]> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [`aws:ResourceTag/${Key}`, [Value]]));
}

function requestTagConditions(tags: readonly Tag[]): Record<string, readonly string[]> {
  return {
    "aws:TagKeys": tags.map(({ Key = "" }) => Key),
    ...Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [`aws:RequestTag/${Key}`, [Value]])),
  };
}

function arnOf(id: string, { partition, region }: Ec2Place): string {
  return `arn:${partition}:ec2:${region}::${id.startsWith("snap-") ? "snapshot" : "image"}/${id}`;
}

import { wildcardExpression } from "../../core/wildcards.ts";
import type { Filter, Image, Instance, Snapshot } from "@aws-sdk/client-ec2";
import { AwsError, ensure } from "../../core/aws-error.ts";

/** Gives the values that a resource has under a filter's name. */
type Field<Resource> = (resource: Resource) => readonly (string | undefined)[];

const imageFields: Readonly<Record<string, Field<Image>>> = {
  "image-id": (image) => [image.ImageId],
  name: (image) => [image.Name],
  state: (image) => [image.State],
  architecture: (image) => [image.Architecture],
  description: (image) => [image.Description],
  "is-public": (image) => [String(image.Public ?? false)],
  "creation-date": (image) => [image.CreationDate],
  "ena-support": (image) => [String(image.EnaSupport ?? false)],
  "image-type": (image) => [image.ImageType],
  "owner-alias": (image) => [image.ImageOwnerAlias],
  "owner-id": (image) => [image.OwnerId],
  "root-device-type": (image) => [image.RootDeviceType],
  "virtualization-type": (image) => [image.VirtualizationType],
  "source-image-id": (image) => [image.SourceImageId],
  "block-device-mapping.snapshot-id": (image) => (image.BlockDeviceMappings ?? []).map(({ Ebs }) => Ebs?.SnapshotId),
};

const snapshotFields: Readonly<Record<string, Field<Snapshot>>> = {
  "snapshot-id": (snapshot) => [snapshot.SnapshotId],
  status: (snapshot) => [snapshot.State],
  description: (snapshot) => [snapshot.Description],
  encrypted: (snapshot) => [String(snapshot.Encrypted ?? false)],
  "owner-id": (snapshot) => [snapshot.OwnerId],
};

const instanceFields: Readonly<Record<string, Field<Instance>>> = {
  architecture: (instance) => [instance.Architecture],
  "iam-instance-profile.arn": (instance) => [instance.IamInstanceProfile?.Arn],
  "image-id": (instance) => [instance.ImageId],
  "instance-id": (instance) => [instance.InstanceId],
  "instance-lifecycle": (instance) => [instance.InstanceLifecycle],
  "instance-state-name": (instance) => [instance.State?.Name],
  "instance-type": (instance) => [instance.InstanceType],
  "private-ip-address": (instance) => [instance.PrivateIpAddress],
  "subnet-id": (instance) => [instance.SubnetId],
  "vpc-id": (instance) => [instance.VpcId],
};

/** EC2's own limit for the values of one filter. */
const maxValues = 200;

/**
 * Makes a test of what `Filters` ask for. The values of one filter are alternatives, several filters hold together.
 *
 * @throws AwsError for a filter that is not known, or has too many values
 */
export const imageFilter = (filters: readonly Filter[] = []) => compile(filters, imageFields);

/** The same for snapshots. */
export const snapshotFilter = (filters: readonly Filter[] = []) => compile(filters, snapshotFields);

/** The same for instances. */
export const instanceFilter = (filters: readonly Filter[] = []) => compile(filters, instanceFields);

function compile<Resource extends Image | Snapshot | Instance>(
  filters: readonly Filter[],
  fields: Readonly<Record<string, Field<Resource>>>,
): (resource: Resource) => boolean {
  const tests = filters.map(({ Name = "", Values = [] }) => {
    ensure(Values.length <= maxValues, "FilterLimitExceeded", `The filter '${Name}' has more than ${maxValues} values`);
    const field = tagField(Name) ?? fields[Name];
    if (field === undefined) {
      throw new AwsError("InvalidParameterValue", `The filter '${Name}' is invalid`);
    }
    const matches = anyOf(Values);
    return (resource: Resource) => field(resource).some((value) => value !== undefined && matches(value));
  });
  return (resource) => tests.every((test) => test(resource));
}

function tagField(name: string): Field<Image | Snapshot | Instance> | undefined {
  if (name === "tag-key") {
    return ({ Tags = [] }) => Tags.map((tag) => tag.Key);
  }
  if (!name.startsWith("tag:")) {
    return undefined;
  }
  const key = name.slice("tag:".length);
  return ({ Tags = [] }) => Tags.filter((tag) => tag.Key === key).map((tag) => tag.Value);
}

/** Plain values are looked up; only those with wildcards are matched one by one. */
function anyOf(patterns: readonly string[]): (value: string) => boolean {
  const plain = new Set(patterns.filter((pattern) => !/[*?\\]/.test(pattern)));
  const expressions = patterns
    .filter((pattern) => !plain.has(pattern))
    .map((pattern) => wildcardExpression(pattern, { hasQuestionMark: true, hasBackslash: true }));
  return (value) => plain.has(value) || expressions.some((expression) => expression.test(value));
}

import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import type { AccessRequest } from "../../../core/iam/policy.ts";
import type { Instances } from "../instances/instances.ts";
import type { Ec2Store } from "../store.ts";

/** Where a call goes. */
export interface Ec2Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** What is there, as far as rights depend on it. */
export interface Ec2Resources {
  readonly store: Ec2Store;
  readonly instances: Instances;
}

/** Values of condition keys. */
export type Conditions = Readonly<Record<string, readonly string[]>>;

/** The kinds of resources by the beginning of their ids. */
const kinds: Readonly<Record<string, string>> = {
  ami: "image",
  eni: "network-interface",
  i: "instance",
  sg: "security-group",
  sir: "spot-instances-request",
  snap: "snapshot",
  subnet: "subnet",
  vol: "volume",
};

/** The kinds of resources by their names in tag specifications. */
const prefixes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(kinds).map(([prefix, kind]) => [kind, prefix]),
);

/** The ARN of a resource by its id, or of all of its kind by `ami-*`; those of images and snapshots name no account. */
export function arnOf(id: string, { partition, region, accountId }: Ec2Place): string {
  const kind = kinds[id.split("-")[0] ?? ""] ?? "";
  const account = kind === "image" || kind === "snapshot" ? "" : accountId;
  // Nothing has an id before it is made.
  const name = id.endsWith("-*") && account !== "" ? "*" : id;
  return `arn:${partition}:ec2:${region}:${account}:${kind}/${name}`;
}

/** A call on a resource that is there, with its tags. An image that is deregistered has none any more. */
export function onResource(action: string, id: string, place: Ec2Place, resources: Ec2Resources): AccessRequest {
  return { action, resource: arnOf(id, place), conditions: tagConditions(tagsOf(id, resources)) };
}

function tagsOf(id: string, { store, instances }: Ec2Resources): readonly Tag[] {
  const image = store.images.get(id)?.image;
  if (image !== undefined) return image.State === "deregistered" ? [] : (image.Tags ?? []);
  return store.snapshots.get(id)?.snapshot.Tags ?? instances.get(id)?.Tags ?? instances.findVolume(id)?.Tags ?? [];
}

/** The tags of a resource, as conditions see them. */
export function tagConditions(tags: readonly Tag[]): Conditions {
  return Object.fromEntries(
    tags.flatMap(({ Key = "", Value = "" }) =>
      ["aws:ResourceTag", "ec2:ResourceTag"].map((name) => [`${name}/${Key}`, [Value]]),
    ),
  );
}

/** The tags of a request, as conditions see them. */
export function requestTagConditions(tags: readonly Tag[]): Conditions {
  return {
    "aws:TagKeys": tags.map(({ Key = "" }) => Key),
    ...Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [`aws:RequestTag/${Key}`, [Value]])),
  };
}

/** Tags in a creating call need the right to create tags, in that call. */
export function tagAccess(
  createAction: string,
  specifications: readonly TagSpecification[] | undefined,
  place: Ec2Place,
): readonly AccessRequest[] {
  return (specifications ?? []).map(({ ResourceType = "", Tags = [] }) => ({
    action: "ec2:CreateTags",
    resource: arnOf(`${prefixes[ResourceType] ?? ""}-*`, place),
    conditions: { "ec2:CreateAction": [createAction], ...requestTagConditions(Tags) },
  }));
}

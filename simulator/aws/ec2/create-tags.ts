import type { CreateTagsCommandInput, Tag } from "@aws-sdk/client-ec2";
import { AwsError, ensure } from "../../core/aws-error.ts";
import { type Ec2Context, requireOwnImage } from "./context.ts";
import { checkTag, maxTags } from "./rules.ts";

/**
 * CreateTags: adds tags to images, snapshots, instances and volumes of the account, or overwrites them. Nothing changes unless all of it may.
 *
 * @throws AwsError InvalidID, TagLimitExceeded, InvalidParameterValue and others
 */
export function createTags(context: Ec2Context, { Resources = [], Tags = [] }: CreateTagsCommandInput): object {
  Tags.forEach(checkTag);
  const changes = Resources.map((id) => {
    const resource = findTagged(context, id);
    const tags = merge(resource.Tags ?? [], Tags);
    ensure(tags.length <= maxTags, "TagLimitExceeded", `${id} would have more than ${maxTags} tags.`);
    return { id, resource, tags };
  });
  for (const { id, resource, tags } of changes) {
    const instance = context.instances.get(id);
    // Others are told when an instance's tags change.
    if (instance === undefined) resource.Tags = tags;
    else context.instances.tag(instance, Tags);
  }
  for (const id of Resources) {
    const stored = context.store.images.get(id);
    if (stored !== undefined) context.store.indexTags(stored.image);
  }
  return { Return: true };
}

function findTagged(context: Ec2Context, id: string): { Tags?: Tag[] | undefined } {
  if (id.startsWith("ami-")) {
    return requireOwnImage(context, id).image;
  }
  if (id.startsWith("i-")) {
    return context.instances.find(id, context.region);
  }
  const volume = context.instances.findVolume(id);
  if (volume !== undefined) {
    return volume;
  }
  const stored = context.store.snapshots.get(id);
  if (stored?.region !== context.region) {
    throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
  }
  return stored.snapshot;
}

function merge(present: readonly Tag[], added: readonly Tag[]): Tag[] {
  const keys = new Set(added.map((tag) => tag.Key));
  return [...present.filter((tag) => !keys.has(tag.Key)), ...added];
}

import type { Tag } from "@aws-sdk/client-ec2";
import { copiedByFinal, copiedByTemporary, tagKeys } from "../contract.ts";

/** EC2's limits (EC2 User Guide, Tag your Amazon EC2 resources: tag restrictions). */
const maxTags = 50;
const maxKeyLength = 128;
const maxValueLength = 256;

/** What the tags of one copy are made from. */
export interface TagSource {
  readonly source_ami_id: string;
  readonly uuid: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly name_tag: string | null;
  readonly copy_initiated_at: string;
}

/** Tags to write, and the keys of those there was no room for or that EC2 does not take. */
export interface FinalTags {
  readonly tags: readonly Tag[];
  readonly dropped: readonly string[];
}

/**
 * Tags of a final image and of its snapshots, those of the Python original: the user's, then Red Hat's over them, then the module's own,
 * always, for by them a run knows what is copied. Everything derives from the arguments, so that a repeated call is the same call.
 *
 * Red Hat's tags give way when 50 are not enough: a copy without a tag is better than no copy.
 *
 * @param copy the copy to tag
 * @param userTags the module's `tags`
 */
export function finalTags(copy: TagSource, userTags: Readonly<Record<string, string>>): FinalTags {
  const name = resolveNameTag(copy.name_tag, { ...userTags, ...copy.tags });
  const own: Readonly<Record<string, string>> = {
    [tagKeys.sourceAmi]: copy.source_ami_id,
    [tagKeys.copiedBy]: copiedByFinal,
    [tagKeys.copyDate]: copy.copy_initiated_at,
    ...(copy.uuid === null ? {} : { [tagKeys.sourceAmiUuid]: copy.uuid }),
    ...(name === null ? {} : { [tagKeys.name]: name }),
  };
  const foreign = { ...userTags, ...copy.tags };
  const candidates = Object.keys(foreign).filter((key) => !(key in own));
  const wellFormed = candidates.filter(isTagKey);
  // Red Hat's tags stand last, and the last ones go first.
  const ordered = [...wellFormed].sort((left, right) => Number(left in copy.tags) - Number(right in copy.tags));
  const kept = ordered.slice(0, maxTags - Object.keys(own).length);
  const values = { ...Object.fromEntries(kept.map((key) => [key, foreign[key] ?? ""])), ...own };
  return { tags: toTagList(values), dropped: candidates.filter((key) => !kept.includes(key)) };
}

/** Who started a copy, and which name it is for. */
export interface TemporaryTagSource extends TagSource {
  readonly ami_name: string;
}

/**
 * Tags a temporary image is born with. The user's are not among them, so that nobody's search by tag finds an image
 * that is not finished.
 *
 * @param copy the copy to tag
 * @param executionId ARN of the execution that starts it
 */
export function temporaryTags(copy: TemporaryTagSource, executionId: string): readonly Tag[] {
  return toTagList({
    [tagKeys.sourceAmi]: copy.source_ami_id,
    ...(copy.uuid === null ? {} : { [tagKeys.sourceAmiUuid]: copy.uuid }),
    [tagKeys.copiedBy]: copiedByTemporary,
    [tagKeys.targetName]: copy.ami_name,
    [tagKeys.copyExecution]: executionId,
  });
}

/** The Name tag exists only where a Distribution is known, from Red Hat or from the user, as in the Python original. */
function resolveNameTag(template: string | null, tags: Readonly<Record<string, string>>): string | null {
  const distribution = tags["Distribution"];
  return template === null || distribution === undefined
    ? null
    : template.replaceAll("{distribution}", () => distribution);
}

function isTagKey(key: string): boolean {
  return key !== "" && key.length <= maxKeyLength && !key.toLowerCase().startsWith("aws:");
}

function toTagList(tags: Readonly<Record<string, string>>): readonly Tag[] {
  return Object.entries(tags).map(([Key, value]) => ({
    Key,
    Value: Array.from(value).slice(0, maxValueLength).join(""),
  }));
}

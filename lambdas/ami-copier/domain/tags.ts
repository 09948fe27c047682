import type { Tag } from "@aws-sdk/client-ec2";
import { copiedByFinal, copiedByTemporary, tagKeys } from "../contract.ts";
import { installationOf } from "./adoption.ts";

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

/** What the tags have beside the copy. */
export interface TagContext {
  readonly userTags: Readonly<Record<string, string>>;
  /** The installation that makes the image, by the name of its state machine. */
  readonly installation: string;
}

/** Tags to write, and the keys of those there was no room for or that EC2 does not take. */
export interface FinalTags {
  readonly tags: readonly Tag[];
  readonly dropped: readonly string[];
}

/**
 * Tags of a final image, those of the Python original: the user's, then Red Hat's over them, then the module's own,
 * always, for by them a run knows what is copied. Everything derives from the arguments, so that a repeated call is the same call.
 *
 * Red Hat's tags give way when 50 are not enough: a copy without a tag is better than no copy.
 *
 * @param copy the copy to tag
 * @param context the module's `tags`, and who makes the image
 */
export function finalTags(copy: TagSource, context: TagContext): FinalTags {
  return mergeTags(copy, context, {});
}

/**
 * Tags of a copy's snapshots: those of the final image, which keeps them, and the copy they belong to, so that they are found when the
 * image that they were made for does not show them.
 *
 * @param copy the copy to tag
 * @param context the module's `tags`, and who starts the copy
 * @param executionId ARN of the execution that starts it
 */
export function snapshotTags(copy: TagSource, context: TagContext, executionId: string): FinalTags {
  return mergeTags(copy, context, { [tagKeys.copyExecution]: executionId });
}

function mergeTags(
  copy: TagSource,
  { userTags, installation }: TagContext,
  more: Readonly<Record<string, string>>,
): FinalTags {
  const name = resolveNameTag(copy.name_tag, { ...userTags, ...copy.tags });
  const own: Readonly<Record<string, string>> = {
    ...more,
    [tagKeys.sourceAmi]: copy.source_ami_id,
    [tagKeys.copiedBy]: copiedByFinal,
    [tagKeys.copyDate]: copy.copy_initiated_at,
    [tagKeys.copierInstallation]: installation,
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
 * @param deadline until when the installation waits for the copy, ISO 8601 in UTC
 */
export function temporaryTags(copy: TemporaryTagSource, executionId: string, deadline: string): readonly Tag[] {
  return toTagList({
    [tagKeys.sourceAmi]: copy.source_ami_id,
    ...(copy.uuid === null ? {} : { [tagKeys.sourceAmiUuid]: copy.uuid }),
    [tagKeys.copiedBy]: copiedByTemporary,
    [tagKeys.targetName]: copy.ami_name,
    [tagKeys.copyExecution]: executionId,
    [tagKeys.copierInstallation]: installationOf(executionId),
    [tagKeys.copyDeadline]: deadline,
  });
}

/** The Name tag exists only where a Distribution is known, from Red Hat or from the user, as in the Python original. */
function resolveNameTag(template: string | null, tags: Readonly<Record<string, string>>): string | null {
  const distribution = tags["Distribution"];
  return template === null || distribution === undefined
    ? null
    : template.replaceAll("{distribution}", () => distribution);
}

/** Cuts a text to what the value of a tag may have. */
export function toTagValue(text: string): string {
  return Array.from(text).slice(0, maxValueLength).join("");
}

function isTagKey(key: string): boolean {
  return key !== "" && key.length <= maxKeyLength && !key.toLowerCase().startsWith("aws:");
}

function toTagList(tags: Readonly<Record<string, string>>): readonly Tag[] {
  return Object.entries(tags).map(([Key, value]) => ({ Key, Value: toTagValue(value) }));
}

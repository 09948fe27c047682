import type { Image } from "@aws-sdk/client-ec2";
import { copiedByTemporary, tagKeys } from "../contract.ts";

/** States in which a final image exists for its users, now or soon. Failed and deregistered ones, which EC2 may list a while, do not. */
const livingStates: ReadonlySet<string | undefined> = new Set(["available", "pending", "transient", "disabled"]);

/** The final and the temporary images of one source image. */
export interface OwnCopies {
  readonly finals: readonly Image[];
  readonly temporaries: readonly Image[];
}

/** Value of a tag, or undefined. */
export function tagValue(image: Image, key: string): string | undefined {
  return image.Tags?.find((tag) => tag.Key === key)?.Value;
}

/** An image that is still being copied: born with a CopiedBy tag of its own. */
export function isTemporary(image: Image): boolean {
  return tagValue(image, tagKeys.copiedBy) === copiedByTemporary && image.State !== "deregistered";
}

/**
 * A finished copy: any living image with a SourceAMI tag that is not temporary. Copies the Python original made are
 * recognised too, with or without SourceAMIUUID: who comes from there must not pay for every copy twice.
 */
export function isFinal(image: Image): boolean {
  return (
    tagValue(image, tagKeys.sourceAmi) !== undefined &&
    tagValue(image, tagKeys.copiedBy) !== copiedByTemporary &&
    livingStates.has(image.State)
  );
}

/**
 * Sorts this account's images by the source they were copied from.
 *
 * @param images images with a SourceAMI tag
 * @returns by source image id
 */
export function groupBySource(images: readonly Image[]): ReadonlyMap<string, OwnCopies> {
  const groups = new Map<string, { finals: Image[]; temporaries: Image[] }>();
  for (const image of images) {
    const source = tagValue(image, tagKeys.sourceAmi);
    if (source === undefined) {
      continue;
    }
    const group = groups.get(source) ?? { finals: [], temporaries: [] };
    groups.set(source, group);
    if (isTemporary(image)) {
      group.temporaries.push(image);
    } else if (isFinal(image)) {
      group.finals.push(image);
    }
  }
  return groups;
}

/** Number of EBS volumes in an image: each is one snapshot copy of the Region's quota. */
export function countVolumes(image: Image): number {
  return (image.BlockDeviceMappings ?? []).filter((mapping) => mapping.Ebs !== undefined).length;
}

/** Ids of the snapshots an image's mappings refer to. */
export function snapshotIds(
  mappings: readonly { readonly Ebs?: { readonly SnapshotId?: string | undefined } | undefined }[] | undefined,
): readonly string[] {
  return (mappings ?? []).flatMap((mapping) => mapping.Ebs?.SnapshotId ?? []);
}

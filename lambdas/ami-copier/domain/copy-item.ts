import type { Image } from "@aws-sdk/client-ec2";
import { tagKeys } from "../contract.ts";
import type { CopyItem, ImageMetadata } from "../shapes.ts";
import { tagValue } from "./images.ts";
import { extractUuid, finalName, nameTagText, temporaryName, type TemplateValues } from "./image-names.ts";
import { toDescription } from "../../shared/text.ts";

/** What is known of an image when its copy is prepared. */
export interface Known {
  readonly sourceAmiId: string;
  /** Absent when the image is no longer shared. */
  readonly source: Image | undefined;
  /** A temporary image to adopt. */
  readonly temporary: Image | undefined;
  readonly metadata: ImageMetadata | undefined;
}

/** The templates, and the time of the preparation. */
export interface NamingContext {
  readonly amiNameTemplate: string;
  readonly amiNameTagTemplate: string;
  readonly now: Date;
}

/**
 * Plans one copy: every value that the later calls need, so that they never depend on a clock and
 * a repeated call is the same call.
 *
 * An adopted copy keeps the name and the time it was started with, whoever started it: all that finish the same temporary
 * image register the same name, and EC2 lets only one of them succeed.
 *
 * @param known the image
 * @param context templates and time
 */
export function planCopy(known: Known, context: NamingContext): CopyItem {
  const sourceName = known.source?.Name ?? "";
  const uuid = (known.temporary && tagValue(known.temporary, tagKeys.sourceAmiUuid)) ?? extractUuid(sourceName);
  const at = new Date(known.temporary?.CreationDate ?? context.now);
  const values: TemplateValues = { sourceName, uuid, at };
  const item: CopyItem = {
    source_ami_id: known.sourceAmiId,
    source_ami_name: sourceName,
    ami_name: finalName(context.amiNameTemplate, values),
    uuid,
    tags: known.metadata?.tags ?? {},
    name_tag: nameTagText(context.amiNameTagTemplate, values),
    description: toDescription(`Encrypted gp3 copy of ${describeSource(known, sourceName)}`),
    temp_ami_name: temporaryName(known.sourceAmiId),
    copy_initiated_at: at.toISOString(),
    status: "pending",
  };
  return known.temporary === undefined ? item : adopt(item, known.temporary, context.now);
}

/**
 * Takes over a temporary image that exists already.
 *
 * @param item the planned copy
 * @param temporary the image
 * @param now the time it was seen
 */
export function adopt(item: CopyItem, temporary: Image, now: Date): CopyItem {
  const targetName = tagValue(temporary, tagKeys.targetName);
  const copy_execution = tagValue(temporary, tagKeys.copyExecution);
  return {
    ...item,
    ...(targetName === undefined ? {} : { ami_name: targetName }),
    ...(copy_execution === undefined ? {} : { copy_execution }),
    ...(temporary.CreationDate === undefined
      ? {}
      : { copy_initiated_at: new Date(temporary.CreationDate).toISOString() }),
    ...(temporary.ImageId === undefined ? {} : { temp_ami_id: temporary.ImageId }),
    last_seen_at: now.toISOString(),
    status: "copy_initiated",
  };
}

/** Red Hat registers images without a description, so the next best text takes its place. */
function describeSource(known: Known, sourceName: string): string {
  const candidates = [known.source?.Description, known.metadata?.description, sourceName];
  return candidates.find((text) => text !== undefined && text !== "") ?? known.sourceAmiId;
}

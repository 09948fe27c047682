import { createHash } from "node:crypto";
import type { CopyImageCommandInput } from "@aws-sdk/client-ec2";
import type { CopyItem } from "../shapes.ts";
import { copyDeadline, installationOf } from "./adoption.ts";
import { snapshotTags, temporaryTags } from "./tags.ts";
import { toDescription } from "../../shared/text.ts";

/** What a copy is started with beside the image. */
export interface CopyContext {
  readonly executionId: string;
  readonly sourceRegion: string;
  readonly kmsKeyId: string | undefined;
  readonly copyTimeoutHours: number;
  readonly userTags: Readonly<Record<string, string>>;
  /** Time of the start. */
  readonly now: Date;
}

/**
 * Parameters of CopyImage. They derive from the event and the hour of the start, so a call that is made again is the same
 * call, and EC2 answers it by the image it has started already: the token is a hash of the execution and of every
 * parameter, so that other parameters never meet an old token. 64 characters, the most EC2 documents.
 *
 * Snapshots get the final tags, for they stay, and the copy's; the image gets those of a temporary one.
 *
 * @param image the image to copy
 * @param context the execution, its configuration and the time
 */
export function copyRequest(image: CopyItem, context: CopyContext): CopyImageCommandInput {
  const { executionId, userTags } = context;
  const installation = installationOf(executionId);
  const deadline = copyDeadline(image.copy_initiated_at, context.copyTimeoutHours, context.now);
  const parameters = {
    Name: image.temp_ami_name,
    SourceImageId: image.source_ami_id,
    SourceRegion: context.sourceRegion,
    Description: toDescription(`Temporary encrypted copy of ${image.source_ami_id}`),
    Encrypted: true,
    ...(context.kmsKeyId === undefined ? {} : { KmsKeyId: context.kmsKeyId }),
    TagSpecifications: [
      { ResourceType: "image" as const, Tags: [...temporaryTags(image, executionId, deadline)] },
      {
        ResourceType: "snapshot" as const,
        Tags: [...snapshotTags(image, { userTags, installation }, executionId).tags],
      },
    ],
  };
  const ClientToken = createHash("sha256")
    .update(JSON.stringify([executionId, parameters]))
    .digest("hex");
  return { ...parameters, ClientToken };
}

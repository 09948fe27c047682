import type { CopyImageCommandInput } from "@aws-sdk/client-ec2";
import { createHash } from "node:crypto";
import { toDescription } from "../../../shared/text.ts";
import { imageStates, tagKeys } from "../../contract.ts";
import type { Prepared } from "../../prepared.ts";
import type { Publication } from "../../shapes.ts";
import { sourceTag } from "../images.ts";

/**
 * What CopyImage is asked for: the same for each try of it, as its token needs.
 *
 * @param publication the source image and the Region of the copy
 * @param prepared the build
 */
export function copyRequest(publication: Publication, prepared: Prepared): CopyImageCommandInput {
  const { id, attempt, region, source_region: SourceRegion, source_image_id: SourceImageId } = publication;
  const destination = prepared.destinations.find((candidate) => candidate.region === region);
  const key = destination?.kms_key_id ?? undefined;
  const Tags = Object.entries({
    ...prepared.image.tags,
    [tagKeys.state]: imageStates.building,
    [tagKeys.source]: sourceTag(SourceRegion, SourceImageId),
  }).map(([Key, Value]) => ({ Key, Value }));
  return {
    Name: prepared.image.name,
    Description: toDescription(prepared.image.description),
    SourceRegion,
    SourceImageId,
    ClientToken: createHash("sha256")
      .update(JSON.stringify([id, attempt, region, SourceImageId]))
      .digest("hex"),
    ...(prepared.instance.encrypted ? { Encrypted: true } : {}),
    ...(key === undefined ? {} : { KmsKeyId: key }),
    TagSpecifications: [
      { ResourceType: "image", Tags },
      { ResourceType: "snapshot", Tags },
    ],
  };
}

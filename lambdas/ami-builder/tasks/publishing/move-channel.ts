import type { Image } from "@aws-sdk/client-ec2";
import { describeImages } from "../../../shared/ec2/describe-images.ts";
import type { Logger } from "../../../shared/logger.ts";
import type { Move, MoveResult } from "../../channel-shapes.ts";
import type { Config } from "../../config.ts";
import { parameterName, tagKeys } from "../../contract.ts";
import type { Dependencies } from "../../dependencies.ts";
import { previousImage, promotedImage } from "../../domain/publishing/channel-image.ts";
import { parameterTags } from "../../domain/publishing/parameter-tags.ts";
import { AwsRequestError, InvalidInputError } from "../../errors.ts";
import { changeHold, readHolds } from "../../s3/holds.ts";
import { parameterHistory, readImageParameter, writeImageParameter } from "../../ssm/image-parameter.ts";

/** The event. */
export interface MoveChannelEvent {
  readonly execution_id: string;
  readonly move: Move;
}

/**
 * Moves one channel: a promotion lets it name a finished image and ends its hold; a rollback lets it name the image before, and holds it there
 * until the next promotion. Neither builds anything. A hold is set before and ended after the move, so that no build comes between.
 *
 * @throws InvalidInputError if there is no image to move to, ParameterNotAcceptedError, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function moveChannel(
  { move, execution_id: executionId }: MoveChannelEvent,
  { bucket, namePrefix, parameterPrefix }: Config,
  { ec2, ssm, s3, now }: Dependencies,
  log: Logger,
): Promise<MoveResult> {
  const { action, template, architecture, region, channel } = move;
  const parameter = parameterName(parameterPrefix, template, architecture, channel);
  const images = await describeImages(ec2(region), {
    Owners: ["self"],
    IncludeDisabled: true,
    Filters: [
      { Name: `tag:${tagKeys.installation}`, Values: [namePrefix] },
      { Name: `tag:${tagKeys.template}`, Values: [template] },
      { Name: "architecture", Values: [architecture] },
    ],
  });
  const present = await readImageParameter(ssm(region), parameter);
  const place = { client: s3, name: bucket };
  let image: Image | undefined;
  if (action === "promote") {
    image = promotedImage(move, images, namePrefix);
  } else {
    const held = (await readHolds(place, move))[channel];
    // Another try of this rollback goes where the first one went: the parameter may have moved already, and would move back.
    const hold =
      held?.execution === executionId
        ? held
        : { reason: move.reason, since: now().toISOString(), execution: executionId, images: {} };
    const decided = hold.images?.[region];
    image =
      decided === undefined
        ? previousImage(move, await history(move, ssm(region), parameter), images, namePrefix, present)
        : images.find(({ ImageId }) => ImageId === decided);
    if (image?.ImageId !== undefined) {
      await changeHold(place, move, { ...hold, images: { ...hold.images, [region]: image.ImageId } });
    }
  }
  if (image?.ImageId === undefined) throw new InvalidInputError(nothingToMoveTo(move, parameter));
  await writeImageParameter(
    ssm(region),
    parameter,
    image.ImageId,
    present,
    parameterTags(Object.fromEntries((image.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]))),
  );
  log.info("Parameter published", { parameter, image_id: image.ImageId });
  if (action === "promote") await changeHold(place, move, undefined);
  return { template, architecture, region, channel, parameter, from: present ?? null, to: image.ImageId };
}

async function history(move: Move, ssm: Parameters<typeof parameterHistory>[0], parameter: string) {
  try {
    return await parameterHistory(ssm, parameter);
  } catch (error) {
    if (error instanceof AwsRequestError && error.code === "ParameterNotFound") {
      throw new InvalidInputError(
        `channel must be one that has a parameter, but ${parameter} is not in ${move.region}: promote an image to it first.`,
        { cause: error },
      );
    }
    throw error;
  }
}

function nothingToMoveTo({ action, image_id, version, region }: Move, parameter: string): string {
  const asked = image_id ?? (version === null ? undefined : `version ${version}`);
  return action === "promote"
    ? `There is no finished and available image ${asked === undefined ? "" : `${asked} `}for ${parameter} in ${region}: build it first, or promote another.`
    : `There is no image ${asked === undefined ? "" : `of ${asked} `}to go back to: ${parameter} in ${region} has named no other one that is still finished and available.`;
}

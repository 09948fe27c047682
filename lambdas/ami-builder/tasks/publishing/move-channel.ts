import type { Image } from "@aws-sdk/client-ec2";
import { describeImages } from "../../../shared/ec2/describe-images.ts";
import type { Logger } from "../../../shared/logger.ts";
import type { Move, MoveResult } from "../../channel-shapes.ts";
import type { Config } from "../../config.ts";
import { parameterName, tagKeys } from "../../contract.ts";
import type { Dependencies } from "../../dependencies.ts";
import { previousImage, promotedImage } from "../../domain/publishing/channel-image.ts";
import { parameterTags } from "../../domain/publishing/parameter-tags.ts";
import { InvalidInputError } from "../../errors.ts";
import { changeHold, readHolds } from "../../s3/holds.ts";
import type { Bucket } from "../../s3/objects.ts";
import { parameterHistory, readImageParameter, writeImageParameter } from "../../ssm/image-parameter.ts";

/** The event. */
export interface MoveChannelEvent {
  readonly execution_id: string;
  readonly move: Move;
}

/**
 * Moves one channel: a promotion lets it name a finished image and ends its hold; a rollback lets it name the image before, and holds it there
 * until the next promotion. Neither builds anything. A hold is set before and ended after the move, so that no build comes between; where there
 * is nothing to go back to none is set.
 *
 * @throws InvalidInputError if there is no image to move to, ParameterNotAcceptedError, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function moveChannel(
  { move, execution_id: executionId }: MoveChannelEvent,
  { bucket, namePrefix, parameterPrefix }: Config,
  { ec2, ssm: clients, s3, now }: Dependencies,
  log: Logger,
): Promise<MoveResult> {
  const { action, template, architecture, region, channel } = move;
  const ssm = clients(region);
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
  const present = await readImageParameter(ssm, parameter);
  const history = present === undefined ? [] : await parameterHistory(ssm, parameter);
  const place = { client: s3, name: bucket };
  if (action === "rollback" && present === undefined) {
    throw new InvalidInputError(
      `channel must be one that has a parameter, but ${parameter} is not in ${region}: promote an image to it first.`,
    );
  }
  const image =
    action === "promote"
      ? promotedImage(move, images, namePrefix)
      : await goBack(place, executionId, move, images, now(), () =>
          previousImage(move, history, images, namePrefix, present),
        );
  if (image?.ImageId === undefined) throw new InvalidInputError(nothingToMoveTo(move, parameter));
  const { ImageId: to, Tags = [] } = image;
  const tags = parameterTags(Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])));
  await writeImageParameter(ssm, parameter, to, present, tags);
  log.info("Parameter published", { parameter, image_id: to });
  if (action === "promote") await changeHold(place, move, undefined);
  // Most often an earlier try has written it, and Systems Manager has not shown it at once.
  const from = history.findLast((value) => value !== to) ?? null;
  return { template, architecture, region, channel, parameter, from, to };
}

/**
 * The image to go back to, once the channel is held. The hold says which one that is: when this is tried again the parameter names it already,
 * and the one before it would be another.
 */
async function goBack(
  bucket: Bucket,
  execution: string,
  move: Move,
  images: readonly Image[],
  now: Date,
  choose: () => Image | undefined,
): Promise<Image | undefined> {
  const { channel, region, reason } = move;
  const hold = (await readHolds(bucket, move))[channel];
  const own = hold?.execution === execution ? hold : undefined;
  const chosen = own?.to[region];
  if (chosen !== undefined) return images.find(({ ImageId }) => ImageId === chosen);
  const image = choose();
  if (image?.ImageId === undefined) return undefined;
  const since = own?.since ?? now.toISOString();
  await changeHold(bucket, move, { reason, since, execution, to: { ...own?.to, [region]: image.ImageId } });
  return image;
}

function nothingToMoveTo({ action, image_id, version, region }: Move, parameter: string): string {
  const asked = image_id ?? (version === null ? undefined : `version ${version}`);
  return action === "promote"
    ? `There is no finished and available image ${asked === undefined ? "" : `${asked} `}for ${parameter} in ${region}: build it first, or promote another.`
    : `There is no image ${asked === undefined ? "" : `of ${asked} `}to go back to: ${parameter} in ${region} has named no other one that is still finished and available.`;
}

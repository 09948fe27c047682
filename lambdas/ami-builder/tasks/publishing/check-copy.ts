import type { Logger } from "../../../shared/logger.ts";
import type { Dependencies } from "../../dependencies.ts";
import { secondsBetween } from "../../domain/moments.ts";
import { done, imagePollSeconds, waiting } from "../../domain/polling.ts";
import { findImage } from "../../ec2/find-image.ts";
import { CopyFailedError, CopyTimeoutError, InvalidInputError } from "../../errors.ts";
import type { Publication } from "../../shapes.ts";

/** Seconds in which EC2 need not show a new image (EC2 API Reference, Eventual consistency). */
const unseenSeconds = 300;

/**
 * Looks at the copy of an image.
 *
 * @returns the publication: to be looked at again, or complete
 * @throws CopyFailedError if EC2 gave it up, CopyTimeoutError at its deadline: the copy stays, and the next run goes on with it
 * @throws AwsTransientError, AwsRequestError
 */
export async function checkCopy(
  publication: Publication,
  { ec2, now }: Dependencies,
  log: Logger,
): Promise<Publication> {
  const { image_id: id, region, since, deadline } = publication;
  if (id === null || since === null || deadline === null) {
    throw new InvalidInputError("The publication must have image_id, since and deadline: its copy is not started.");
  }
  const image = await findImage(ec2(region), id);
  const elapsed = secondsBetween(since, now());
  if (image?.State === "available") {
    log.info("Copy is available", { image_id: id, seconds: Math.round(elapsed) });
    return { ...publication, check: done };
  }
  if (image === undefined ? elapsed >= unseenSeconds : image.State !== "pending") {
    const reason =
      image?.StateReason?.Message ?? (image === undefined ? "EC2 does not show it" : "EC2 gives no reason");
    throw new CopyFailedError(
      `The copy ${id} in ${region} is ${image?.State ?? "gone"}: ${reason}. Most often it is the policy of the key; the next run copies again.`,
    );
  }
  if (now().getTime() >= Date.parse(deadline)) {
    throw new CopyTimeoutError(
      `The copy ${id} in ${region} is still pending, and was to be available by ${deadline}. It stays: the next run goes on with it. Raise copy_timeout_hours if images of that size take longer.`,
    );
  }
  return { ...publication, check: waiting(imagePollSeconds(elapsed)) };
}

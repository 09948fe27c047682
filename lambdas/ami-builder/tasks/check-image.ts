import { judgeImage } from "../domain/image-state.ts";
import { sizeOf } from "../domain/images.ts";
import { secondsBetween } from "../domain/moments.ts";
import { done, imagePollSeconds, waiting } from "../domain/polling.ts";
import { findImage } from "../ec2/find-image.ts";
import { ImageFailedError, ImageTimeoutError } from "../errors.ts";
import { changeRecord } from "../record/change.ts";
import type { Work } from "../shapes.ts";
import type { Context } from "./context.ts";
import { requireImage } from "./require-instance.ts";

/**
 * Looks whether the image is available.
 *
 * @throws ImageFailedError, ImageTimeoutError, AwsTransientError, AwsRequestError
 */
export async function checkImage(work: Work, { bucket, ec2, log, now }: Context): Promise<Work> {
  const imageId = requireImage(work);
  const image = await findImage(ec2, imageId);
  const progress = judgeImage(image, work, now);
  switch (progress.kind) {
    case "waiting":
      return { ...work, check: waiting(imagePollSeconds(secondsBetween(work.since, now))) };
    case "failed":
      throw new ImageFailedError(progress.reason);
    case "overdue":
      throw new ImageTimeoutError(progress.reason);
    case "available": {
      const size = sizeOf(image ?? {});
      await changeRecord(bucket, work, () => ({ image_size_gb: size }));
      const seconds = secondsBetween(work.since, now);
      log.info(work.kind === "capture" ? "AMI is now available" : "Image available", {
        image_id: imageId,
        size_gb: size,
        seconds,
      });
      return { ...work, check: done };
    }
  }
}

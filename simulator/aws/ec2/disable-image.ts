import type { DisableImageCommandInput } from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";
import { type Ec2Context, requireOwnImage } from "./context.ts";
import { viewImage } from "./view.ts";

/**
 * DisableImage: nothing can be launched from the image any more, listings leave it out, and it loses all launch permissions (EC2
 * User Guide: disable an AMI).
 *
 * @throws AwsError InvalidAMIID.NotFound, InvalidAMIID.Unavailable, AuthFailure
 */
export function disableImage(context: Ec2Context, { ImageId }: DisableImageCommandInput): object {
  const stored = requireOwnImage(context, ImageId);
  const { State } = viewImage(stored, context.now);
  ensure(
    State === "available" || State === "disabled",
    "InvalidAMIID.Unavailable",
    `The image ID '${stored.image.ImageId}' is ${State ?? ""} and cannot be disabled`,
  );
  stored.image.State = "disabled";
  stored.end = undefined;
  stored.image.Public = false;
  stored.sharedWith.clear();
  stored.sharedWithArns.clear();
  return { Return: true };
}

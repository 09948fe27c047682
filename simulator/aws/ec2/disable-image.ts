import type { DisableImageCommandInput } from "@aws-sdk/client-ec2";
import { type Ec2Context, requireSwitchableImage } from "./context.ts";

/**
 * DisableImage: nothing can be launched from the image any more, listings leave it out, and it loses all launch permissions (EC2
 * User Guide: disable an AMI).
 *
 * @throws AwsError InvalidAMIID.NotFound, InvalidAMIID.Unavailable, AuthFailure
 */
export function disableImage(context: Ec2Context, { ImageId }: DisableImageCommandInput): object {
  const stored = requireSwitchableImage(context, ImageId);
  stored.image.State = "disabled";
  stored.end = undefined;
  stored.image.Public = false;
  stored.sharedWith.clear();
  stored.sharedWithArns.clear();
  return { Return: true };
}

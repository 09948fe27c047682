import type { EnableImageCommandInput } from "@aws-sdk/client-ec2";
import { type Ec2Context, requireSwitchableImage } from "./context.ts";

/**
 * EnableImage: a disabled image is available again; its launch permissions do not come back.
 *
 * @throws AwsError InvalidAMIID.NotFound, InvalidAMIID.Unavailable, AuthFailure
 */
export function enableImage(context: Ec2Context, { ImageId }: EnableImageCommandInput): object {
  const stored = requireSwitchableImage(context, ImageId);
  stored.image.State = "available";
  stored.end = undefined;
  return { Return: true };
}

import type { EnableImageCommandInput } from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";
import { type Ec2Context, requireOwnImage } from "./context.ts";
import { viewImage } from "./view.ts";

/**
 * EnableImage: a disabled image is available again; its launch permissions do not come back.
 *
 * @throws AwsError InvalidAMIID.NotFound, InvalidAMIID.Unavailable, AuthFailure
 */
export function enableImage(context: Ec2Context, { ImageId }: EnableImageCommandInput): object {
  const stored = requireOwnImage(context, ImageId);
  const { State } = viewImage(stored, context.now);
  ensure(
    State === "available" || State === "disabled",
    "InvalidAMIID.Unavailable",
    `The image ID '${stored.image.ImageId}' is ${State ?? ""} and cannot be enabled`,
  );
  stored.image.State = "available";
  stored.end = undefined;
  return { Return: true };
}

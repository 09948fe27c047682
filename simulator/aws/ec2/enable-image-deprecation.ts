import type { EnableImageDeprecationCommandInput } from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";
import { type Ec2Context, requireOwnImage } from "./context.ts";

const millisecondsPerMinute = 60_000;

/**
 * EnableImageDeprecation: from a moment on others do not see the image in listings. The moment is not past, at most ten years off, and
 * counts to the minute (EC2 API reference: EnableImageDeprecation; the code of the refusal is from memory).
 *
 * @throws AwsError InvalidAMIID.NotFound, InvalidAMIID.Unavailable, AuthFailure, InvalidParameterValue
 */
export function enableImageDeprecation(
  context: Ec2Context,
  { ImageId, DeprecateAt }: EnableImageDeprecationCommandInput,
): object {
  const { image } = requireOwnImage(context, ImageId);
  ensure(DeprecateAt !== undefined, "MissingParameter", "The request must contain the parameter DeprecateAt");
  const latest = new Date(context.now);
  latest.setUTCFullYear(latest.getUTCFullYear() + 10);
  const moment = DeprecateAt.getTime();
  ensure(
    moment >= context.now && moment <= latest.getTime(),
    "InvalidParameterValue",
    `DeprecateAt must not be in the past and at most 10 years from now: ${DeprecateAt.toISOString()}`,
  );
  const minute = Math.round(moment / millisecondsPerMinute) * millisecondsPerMinute;
  image.DeprecationTime = new Date(minute).toISOString();
  return { Return: true };
}

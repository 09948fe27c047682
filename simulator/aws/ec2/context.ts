import { AwsError, ensure } from "../../core/aws-error.ts";
import type { Ec2Settings } from "./settings.ts";
import type { Instances } from "./instances/instances.ts";
import type { InstanceProfile } from "./instances/profiles.ts";
import type { Subnet } from "./instances/subnets.ts";
import type { Referrers } from "./referrers.ts";
import type { Ec2Store } from "./store.ts";
import type { StoredImage } from "./stored-image.ts";
import type { TokenUse } from "./tokens.ts";
import { viewImage } from "./view.ts";

/** What EC2 asks about its caller while it works, beside the right to call it. */
export interface CallerRights {
  /** Whether the caller may delete a snapshot along with its image. */
  readonly mayDelete: (snapshotId: string) => boolean;
  /** Whether EC2 may encrypt with a customer managed key on the caller's behalf. */
  readonly mayEncryptWith: (kmsKeyId: string) => boolean;
}

/** Those of an administrator. */
export const allRights: CallerRights = { mayDelete: () => true, mayEncryptWith: () => true };

/** What an operation of EC2 works on. */
export interface Ec2Context {
  readonly store: Ec2Store;
  readonly settings: Ec2Settings;
  /** The account that calls. */
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly rights: CallerRights;
  readonly instances: Instances;
  readonly profiles: ReadonlyMap<string, InstanceProfile>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly referrers: Referrers;
  readonly tokens: Map<string, TokenUse>;
}

/**
 * @returns an image of the calling account
 * @throws AwsError InvalidAMIID.NotFound, AuthFailure, InvalidAMIID.Unavailable
 */
export function requireOwnImage(context: Ec2Context, imageId: string | undefined): StoredImage {
  const stored = context.store.findImage(imageId, context.region);
  ensure(stored.image.OwnerId === context.accountId, "AuthFailure", `Not authorized for image:${stored.image.ImageId}`);
  if (stored.image.State === "deregistered") {
    throw context.settings.hidesGoneResources
      ? notAuthorized()
      : new AwsError("InvalidAMIID.Unavailable", `The image ID '${stored.image.ImageId}' is no longer available`);
  }
  return stored;
}

/**
 * An image that can be enabled and disabled, which it may be already (the code for others is from memory).
 *
 * @returns an image of the calling account
 * @throws AwsError InvalidAMIID.NotFound, AuthFailure, InvalidAMIID.Unavailable
 */
export function requireSwitchableImage(context: Ec2Context, imageId: string | undefined): StoredImage {
  const stored = requireOwnImage(context, imageId);
  const { State = "" } = viewImage(stored, context.now);
  ensure(
    State === "available" || State === "disabled",
    "InvalidAMIID.Unavailable",
    `The image ID '${stored.image.ImageId}' is ${State}, neither available nor disabled`,
  );
  return stored;
}

/** The refusal of a call that nothing allows, as of one on something whose tags are gone. */
export function notAuthorized(): AwsError {
  return new AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);
}

/** Whether the calling account may use an image. */
export function mayUse(context: Ec2Context, { image, sharedWith }: StoredImage): boolean {
  return image.OwnerId === context.accountId || sharedWith.has(context.accountId) || image.Public === true;
}

import type { Image } from "@aws-sdk/client-ec2";
import {
  type CleaningFailure,
  type CleaningPlan,
  type Deletion,
  type Garbage,
  type Kept,
  maxRemovals,
} from "../../cleaning-shapes.ts";
import { errorNames, modes } from "../../contract.ts";
import { InvalidInputError, NotOwnError } from "../../errors.ts";
import { formatVersion } from "../../events/capture-input.ts";
import type { Settings } from "../../settings.ts";
import { foreignUses, isProtected, usersOf } from "./blockers.ts";
import { isOurs, templateOf, toGarbage, toKept, variantOf, versionOf } from "./images.ts";
import type { Use } from "./world.ts";

/** An image with its Region. */
export interface PlacedImage {
  readonly image: Image;
  readonly region: string;
}

/**
 * Whether an image is one of those that are to be deleted: the very one, or one of a version and variant. A captured host's version may be
 * written as in the event that asked for its capture.
 */
export function isMeant(image: Image, { image_id, version, variant }: Deletion, settings: Settings): boolean {
  if (image_id !== undefined) return image.ImageId === image_id;
  const wanted = version ?? "";
  const versions = templateOf(image) === undefined ? [wanted, formatVersion(wanted, settings)] : [wanted];
  return (
    isOurs(image, settings) &&
    versions.includes(versionOf(image, settings)) &&
    (variant === undefined || variantOf(image, settings) === variant)
  );
}

/**
 * Refuses what cannot be deleted whatever uses it: nothing that is meant is there, or it is somebody else's.
 *
 * @param found the images that are meant
 * @throws InvalidInputError, NotOwnError
 */
export function requireOurs(found: readonly PlacedImage[], request: Deletion, settings: Settings): void {
  if (found.length === 0) {
    const { image_id, version, variant } = request;
    const what =
      image_id ?? `of version ${JSON.stringify(version)}${variant === undefined ? "" : ` and variant "${variant}"`}`;
    throw new InvalidInputError(
      `There is no image ${what} in ${request.region ?? "the Regions of this installation"}: look for it with ` +
        `aws ec2 describe-images --owners self --include-disabled --filters Name=tag:AmiBuilder,Values=${settings.name_prefix}.`,
    );
  }
  const foreign = found.find(({ image }) => !isOurs(image, settings));
  if (foreign !== undefined) {
    throw new NotOwnError(
      `${foreign.image.ImageId ?? ""} must have the tag AmiBuilder = ${settings.name_prefix} but has not: only images of this installation are deleted, ` +
        `and with adopt_existing those of no installation with the tag ManagedBy = ${settings.managed_by}.`,
    );
  }
}

/**
 * Decides what is deleted of the images that are meant. Several images of a version are listed, and none is deleted unless all are asked for.
 *
 * @param found the images that are meant, all of them the installation's
 * @param uses who uses them, by image id
 * @param request what is asked for
 * @param settings the module's inputs
 * @param now the present
 */
export function deletionPlan(
  found: readonly PlacedImage[],
  uses: ReadonlyMap<string, readonly Use[]>,
  request: Deletion,
  settings: Settings,
  now: Date,
): CleaningPlan {
  const removals: Garbage[] = [];
  const kept: Kept[] = [];
  const failures: CleaningFailure[] = [];
  const isAmbiguous = found.length > 1 && !request.all;
  if (isAmbiguous) {
    const ids = found.map(({ image, region }) => `${image.ImageId ?? ""} in ${region}`).join(", ");
    failures.push({
      id: request.version ?? "",
      error: errorNames.invalidInput,
      reason: `${found.length} images are meant: ${ids}. Name one by image_id, or delete all of them with "all": true.`,
    });
  }
  for (const { image, region } of found) {
    if (isAmbiguous) {
      kept.push(toKept(image, region, `it is one of ${found.length} that are meant`));
      continue;
    }
    const refusal = refusalOf(image, uses.get(image.ImageId ?? "") ?? [], request.ignore_in_use, settings);
    if (refusal !== undefined) {
      failures.push({ id: image.ImageId ?? "", ...refusal });
      continue;
    }
    const removal = { action: "remove", mode: modes.delete, ignore_in_use: request.ignore_in_use } as const;
    removals.push(toGarbage(image, region, removal, "it is asked for", settings));
  }
  const taken = removals.slice(0, maxRemovals);
  return {
    mode: modes.delete,
    started_at: now.toISOString(),
    removals: request.dry_run ? [] : taken,
    would_remove: request.dry_run ? taken : [],
    kept,
    deferred: removals.slice(maxRemovals),
    failures,
  };
}

/**
 * Why an image is not deleted although somebody asks for it. Parameters keep it always: who resolves them would launch what is gone.
 *
 * @param uses who uses it
 * @param ignoresUse whether its other users do not matter
 */
export function refusalOf(
  image: Image,
  uses: readonly Use[],
  ignoresUse: boolean,
  settings: Settings,
): Omit<CleaningFailure, "id"> | undefined {
  if (isProtected(image)) {
    const reason =
      "it is protected from deregistration: switch that off first (aws ec2 disable-image-deregistration-protection)";
    return { error: errorNames.invalidInput, reason };
  }
  const others = foreignUses(image, uses, settings);
  const blocking = ignoresUse ? others.filter(({ kind }) => kind === "parameter") : others;
  const users = usersOf(image, blocking, settings);
  if (users === undefined) return undefined;
  const remedy = blocking.some(({ kind }) => kind === "parameter")
    ? "let the parameters name other images first"
    : "end those first, or say ignore_in_use";
  return { error: errorNames.inUse, reason: `it is used by ${users}: ${remedy}` };
}

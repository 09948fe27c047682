import type { Image } from "@aws-sdk/client-ec2";
import type { Garbage, Kept, Removal } from "../../cleaning-shapes.ts";
import { captureParameterName, tagKeys } from "../../contract.ts";
import type { Settings } from "../../settings.ts";
import { isOwn, snapshotIds, tagValue } from "../images.ts";

/** Whether EC2 has given an image up. */
export function isFailed({ State }: Image): boolean {
  return State === "failed" || State === "error" || State === "invalid";
}

/**
 * Whether an image may be removed at all: this installation's, or, with adopt_existing, one of nobody's installation under the same
 * management. Another installation's is never taken, whoever manages it.
 */
export function isOurs(image: Pick<Image, "Tags">, settings: Settings): boolean {
  return isOwn(image, settings.name_prefix) || isAdopted(image, settings);
}

/** Whether an image is one of others that the installation is told to adopt. */
export function isAdopted(image: Pick<Image, "Tags">, { adopt_existing, managed_by }: Settings): boolean {
  return (
    adopt_existing &&
    tagValue(image, tagKeys.installation) === undefined &&
    tagValue(image, tagKeys.managedBy) === managed_by
  );
}

/** The template that an image is built from; undefined for a capture. */
export function templateOf(image: Pick<Image, "Tags">): string | undefined {
  return tagValue(image, tagKeys.template) || undefined;
}

/** An image's version: its template's, or the captured host's. Empty without one. */
export function versionOf(image: Pick<Image, "Tags">, { version_tag_key }: Settings): string {
  return tagValue(image, templateOf(image) === undefined ? version_tag_key : tagKeys.version) ?? "";
}

/** The variant of a captured image; empty without one. */
export function variantOf(image: Pick<Image, "Tags">, { variant_tag_key }: Settings): string {
  return templateOf(image) === undefined ? (tagValue(image, variant_tag_key) ?? "") : "";
}

/** What images are counted together by, in words: template or capture's variant, and architecture. */
export function kindOf(image: Image, settings: Settings): string {
  const template = templateOf(image);
  const variant = variantOf(image, settings);
  const what = template ?? (variant === "" ? "captures" : `captures ${JSON.stringify(variant)}`);
  return `${template === undefined ? "" : "template "}${what} ${image.Architecture ?? ""}`;
}

/**
 * Name of the parameter that a captured image has for itself, which goes with it; undefined for an image that has none, as that of a
 * template, whose parameters always keep it.
 */
export function ownParameterOf(image: Image, settings: Settings): string | undefined {
  const version = versionOf(image, settings);
  if (templateOf(image) !== undefined || version === "") return undefined;
  const name = captureParameterName(
    settings.parameter_prefix,
    version,
    variantOf(image, settings),
    image.Architecture ?? "",
  );
  // Others' versions need not fit into a parameter's name.
  return /^[\w./-]+$/.test(name) ? name : undefined;
}

/** An image as a run lists it. */
export function toGarbage(
  image: Image,
  region: string,
  removal: Pick<Removal, "action" | "mode" | "ignore_in_use">,
  reason: string,
  settings: Settings,
): Garbage {
  return {
    id: image.ImageId ?? "",
    region,
    kind: "image",
    ...removal,
    name: image.Name ?? "",
    version: versionOf(image, settings),
    variant: variantOf(image, settings),
    created: image.CreationDate ?? "",
    snapshots: removal.action === "remove" ? [...snapshotIds(image)] : [],
    reason,
  };
}

/** An image that stays, as a run lists it. */
export function toKept(image: Image, region: string, reason: string): Kept {
  return { id: image.ImageId ?? "", region, reason };
}

import type { Image } from "@aws-sdk/client-ec2";
import * as z from "zod/mini";
import { imageStates, tagKeys } from "../../contract.ts";
import type { KnownImage } from "../../run-files.ts";
import { architectureSchema } from "../../shapes.ts";
import type { FinishedImage } from "../../template/due.ts";
import { finishedState, sizeOf, tagValue } from "../images.ts";

/** A template on an architecture. */
export interface Kind {
  readonly template: string;
  readonly architecture: string;
}

/** Images of a template on an architecture that were built in their Region, the newest first. */
export function builtImages(images: readonly Image[], kind: Kind): readonly Image[] {
  return allImages(images, kind).filter((image) => tagValue(image, tagKeys.source) === undefined);
}

/** Images of a template on an architecture, copies from other Regions too, the newest first. */
export function allImages(images: readonly Image[], { template, architecture }: Kind): readonly Image[] {
  return newestFirst(
    images.filter((image) => tagValue(image, tagKeys.template) === template && image.Architecture === architecture),
  );
}

/** The newest first; EC2 gives the moment to the second, so that equal ones are ordered by id. */
export function newestFirst(images: readonly Image[]): readonly Image[] {
  const key = ({ CreationDate = "", ImageId = "" }: Image) => `${CreationDate} ${ImageId}`;
  return images.toSorted((left, right) => (key(left) < key(right) ? 1 : -1));
}

/** The newest image to which nothing is missing, disabled ones counted: who disables one does not want it made again. */
export function newestFinished(images: readonly Image[]): Image | undefined {
  return images.find(
    (image) => finishedState(image) !== undefined && (image.State === "available" || image.State === "disabled"),
  );
}

/** What decides whether a cell is due, of its newest finished image. */
export function toFinished(image: Image): FinishedImage {
  return {
    image_id: image.ImageId ?? "",
    hash: tagValue(image, tagKeys.hash) ?? null,
    base: tagValue(image, tagKeys.base) ?? null,
    created: new Date(image.CreationDate ?? 0),
  };
}

/** An image that there is, and what tells whether its tests passed. */
export interface Known extends Omit<KnownImage, "validated"> {
  readonly id: string;
  readonly hash: string;
  readonly verified: boolean;
}

/** The newest finished image of each template and architecture in a Region, which people can use. */
export function knownImages(images: readonly Image[], region: string): readonly Known[] {
  const known = new Map<string, Known>();
  for (const image of newestFirst(images)) {
    const template = tagValue(image, tagKeys.template);
    const architecture = z.safeParse(architectureSchema, image.Architecture);
    if (template === undefined || !architecture.success || newestFinished([image]) === undefined) continue;
    const key = `${template} ${architecture.data}`;
    if (known.has(key)) continue;
    known.set(key, {
      template,
      architecture: architecture.data,
      region,
      image_id: image.ImageId ?? "",
      created: new Date(image.CreationDate ?? 0).toISOString(),
      size_gb: sizeOf(image),
      id: tagValue(image, tagKeys.build) ?? "",
      hash: tagValue(image, tagKeys.hash) ?? "",
      verified: finishedState(image) === imageStates.verified,
    });
  }
  return [...known.values()];
}

import type { Image } from "@aws-sdk/client-ec2";
import { BaseImageError, DependencyFailedError } from "../../errors.ts";
import { tagKeys } from "../../contract.ts";
import type { Settings } from "../../settings.ts";
import { baseLookup } from "../../template/aliases.ts";
import { decideDue } from "../../template/due.ts";
import { templateHash } from "../../template/hash.ts";
import { buildId } from "../../template/identity.ts";
import type { SelectedCell } from "../../template/select.ts";
import type { Template } from "../../template/template.ts";
import { tagValue } from "../images.ts";
import { describeLookup, requireBase } from "./base-image.ts";
import { allImages, builtImages, newestFinished, toFinished } from "./cell-images.ts";
import { valueOf } from "./looked.ts";
import { missingRegions } from "./published.ts";
import { baseIn, imagesIn, type World } from "./world.ts";

/** What becomes of a cell. */
export type Decision =
  /** A new image is built. */
  | { readonly kind: "build"; readonly reason: string; readonly build: DecidedBuild }
  /** The newest image is published where it is not. */
  | { readonly kind: "publish"; readonly reason: string; readonly build: DecidedBuild; readonly image: Image }
  /** Its base is made in this run: the rest is decided then. */
  | { readonly kind: "waits"; readonly reason: string }
  | { readonly kind: "unchanged"; readonly reason: string; readonly image: Image }
  | { readonly kind: "failed"; readonly error: Error };

/** What makes the build this build. */
export interface DecidedBuild {
  readonly id: string;
  readonly hash: string;
  readonly version: string;
  readonly base_image_id: string;
  /** Id of the newest finished image; empty without one. */
  readonly predecessor: string;
}

/** What the image is of that the cell is built on. */
export type Base =
  | { readonly kind: "image"; readonly image: Image }
  /** Another template's image, which this run makes. */
  | { readonly kind: "waits"; readonly template: string };

/** What decides a cell beside the world. */
export interface CellQuestion {
  readonly cell: SelectedCell;
  readonly template: Template;
  readonly force: boolean;
  /** The event's; null for the template's. */
  readonly version: string | null;
  readonly settings: Settings;
  readonly now: Date;
}

/**
 * Decides what becomes of a cell: by its images and its base, never by what a parameter says, so that a channel which somebody moved back
 * makes nothing due.
 *
 * @param question the cell, and how it is asked for
 * @param world what is there
 * @param findBase what it is built on; throws what makes the cell fail
 */
export function decideCell(question: CellQuestion, world: World, findBase: () => Base): Decision {
  try {
    return decide(question, world, findBase());
  } catch (error) {
    return { kind: "failed", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function decide(question: CellQuestion, world: World, base: Base): Decision {
  const { cell, template, settings, now, force } = question;
  if (base.kind === "waits") {
    return { kind: "waits", reason: `its base ${base.template} is made in this run` };
  }
  const newest = newestFinished(builtImages(valueOf(imagesIn(world, cell.region)), cell));
  const hash = templateHash(template);
  const due = decideDue({
    forced: force,
    newest: newest === undefined ? null : toFinished(newest),
    hash,
    base: base.image.ImageId ?? "",
    now,
    max_image_age_days: template.max_image_age_days,
  });
  const version = question.version ?? template.version;
  if (due.due || newest === undefined) {
    const base_image_id = base.image.ImageId ?? "";
    const predecessor = newest?.ImageId ?? "";
    const { architecture, region } = cell;
    const id = buildId({ template: template.key, hash, version, base_image_id, architecture, region, predecessor });
    return { kind: "build", reason: due.reason, build: { id, hash, version, base_image_id, predecessor } };
  }
  const held = world.held.has(`${cell.template} ${cell.architecture}`);
  const missing = missingRegions(cell, newest, world, settings.parameter_prefix).filter(
    ({ what }) => what === "image" || !held,
  );
  if (missing.length === 0) return { kind: "unchanged", reason: due.reason, image: newest };
  return {
    kind: "publish",
    reason: `it is not published in ${missing.map(({ region }) => region).join(", ")}`,
    build: buildOf(newest),
    image: newest,
  };
}

/** The build that an image is of, as its tags tell. */
export function buildOf(image: Image): DecidedBuild {
  const value = (key: string) => tagValue(image, key) ?? "";
  return {
    id: value(tagKeys.build),
    hash: value(tagKeys.hash),
    version: value(tagKeys.version),
    base_image_id: value(tagKeys.base),
    predecessor: value(tagKeys.predecessor),
  };
}

/**
 * The base image of a template that names it itself.
 *
 * @throws BaseImageError, AwsRequestError
 */
export function namedBase({ cell: { architecture, region }, template }: CellQuestion, world: World): Image {
  const { source } = template.base_ami;
  if (source === undefined) throw new BaseImageError(`The template ${template.key} names no base image.`);
  const lookup = baseLookup(source, architecture);
  return requireBase(valueOf(baseIn(world, lookup, region)), architecture, describeLookup(lookup, region));
}

/**
 * The newest finished image of the template that another is built on, copies counted.
 *
 * @throws BaseImageError, AwsRequestError
 */
export function newestBase(base: string, { architecture, region }: SelectedCell, world: World): Image {
  const newest = newestFinished(allImages(valueOf(imagesIn(world, region)), { template: base, architecture }));
  return requireBase(
    newest,
    architecture,
    `the newest finished image of the template ${base} for ${architecture} in ${region}`,
  );
}

/** A base that could not be made. */
export function dependencyFailed(template: string, base: string): DependencyFailedError {
  return new DependencyFailedError(
    `The template ${template} is built on ${base}, which failed in this run: see there.`,
  );
}

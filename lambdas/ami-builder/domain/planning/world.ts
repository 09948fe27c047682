import type { Image } from "@aws-sdk/client-ec2";
import type { ParameterAnswer } from "../../ssm/get-parameters.ts";
import type { BaseLookup } from "../../template/aliases.ts";
import { describeLookup } from "./base-image.ts";
import type { Looked } from "./looked.ts";

/** What is in one Region. */
export interface RegionView {
  /** The installation's images. */
  readonly images: Looked<readonly Image[]>;
  /** By name: parameters that name base images, and those that should name the installation's. */
  readonly parameters: ReadonlyMap<string, ParameterAnswer>;
}

/** What decisions are made by: one look at everything, so that they fit together. */
export interface World {
  readonly regions: ReadonlyMap<string, RegionView>;
  /** By `describeLookup`; nothing is checked of them. Undefined as a value: there is none. */
  readonly bases: ReadonlyMap<string, Looked<Image | undefined>>;
  /** Templates with architecture, `web x86_64`, whose channel `latest` a person holds. */
  readonly held: ReadonlySet<string>;
}

/** An installation's images in a Region. */
export function imagesIn({ regions }: World, region: string): Looked<readonly Image[]> {
  return regions.get(region)?.images ?? { error: new Error(`${region} was not looked into`) };
}

/** What a lookup of a base image found. */
export function baseIn({ bases }: World, lookup: BaseLookup, region: string): Looked<Image | undefined> {
  return (
    bases.get(describeLookup(lookup, region)) ?? {
      error: new Error(`${describeLookup(lookup, region)} was not looked for`),
    }
  );
}

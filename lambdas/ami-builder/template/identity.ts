import { sha256 } from "./hash.ts";

/** What makes a build this build and no other. */
export interface BuildIdentity {
  /** The template's key. */
  readonly template: string;
  readonly hash: string;
  /** The version that the image is named by: the event's or the template's. */
  readonly version: string;
  readonly base_image_id: string;
  readonly architecture: string;
  /** Region that it is built in. */
  readonly region: string;
  /** The newest finished image of the cell: with it a forced build has another id, without a clock. */
  readonly predecessor: string | null;
}

/** What makes a capture this capture; never the instance, of which several may run one version. */
export interface CaptureIdentity {
  readonly managed_by: string;
  /** As it is tagged. */
  readonly version: string;
  /** Empty for none. */
  readonly variant: string;
  readonly architecture: string;
  readonly region: string;
  /** The newest existing image of it. */
  readonly predecessor: string | null;
}

/**
 * Id of a build: equal worlds give equal ids.
 *
 * @returns 12 hex digits
 */
export function buildId(identity: BuildIdentity): string {
  const { template, hash, version, base_image_id, architecture, region, predecessor } = identity;
  return shortHash([template, hash, version, base_image_id, architecture, region, predecessor ?? ""]);
}

/**
 * Id of a capture.
 *
 * @returns 12 hex digits
 */
export function captureId(identity: CaptureIdentity): string {
  const { managed_by, version, variant, architecture, region, predecessor } = identity;
  return shortHash([managed_by, version, variant, architecture, region, predecessor ?? ""]);
}

function shortHash(parts: readonly string[]): string {
  return sha256(parts).slice(0, 12);
}

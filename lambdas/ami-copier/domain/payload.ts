import type { ImageMetadata, PlannedWave } from "../shapes.ts";

/** Most bytes of JSON that Step Functions passes from state to state (Step Functions Developer Guide, Quotas). */
export const payloadLimit = 262_144;
/** Field names around the lists, and whatever Step Functions counts beside them. */
export const framing = 8_000;
/** An id in quotes with its comma. */
const bytesPerImage = 24;
/** A wave without its ids, and its result without failures. */
const bytesPerWave = 200;
/** One failure with a reason of 160 bytes. */
export const bytesPerFailure = 230;
const maxFailureBytes = 60_000;
export const maxFailuresPerWave = 100;
export const maxMetadataBytes = 40_000;
const maxWaves = 1_000;

/** How a run's images share the payload. */
export interface PayloadPlan {
  readonly waves: readonly (readonly string[])[];
  /** Images in waves there was no room for; the next run takes them. */
  readonly deferred: number;
  /** Failures each wave may report in detail. */
  readonly failureLimit: number;
  /** Bytes left for metadata. */
  readonly metadataBytes: number;
}

/**
 * Divides the payload among ids, results and metadata. The tightest state is the last one, which holds the execution's
 * input, the plan and all results at once.
 *
 * @param waves source image ids, wave by wave
 * @param inputBytes bytes of the execution's input as JSON
 */
export function planPayload(waves: readonly (readonly string[])[], inputBytes: number): PayloadPlan {
  const available = payloadLimit - framing - inputBytes;
  let used = 0;
  const taken: (readonly string[])[] = [];
  for (const wave of waves) {
    const size = bytesPerWave + wave.length * bytesPerImage;
    if (taken.length === maxWaves || used + size > available) {
      break;
    }
    taken.push(wave);
    used += size;
  }
  const perFailure = bytesPerFailure * Math.max(1, taken.length);
  const failureRoom = Math.max(0, Math.min(maxFailureBytes, available - used));
  const failureLimit = Math.min(maxFailuresPerWave, Math.floor(failureRoom / perFailure));
  return {
    waves: taken,
    deferred: waves.slice(taken.length).reduce((sum, wave) => sum + wave.length, 0),
    failureLimit,
    metadataBytes: Math.max(0, Math.min(maxMetadataBytes, available - used - failureLimit * perFailure)),
  };
}

/** Planned waves, and how many images go without the metadata that is known of them. */
export interface EnrichedWaves {
  readonly waves: readonly PlannedWave[];
  readonly withoutMetadata: number;
}

/**
 * Puts metadata beside the ids as long as there is room, in the order of the images.
 *
 * @param plan the divided payload
 * @param metadata what Red Hat knows, by source image id
 */
export function addMetadata(plan: PayloadPlan, metadata: ReadonlyMap<string, ImageMetadata>): EnrichedWaves {
  let room = plan.metadataBytes;
  let withoutMetadata = 0;
  const waves = plan.waves.map((images, index) => {
    const known: Record<string, ImageMetadata> = {};
    for (const id of images) {
      const entry = metadata.get(id);
      if (entry === undefined) {
        continue;
      }
      const size = byteLength({ [id]: entry });
      if (size > room) {
        withoutMetadata += 1;
        continue;
      }
      room -= size;
      known[id] = entry;
    }
    return {
      index,
      images,
      ...(Object.keys(known).length > 0 ? { metadata: known } : {}),
      failure_limit: plan.failureLimit,
    };
  });
  return { waves, withoutMetadata };
}

/** Bytes of a value as JSON. */
export function byteLength(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

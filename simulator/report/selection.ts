import type { ImageOutcome, ImageRecord } from "../core/record.ts";

/** Most rows of a list. */
export const maxRows = 100;

/** Outcomes, the most telling ones first. */
const outcomes: readonly ImageOutcome[] = ["failed", "unfinished", "deferred", "done", "skipped"];

/** The images that are shown one by one, in their order, and the others. */
export interface Selection {
  readonly shown: readonly ImageRecord[];
  readonly others: readonly ImageRecord[];
}

/** Shows all images while there is room, and else those whose outcome tells most. */
export function selectImages(images: readonly ImageRecord[]): Selection {
  const ranked = images
    .map((image, index) => ({ image, index, rank: outcomes.indexOf(image.outcome) }))
    .sort((left, right) => left.rank - right.rank);
  const shown = ranked.slice(0, maxRows).sort((left, right) => left.index - right.index);
  return { shown: shown.map(({ image }) => image), others: ranked.slice(maxRows).map(({ image }) => image) };
}

/** Images by outcome in words, such as `2 failed, 7 done`. */
export function countOutcomes(images: readonly ImageRecord[]): string {
  return outcomes
    .map((outcome) => ({ outcome, count: images.filter((image) => image.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count.toLocaleString("en")} ${outcome}`)
    .join(", ");
}

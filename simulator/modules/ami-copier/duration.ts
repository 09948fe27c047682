import type { CopierScenario } from "./scenario.ts";

/** Seconds, measured with 250 to 5,000 images, with 40 runs over 500 that had their copies, and 4,320 over none. */
const perCopy = 0.03;
const perRun = 0.03;
const perImageAndRun = 0.000_5;

/** About how long a simulation takes: each image is copied once, and each run looks at all of them. */
export function durationOfCopies({ images }: Pick<CopierScenario, "images">, runs: number): number {
  const count = typeof images === "number" ? images : images.reduce((sum, image) => sum + image.count, 0);
  return count * perCopy + runs * (perRun + count * perImageAndRun);
}

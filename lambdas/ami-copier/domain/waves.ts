import type { Candidate } from "./discovery.ts";

/**
 * A wave's items travel together through every state of its execution, at up to 2 kB each of the 256 KiB there, and their
 * ids are looked up with one filter, which takes 200 values.
 */
const maxImages = 100;

/**
 * Splits images into waves: the EBS volumes of one wave together stay within the Region's quota of concurrent snapshot
 * copies (EBS User Guide, Quotas for Amazon EBS). An image with more volumes than that has a wave of its own. The order stays.
 *
 * @param candidates images to process
 * @param maxVolumes snapshot copies at a time
 * @returns source image ids, wave by wave
 */
export function planWaves(candidates: readonly Candidate[], maxVolumes: number): readonly (readonly string[])[] {
  const waves: string[][] = [];
  let volumes = Infinity;
  for (const candidate of candidates) {
    const current = waves.at(-1);
    if (current !== undefined && volumes + candidate.volumes <= maxVolumes && current.length < maxImages) {
      current.push(candidate.sourceAmiId);
      volumes += candidate.volumes;
    } else {
      waves.push([candidate.sourceAmiId]);
      volumes = candidate.volumes;
    }
  }
  return waves;
}

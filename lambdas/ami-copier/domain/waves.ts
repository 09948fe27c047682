import { waveBytes } from "./wave-size.ts";

/** A wave's images are looked up with one filter, which takes 200 values. */
const maxImages = 100;

/** What of an image counts in its wave. */
export interface WaveMember {
  readonly sourceAmiId: string;
  /** EBS volumes to copy. */
  readonly volumes: number;
  /** Bytes in the states of the wave, at most. */
  readonly bytes: number;
}

/**
 * Splits images into waves: the EBS volumes of one wave together stay within the Region's quota of concurrent snapshot
 * copies (EBS User Guide, Quotas for Amazon EBS), and what is known of its images within what a state may hold. An image that alone is more has a
 * wave of its own. The order stays.
 *
 * @param members images to process
 * @param maxVolumes snapshot copies at a time
 * @returns source image ids, wave by wave
 */
export function planWaves(members: readonly WaveMember[], maxVolumes: number): readonly (readonly string[])[] {
  const waves: string[][] = [];
  let [volumes, bytes] = [Infinity, Infinity];
  for (const member of members) {
    const current = waves.at(-1);
    const fits = volumes + member.volumes <= maxVolumes && bytes + member.bytes <= waveBytes;
    if (current !== undefined && fits && current.length < maxImages) {
      current.push(member.sourceAmiId);
      volumes += member.volumes;
      bytes += member.bytes;
    } else {
      waves.push([member.sourceAmiId]);
      ({ volumes, bytes } = member);
    }
  }
  return waves;
}

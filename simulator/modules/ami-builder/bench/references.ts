/** What a build takes. */
export interface BuildFigures {
  /** Virtual minutes. */
  readonly minutes: number;
  /** Minutes of instances that EC2 bills. */
  readonly instanceMinutes: number;
  readonly transitions?: number;
  readonly calls?: number;
}

/** A situation that is measured. */
export interface Situation {
  /** Seconds of the scripts together, and of the tests in one place. */
  readonly scriptSeconds: number;
  readonly testSeconds: number;
  /** Minutes that an image, and that a copy of it is pending. */
  readonly imageMinutes: number;
  readonly copyMinutes: number;
  readonly architectures: number;
  readonly regions: number;
}

const bootSeconds = 60;
const stopSeconds = 30;

/**
 * What no design can do without that makes an image of a stopped instance and tests it on another one: boot, scripts, stop, image, boot,
 * tests. Copies go at the same time, and cells too.
 */
export function lowerBound({
  scriptSeconds,
  testSeconds,
  imageMinutes,
  copyMinutes,
  ...situation
}: Situation): BuildFigures {
  const builder = bootSeconds + scriptSeconds + testSeconds + stopSeconds;
  const verifier = bootSeconds + testSeconds;
  const copies = situation.regions > 1 ? copyMinutes : 0;
  return {
    minutes: (builder + verifier) / 60 + imageMinutes + copies,
    instanceMinutes: (situation.architectures * (builder + verifier)) / 60,
  };
}

/**
 * Prism's design: a builder for each architecture in each Region, which runs until its image is there; an image of the running instance is
 * never booted. The Regions of an architecture come one after the other.
 */
export function prism({ scriptSeconds, imageMinutes, architectures, regions }: Situation): BuildFigures {
  const one = (30 + scriptSeconds) / 60 + imageMinutes;
  return { minutes: one * architectures * regions, instanceMinutes: one * architectures * regions };
}

/** Packer's `amazon-ebs` builder: an instance for each architecture, which lives until image and copies are there, as its steps have it; no test of the image. */
export function packer({ scriptSeconds, imageMinutes, copyMinutes, architectures, regions }: Situation): BuildFigures {
  const copies = regions > 1 ? copyMinutes : 0;
  const one = 2 + scriptSeconds / 60 + imageMinutes + copies;
  return { minutes: one, instanceMinutes: one * architectures };
}

/** What a run takes. */
export interface CopyFigures {
  readonly ec2Calls: number;
  readonly redHatCalls: number;
  readonly transitions: number;
  readonly invocations: number;
  /** Virtual minutes. */
  readonly minutes: number;
}

/** A situation that is measured. */
export interface Situation {
  /** Images that are new, and images that were copied before. */
  readonly fresh: number;
  readonly old: number;
  /** Composes that Red Hat lists. */
  readonly composes: number;
  /** Minutes of a copy, and between two looks at it. */
  readonly copyMinutes: number;
  readonly waitMinutes: number;
}

/** Snapshot copies that EC2 runs at a time, so many images make a wave. */
const waveSize = 20;

/**
 * The Python original's figures, by the formulas of its design: two or three EC2 calls for every image it sees, a poll for each
 * image, one after the other. Of Red Hat's calls it needs the more the further down its list a compose is; half-way is
 * counted.
 */
export function original({ fresh, old, composes, copyMinutes, waitMinutes }: Situation): CopyFigures {
  if (fresh === 0) {
    return { ec2Calls: 1 + 2 * old, redHatCalls: 0, transitions: 4, invocations: 1, minutes: 0 };
  }
  const checks = Math.ceil(copyMinutes / waitMinutes);
  return {
    ec2Calls: 1 + 2 * old + 7 * fresh + (checks + fresh - 1),
    redHatCalls: fresh * (3 + composes / 2),
    transitions: 5 + (3 * checks + 2) + 5 * (fresh - 1),
    invocations: 1 + (checks + fresh - 1) + fresh,
    minutes: waitMinutes * checks + waitMinutes * (fresh - 1),
  };
}

/**
 * What no design with CopyImage and shared waiting can do without: two listings, a copy, a registration, a deregistration and
 * a look at the UEFI variables of each image, a listing for each tick of a wave, and one to verify. Of Red Hat: a token, the
 * lists, and two requests an image.
 */
export function lowerBound({ fresh, composes, copyMinutes, waitMinutes }: Situation): CopyFigures {
  if (fresh === 0) {
    return { ec2Calls: 2, redHatCalls: 0, transitions: 4, invocations: 1, minutes: 0 };
  }
  const waves = Math.ceil(fresh / waveSize);
  const checks = Math.ceil(copyMinutes / waitMinutes) * waves;
  return {
    ec2Calls: 2 + fresh + checks + 1 + 3 * fresh,
    redHatCalls: 1 + Math.ceil(composes / 100) + 2 * fresh,
    transitions: 5 + 4 * fresh,
    invocations: 1 + 2 * fresh,
    minutes: copyMinutes * waves,
  };
}

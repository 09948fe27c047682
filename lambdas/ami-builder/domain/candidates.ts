import type { Candidate, Prepared } from "../prepared.ts";
import type { Work } from "../shapes.ts";

/** How often the list of candidates is gone through; the last time on demand, since spot may have no room for hours. */
const rounds = 3;
/** Seconds between two rounds, in which somebody may have given room free. */
const roundSeconds = 5 * 60;

/** The next try, and how long it waits. */
export interface NextTry {
  readonly candidate: number;
  readonly wait_seconds: number;
}

type Tried = Pick<Work, "candidate" | "on_demand">;

/**
 * What the work's candidate stands for.
 *
 * @param candidates the prepared ones, at least one
 * @param work its count through all rounds, and whether spot is out of the question
 * @throws RangeError for a list without candidates
 */
export function candidateOf(
  { candidates }: Pick<Prepared["instance"], "candidates">,
  { candidate, on_demand }: Tried,
): Candidate {
  const chosen = candidates[candidate % candidates.length];
  if (chosen === undefined) throw new RangeError("A prepared build must have an instance type to launch.");
  const isLastRound = Math.floor(candidate / candidates.length) >= rounds - 1;
  return { ...chosen, spot: chosen.spot && !on_demand && !isLastRound };
}

/** The next candidate: at once, or after the pause between two rounds. Undefined when all rounds are over. */
export function nextCandidate(count: number, { candidate }: Tried): NextTry | undefined {
  return tryAt(count, candidate + 1, (candidate + 1) % count === 0 ? roundSeconds : 0);
}

/**
 * The same candidate in the next round: what a quota refuses, the quota refuses for the others as well, until an instance of the account has
 * ended. Undefined when all rounds are over.
 */
export function sameCandidate(count: number, { candidate }: Tried): NextTry | undefined {
  return tryAt(count, candidate + count, roundSeconds);
}

function tryAt(count: number, candidate: number, wait_seconds: number): NextTry | undefined {
  return candidate < count * rounds ? { candidate, wait_seconds } : undefined;
}

/** A candidate for people: `t3.medium in subnet-… (spot)`. */
export function describeCandidate({ type, subnet_id, spot }: Candidate): string {
  return `${type} in ${subnet_id ?? "the default VPC"}${spot ? " (spot)" : ""}`;
}

/** Most rows of a list. */
export const maxRows = 100;

/** Entries that are shown one by one, and the others. */
export interface Selection<Entry> {
  readonly shown: readonly Entry[];
  readonly others: readonly Entry[];
}

/** An entry and how it ended. */
interface Ended<Outcome> {
  readonly outcome: Outcome;
}

/**
 * Puts those entries first whose outcome tells most, and shows as many as find room.
 *
 * @param entries the entries
 * @param outcomes all outcomes, the most telling ones first
 */
export function selectByOutcome<Outcome extends string, Entry extends Ended<Outcome>>(
  entries: readonly Entry[],
  outcomes: readonly Outcome[],
): Selection<Entry> {
  const ranked = entries
    .map((entry) => ({ entry, rank: outcomes.indexOf(entry.outcome) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ entry }) => entry);
  return { shown: ranked.slice(0, maxRows), others: ranked.slice(maxRows) };
}

/** Entries by outcome in words, such as `2 failed, 7 done`. */
export function countOutcomes<Outcome extends string>(
  entries: readonly Ended<Outcome>[],
  outcomes: readonly Outcome[],
): string {
  return outcomes
    .map((outcome) => ({ outcome, count: entries.filter((entry) => entry.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count.toLocaleString("en")} ${outcome}`)
    .join(", ");
}

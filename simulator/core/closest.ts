/** Most letters that may be wrong in a name that was meant to be another one. */
const maxDistance = 3;

/**
 * The name that somebody probably meant.
 *
 * @param text what was given
 * @param names what may be given
 * @returns the name that differs least, first of all one that differs in case alone; undefined when none is close
 */
export function closest(text: string, names: readonly string[]): string | undefined {
  const wanted = text.toLowerCase();
  const most = Math.min(maxDistance, Math.floor(text.length / 2));
  return names
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= most)
    .sort((left, right) => left.distance - right.distance)[0]?.name;
}

/** The closest name as a remedy; empty when there is none. */
export function suggestion(text: string, names: readonly string[]): string {
  const name = closest(text, names);
  return name === undefined ? "" : `did you mean ${name}?`;
}

/** Letters to insert, remove or replace (the distance of Levenshtein), row by row. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of left.split("").entries()) {
    const next = [index + 1];
    for (const [column, other] of right.split("").entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

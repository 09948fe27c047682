/**
 * The name that differs least from another, by characters to insert, remove or replace.
 *
 * @param name the name that was not found
 * @param names those there are
 * @returns undefined if nothing is similar
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((candidate) => ({ candidate, distance: distance(name, candidate) }))
    .sort((left, right) => left.distance - right.distance);
  return best !== undefined && best.distance <= name.length / 2 ? best.candidate : undefined;
}

function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/**
 * Whether this is the long run, `npm run test:long`: it tries many more random scenarios and sizes. What `npm test` proves without it is
 * the same: deaths at every call, overlaps, limits; only the number of cases drawn by chance is smaller.
 */
export const isLong = process.env["TEST_LONG"] === "1";

/** How many cases of a property are tried: few in `npm test`, many in the long run. */
export function cases(few: number, many: number): number {
  return isLong ? many : few;
}

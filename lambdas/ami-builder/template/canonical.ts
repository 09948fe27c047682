/**
 * A value as JSON that is the same whatever the order of keys: they are sorted, and there is no white space.
 *
 * @param value what JSON can hold; properties that are undefined are left out
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

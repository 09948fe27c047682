const millisecondsPerDay = 86_400_000;
const millisecondsPerMinute = 60_000;

/**
 * When an image is to be deprecated, by its own creation and never by the clock, so that each try asks for the same; undefined where there is
 * nothing to do: it is not asked for, it is so already, or the moment has passed, which EC2 refuses (EC2 API Reference,
 * EnableImageDeprecation: not in the past, to the minute).
 *
 * @param image its creation and its present deprecation, ISO 8601
 * @param days days after the creation; null for never
 * @param now the present
 */
export function deprecationOf(
  image: { readonly CreationDate?: string | undefined; readonly DeprecationTime?: string | undefined },
  days: number | null,
  now: Date,
): Date | undefined {
  const created = Date.parse(image.CreationDate ?? "");
  if (days === null || Number.isNaN(created)) {
    return undefined;
  }
  const wanted = toMinute(created + days * millisecondsPerDay);
  const present = Date.parse(image.DeprecationTime ?? "");
  const isSet = !Number.isNaN(present) && toMinute(present) === wanted;
  return isSet || wanted <= now.getTime() ? undefined : new Date(wanted);
}

/** EC2 rounds to the nearest minute; from memory, seconds are cut off first where they are given. */
function toMinute(moment: number): number {
  return Math.floor(moment / millisecondsPerMinute) * millisecondsPerMinute;
}

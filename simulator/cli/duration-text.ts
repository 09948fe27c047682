/** Seconds from which on a person wants to know before. */
const worthTelling = 30;

/**
 * What a person is told of how long a simulation will take: a line, or nothing where it does not take long.
 *
 * @param seconds on a machine that does nothing else
 */
export function durationText(seconds: number): string {
  if (seconds < worthTelling) return "";
  return `This takes about ${roughly(seconds)}, longer on a machine that does other work too; ^C ends it.\n`;
}

function roughly(seconds: number): string {
  if (seconds < 95) return `${Math.round(seconds / 10) * 10} seconds`;
  const minutes = seconds / 60;
  return minutes < 95 ? `${Math.round(minutes)} minutes` : `${Math.round(minutes / 60)} hours`;
}

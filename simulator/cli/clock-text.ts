/** A moment of the virtual clock as `hh:mm:ss`; the hours go on after a day. */
export function clockText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** A moment as {@link clockText}; what was before the simulation began is `earlier`. */
export function momentText(milliseconds: number): string {
  return milliseconds < 0 ? "earlier " : clockText(milliseconds);
}

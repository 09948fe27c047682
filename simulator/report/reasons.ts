import { withoutIds } from "../core/log-book.ts";
import type { ItemFailure } from "../modules/simulated-module.ts";

/** Items that failed for one reason. */
export interface ReasonGroup {
  readonly reason: string;
  readonly items: readonly string[];
}

/** Puts items together that failed for the same reason, whatever ids are in it; the most frequent reasons first. */
export function groupByReason(failures: readonly ItemFailure[]): readonly ReasonGroup[] {
  const groups = new Map<string, { reason: string; items: string[] }>();
  for (const { item, reason } of failures) {
    const key = withoutIds(reason);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { reason, items: [item] });
      continue;
    }
    group.items.push(item);
    if (group.reason !== reason) group.reason = key;
  }
  return [...groups.values()].sort((left, right) => right.items.length - left.items.length);
}

/** The first names of a list, and how many there are beyond them. */
export function listSome(names: readonly string[], most: number): string {
  const more = names.length - most;
  return [...names.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}

/** An error with its cause as a sentence: of a failed function, which Lambda reports as JSON, its message alone. */
export function readCause(error = "", cause = ""): string {
  const { errorType, errorMessage } = parseCause(cause);
  const message = errorMessage ?? cause;
  const names = [error, ...(errorType === undefined || errorType === error ? [] : [errorType])];
  return [...names, message].filter((part) => part !== "").join(": ");
}

function parseCause(cause: string): { readonly errorType?: string; readonly errorMessage?: string } {
  try {
    const fields = JSON.parse(cause) as { readonly errorType?: unknown; readonly errorMessage?: unknown } | null;
    const { errorType, errorMessage } = fields ?? {};
    return {
      ...(typeof errorType === "string" ? { errorType } : {}),
      ...(typeof errorMessage === "string" ? { errorMessage } : {}),
    };
  } catch {
    return {};
  }
}

/** The beginning of a long text. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

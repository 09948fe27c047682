import type { Work } from "../shapes.ts";
import { later, secondsBetween } from "./moments.ts";

/** Seconds that an instance has to stop by itself, and then by force. */
const politeSeconds = 10 * 60;
const forcedSeconds = 5 * 60;

/** Whether the present wait is that of a stop by force: its deadline is later than a stop without. */
export function isForced({ since, deadline }: Pick<Work, "since" | "deadline">): boolean {
  return secondsBetween(since, deadline) > politeSeconds;
}

/** Deadline of the first stop. */
export function stopDeadline(since: string): string {
  return later(since, politeSeconds);
}

/** Deadline of the stop by force that follows. */
export function forcedStopDeadline(since: string): string {
  return later(since, politeSeconds + forcedSeconds);
}

import type { Work } from "../shapes.ts";

/** The moment so many seconds after another, as ISO 8601 in UTC. */
export function later(moment: Date | string, seconds: number): string {
  return new Date(new Date(moment).getTime() + seconds * 1_000).toISOString();
}

/** Seconds from one moment to another; 0 where the clocks of two functions disagree. */
export function secondsBetween(from: Date | string, to: Date | string): number {
  return Math.max(0, (new Date(to).getTime() - new Date(from).getTime()) / 1_000);
}

/** Whether the present wait, or the whole build, is over its time. */
export function isOverdue({ deadline, ends_at }: Pick<Work, "deadline" | "ends_at">, now: Date): boolean {
  return now.getTime() >= Math.min(Date.parse(deadline), Date.parse(ends_at));
}

/** The moment that {@link isOverdue} looks at, for a message. */
export function dueMoment({ deadline, ends_at }: Pick<Work, "deadline" | "ends_at">): string {
  return Date.parse(deadline) < Date.parse(ends_at) ? deadline : ends_at;
}

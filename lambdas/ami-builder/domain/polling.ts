import type { Check } from "../shapes.ts";

const done: Check = { state: "done", wait_seconds: 0 };

/** Goes on with the next state. */
export function goOn(): Check {
  return done;
}

/** Looks again after so many seconds. */
export function lookAgain(seconds: number): Check {
  return { state: "waiting", wait_seconds: seconds };
}

/** Acts again after so many seconds. */
export function actAgain(seconds: number): Check {
  return { state: "again", wait_seconds: seconds };
}

/** Seconds before the first look at an image: none is complete earlier. */
export const firstImageWait = 60;

/**
 * Seconds until the next look at an image or a copy: close looks for the first twenty minutes, in which most end, and few afterwards, so
 * that a day of waiting stays below Step Functions' 25,000 events.
 *
 * @param elapsedSeconds since the image was started
 */
export function imageWait(elapsedSeconds: number): number {
  return elapsedSeconds < 20 * 60 ? 20 : 60;
}

/** Whole seconds between two moments, ISO 8601. */
export function secondsBetween(since: string, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - Date.parse(since)) / 1_000));
}

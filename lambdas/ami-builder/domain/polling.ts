import type { Check } from "../shapes.ts";

const longestSeconds = 60;
const shortestSeconds = 5;

/** Seconds in which an instance is hardly ever ready, or stopped: it is not looked at before. */
export const bootSeconds = 45;
export const stopSeconds = 25;

/** Seconds before the first look at an image or a copy. */
export const firstImageSeconds = 60;
const imageSeconds = 20;
const longImageSeconds = 60;
/** After so many seconds an image is a large one. */
const longAfterSeconds = 20 * 60;

/**
 * Seconds before the next look at what has taken so long: a fifth of that, so that the end is seen late by no more than a fifth, and long
 * waits have few looks.
 */
export function pollSeconds(elapsedSeconds: number): number {
  return Math.min(longestSeconds, Math.max(shortestSeconds, Math.ceil(elapsedSeconds / 5)));
}

/** Seconds before the next look at an image or a copy that has been pending so long: few looks in a day, whose history has 25,000 events. */
export function imagePollSeconds(elapsedSeconds: number): number {
  return elapsedSeconds < longAfterSeconds ? imageSeconds : longImageSeconds;
}

/** Look again after so long. */
export function waiting(seconds: number): Check {
  return { state: "waiting", wait_seconds: Math.ceil(seconds) };
}

/** Act again after so long. */
export function again(seconds: number): Check {
  return { state: "again", wait_seconds: Math.ceil(seconds) };
}

/** Go on. */
export const done: Check = { state: "done", wait_seconds: 0 };

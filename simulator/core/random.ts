import { createHash } from "node:crypto";

/** Draws a number from 0 up to, but not including, 1. The same key always draws the same number. */
export type Draw = (key: string) => number;

/**
 * Chance that comes out the same in every run: a number is drawn by what it is for and not by when it is drawn, so it does not
 * depend on the order in which things happen.
 *
 * @param seed of the scenario
 */
export function seededDraw(seed: number): Draw {
  return (key) => createHash("sha256").update(`${seed} ${key}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

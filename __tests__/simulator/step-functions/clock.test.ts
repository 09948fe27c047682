import { expect, test } from "vitest";
import { VirtualClock } from "../../../simulator/core/clock.ts";

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("goes on to the next timer, in the order of the timers", async () => {
  const clock = new VirtualClock(1_000);
  const seen: string[] = [];
  const walk = async (name: string, ...steps: number[]) => {
    for (const step of steps) {
      await clock.sleepUntil(clock.now + step);
      seen.push(`${name} ${clock.now}`);
    }
  };
  await Promise.all([walk("a", 3_600_000, 1), walk("b", 1_800_000, 1_800_000), walk("c", 1_800_000)]);
  expect(seen).toEqual(["b 1801000", "c 1801000", "a 3601000", "b 3601000", "a 3601001"]);
});

test("stands still while something is at work, however long that takes", async () => {
  const clock = new VirtualClock(0);
  const work = clock.standStill(async () => {
    await sleep(20);
    return clock.now;
  });
  const waited = clock.sleepUntil(5).then(() => clock.now);
  expect(await work).toBe(0);
  expect(await waited).toBe(5);
});

test("forgets timers that are cleared, and does not wait for the past", async () => {
  const clock = new VirtualClock(0);
  let fired = false;
  clock.clearTimer(clock.setTimer(() => (fired = true), 1));
  await clock.sleepUntil(10);
  await clock.sleepUntil(3);
  expect([clock.now, fired]).toEqual([10, false]);
});

test("fires background timers on its way, and does not go on for their sake", async () => {
  const clock = new VirtualClock(0);
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} ${clock.now}`);
  clock.setBackgroundTimer(note("early"), 5);
  clock.setBackgroundTimer(note("late"), 20);
  clock.clearTimer(clock.setBackgroundTimer(note("never"), 6));
  await sleep(5);
  expect([clock.now, seen]).toEqual([0, []]);
  await clock.sleepUntil(10);
  await sleep(5);
  expect([clock.now, seen]).toEqual([10, ["early 5"]]);
});

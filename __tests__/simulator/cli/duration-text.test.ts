import { expect, test } from "vitest";
import { durationText } from "../../../simulator/cli/duration-text.ts";
import { plainImage } from "../../../simulator/modules/ami-copier/scenario.ts";
import { durationOfCopies } from "../../../simulator/modules/ami-copier/duration.ts";

test.each([
  [29, ""],
  [31, "about 30 seconds"],
  [94, "about 90 seconds"],
  [95, "about 2 minutes"],
  [5_000, "about 83 minutes"],
  [6_000, "about 2 hours"],
])("%i seconds", (seconds, text) => {
  expect(durationText(seconds)).toContain(text);
  expect(durationText(seconds) === "").toBe(text === "");
});

test("a simulation takes longer the more images there are, in a list too, and the more runs look at them", () => {
  const seconds = durationOfCopies({ images: 1_000 }, 1);
  // Measured: 0.03 s of a core for each image, and about a second for a run that looks at 1,000.
  expect(seconds).toBeGreaterThan(25);
  expect(seconds).toBeLessThan(40);
  expect(durationOfCopies({ images: 2_000 }, 1)).toBeGreaterThan(1.9 * seconds);
  expect(durationOfCopies({ images: 1_000 }, 60)).toBeGreaterThan(1.5 * seconds);
  const images = [
    { ...plainImage, count: 400 },
    { ...plainImage, count: 600 },
  ];
  expect(durationOfCopies({ images }, 1)).toBe(seconds);
});

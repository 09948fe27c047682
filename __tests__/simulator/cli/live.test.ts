import { expect, test } from "vitest";
import { clockText } from "../../../simulator/cli/clock-text.ts";
import { showProgress } from "../../../simulator/cli/live.ts";
import type { ItemProgress } from "../../../simulator/modules/simulated-module.ts";

const image = (number: number, phase: string, share = 0): ItemProgress => ({
  id: `ami-${number}`,
  name: `image-${number}`,
  phase,
  share,
});

function screen(isTerminal: boolean, columns = 120) {
  const written: string[] = [];
  return { written, progress: showProgress({ isTerminal, columns, write: (text) => written.push(text) }) };
}

test("a terminal gets lines that change in place", () => {
  const { written, progress } = screen(true);
  progress(() => [image(1, "copying"), image(2, "queued")], 0);
  progress(() => [image(1, "copying"), image(2, "queued")], 0);
  progress(() => [image(1, "copying", 0.5), image(2, "queued")], 60_000);
  expect(written).toHaveLength(2);
  expect(written[0]).not.toContain("\u001b[3A");
  expect(written[1]).toMatch(
    /^\u001b\[3A\u001b\[2Kvirtual clock 00:01:00\n\u001b\[2K {2}ami-1 {2}#{10}\.{10} {2}50 % {2}copying/,
  );
});

test("a narrow terminal gets shorter lines, as it would break long ones", () => {
  const { written, progress } = screen(true, 30);
  progress(() => [image(1, "copying")], 0);
  expect(written[0]?.split("\n")[1]).toBe("\u001b[2K  ami-1  ....................");
});

test("elsewhere there is a line for each change, and totals where there are many images", () => {
  const few = screen(false);
  few.progress(() => [image(1, "queued")], 0);
  few.progress(() => [image(1, "queued")], 1_000);
  few.progress(() => [image(1, "done", 1)], 1_800_000);
  expect(few.written).toEqual([
    "00:00:00  ami-1  ....................   0 %  queued      image-1\n",
    "00:30:00  ami-1  #################### 100 %  done        image-1\n",
  ]);
  const many = screen(false);
  const images = Array.from({ length: 30 }, (_, index) => image(index, index < 20 ? "copying" : "queued"));
  many.progress(() => images, 0);
  many.progress(() => images, 5_000);
  expect(many.written).toEqual(["00:00:00  20 copying, 10 queued\n"]);
});

test("the clock goes on after a day", () => {
  expect([clockText(0), clockText(3_599_999), clockText(90_061_000)]).toEqual(["00:00:00", "00:59:59", "25:01:01"]);
});

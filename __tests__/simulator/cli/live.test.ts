import { describe, expect, test } from "vitest";
import { clockText, momentText } from "../../../simulator/cli/clock-text.ts";
import { showProgress } from "../../../simulator/cli/live.ts";
import type { ItemProgress } from "../../../simulator/modules/simulated-module.ts";
import { Terminal } from "./terminal.ts";

const image = (number: number, phase: string, share = 0): ItemProgress => ({
  id: `ami-${String(number).padStart(17, "0")}`,
  name: `composer-api-${number}`,
  phase,
  share,
});
const many = (count: number, phase: string) => Array.from({ length: count }, (_, index) => image(index, phase));

describe("a terminal", () => {
  function open(columns: number, rows: number) {
    const terminal = new Terminal(columns, rows);
    let milliseconds = 0;
    const view = showProgress(terminal, () => (milliseconds += 1_000));
    return { terminal, ...view };
  }

  test("shows lines that change in place", () => {
    const { terminal, progress } = open(120, 30);
    progress(() => [image(1, "copying"), image(2, "queued")], 0);
    progress(() => [image(1, "copying", 0.5), image(2, "queued")], 60_000);
    expect(terminal.text).toEqual([
      "virtual clock 00:01:00",
      "  ami-00000000000000001  ##########..........  50 %  copying       composer-api-1",
      "  ami-00000000000000002  ....................   0 %  queued        composer-api-2",
    ]);
  });

  test("is not written to when nothing has changed, nor more often than an eye can see", () => {
    const terminal = new Terminal(120, 30);
    let milliseconds = 0;
    const { progress, end } = showProgress(terminal, () => milliseconds);
    progress(() => [image(1, "queued")], 0);
    milliseconds = 1_000;
    progress(() => [image(1, "queued")], 0);
    expect(terminal.writes).toBe(1);
    milliseconds += 50;
    for (let step = 0; step < 100; step += 1) progress(() => [image(1, "copying", step / 100)], step * 60_000);
    expect(terminal.writes).toBe(2);
    end();
    expect(terminal.text[1]).toContain("99 %");
  });

  test("of forty columns has shorter bars and the ends of the ids", () => {
    const { terminal, progress } = open(40, 30);
    progress(() => [image(1, "copying", 0.5), image(12, "undiscovered")], 0);
    progress(() => [image(1, "copying", 0.9), image(12, "undiscovered")], 60_000);
    expect(terminal.text).toEqual([
      "virtual clock 00:01:00",
      "  …000000001  #####  90 %  copying",
      "  …000000012  .....   0 %  undiscovered",
    ]);
  });

  test("of eighty columns has the beginnings of the names", () => {
    const { terminal, progress } = open(80, 30);
    progress(() => [{ ...image(1, "copying", 0.5), name: "composer-api-00000000-0000-4000-8000-000000000000" }], 0);
    expect(terminal.text[1]).toBe("  ami-00000000000000001  #####.....  50 %  copying       composer-api-00000000…");
  });

  test("of ten rows shows as many images as find room, and counts the others", () => {
    const { terminal, progress } = open(80, 10);
    for (const share of [0, 0.2, 0.4, 0.6]) {
      progress(() => many(12, "copying").map((item) => ({ ...item, share })), share * 1_800_000);
    }
    expect(terminal.text).toHaveLength(9);
    expect(terminal.text[0]).toBe("virtual clock 00:18:00");
    expect(terminal.text[1]).toMatch(/^ {2}ami-00000000000000000 .* 60 %/);
    expect(terminal.text.at(-1)).toBe("  and 5 more: 5 copying");
    expect(terminal.scrolledOut).toEqual([]);
    progress(() => many(8, "done"), 1_800_000);
    expect(terminal.text).toHaveLength(9);
    expect(terminal.text.at(-1)).toMatch(/^ {2}ami-00000000000000007/);
  });

  test.each([1, 2, 3])("of %i rows still has a picture", (rows) => {
    const { terminal, progress } = open(20, rows);
    progress(() => many(5, "copying"), 0);
    progress(() => many(5, "done"), 60_000);
    expect(terminal.text.at(-1)).toBe(
      rows === 1 ? undefined : rows === 2 ? "virtual clock 00:01" : "  and 5 more: 5 don",
    );
  });

  test("may change its size while it is written to", () => {
    const { terminal, progress } = open(120, 12);
    progress(() => many(5, "copying"), 0);
    terminal.resize(40, 12);
    progress(() => many(5, "copying"), 60_000);
    expect(terminal.text).toHaveLength(6);
    terminal.resize(100, 30);
    progress(() => many(15, "copying"), 120_000);
    expect(terminal.text).toHaveLength(16);
    expect(terminal.text.filter((line) => line.startsWith("virtual clock"))).toEqual(["virtual clock 00:02:00"]);
  });

  test("has what is printed meanwhile above the picture, each line once", () => {
    const { terminal, progress, above } = open(60, 20);
    above(() => {
      terminal.write("earlier   first: {}\n");
    });
    progress(() => [image(1, "copying")], 0);
    above(() => {
      terminal.write("00:00:00  second: {}\n");
    });
    progress(() => [image(1, "copying", 0.5)], 60_000);
    above(() => {
      terminal.write(`00:01:00  third: ${"x".repeat(100)}\n`);
    });
    expect(terminal.text.map((line) => line.slice(0, 22))).toEqual([
      "earlier   first: {}",
      "00:00:00  second: {}",
      "00:01:00  third: xxxxx",
      "x".repeat(22),
      "virtual clock 00:01:00",
      "  ami-0000000000000000",
    ]);
  });
});

describe("elsewhere", () => {
  function open() {
    const written: string[] = [];
    const view = showProgress({ isTerminal: false, columns: 80, rows: 24, write: (text) => written.push(text) });
    return { written, ...view };
  }

  test("there is a line for each change", () => {
    const { written, progress, end } = open();
    progress(() => [image(1, "queued")], 0);
    progress(() => [image(1, "queued")], 1_000);
    progress(() => [image(1, "copying", 0.01)], 60_000);
    progress(() => [image(1, "copying", 0.02)], 120_000);
    progress(() => [image(1, "done", 1)], 1_800_000);
    end();
    expect(written).toEqual([
      "00:00:00  ami-00000000000000001  ....................   0 %  queued        composer-api-1\n",
      "00:01:00  ami-00000000000000001  ....................   1 %  copying       composer-api-1\n",
      "00:30:00  ami-00000000000000001  #################### 100 %  done          composer-api-1\n",
    ]);
  });

  test("many images have totals, once for a virtual minute, and at the end", () => {
    const { written, progress, end } = open();
    const states = [many(30, "queued"), [...many(20, "copying"), ...many(10, "queued")], many(30, "copying")];
    for (const items of states) progress(() => items, 0);
    for (const items of states) progress(() => items, 60_000);
    progress(() => many(30, "done"), 61_000);
    end();
    expect(written).toEqual(["00:00:00  30 queued\n", "00:01:01  30 done\n"]);
  });

  test("thousands of images over days have some hundred lines", () => {
    const { written, progress, end } = open();
    const items = many(5_000, "queued");
    const minutes = 30 * 24 * 60;
    for (let step = 0; step < 20_000; step += 1) {
      const done = Math.floor((step / 20_000) * 5_000);
      const list = () => items.map((item, index) => (index < done ? { ...item, phase: "done" } : item));
      progress(list, (step / 20_000) * minutes * 60_000);
    }
    end();
    expect(written.length).toBeGreaterThan(100);
    expect(written.length).toBeLessThan(500);
  });

  test("what is printed meanwhile stands between the lines", () => {
    const { written, progress, above } = open();
    progress(() => [image(1, "queued")], 0);
    above(() => written.push("log"));
    expect(written).toHaveLength(2);
  });
});

test("the clock goes on after a day", () => {
  expect([clockText(0), clockText(3_599_999), clockText(90_061_000)]).toEqual(["00:00:00", "00:59:59", "25:01:01"]);
});

test("what was before the simulation has no time on its clock", () => {
  expect([momentText(-Infinity), momentText(0)]).toEqual(["earlier ", "00:00:00"]);
});

import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import type { TestSpecification, Vitest } from "vitest/node";
import SlowestFirst, { slowest } from "../support/slowest-first.ts";

/** Files of which no duration is known yet, as in a fresh clone, with their sizes. */
function sort(sizes: Readonly<Record<string, number>>): Promise<TestSpecification[]> {
  const project = { name: "", config: { isolate: false, sequence: { groupOrder: 0 } } };
  const stats = new Map(Object.entries(sizes).map(([path, size]) => [`:${path}`, { size }]));
  const cache = { getFileTestResults: () => undefined, getFileStats: (key: string) => stats.get(key) };
  const context = { config: { root: "/project" }, cache } as unknown as Vitest;
  const files = Object.keys(sizes).map((path) => ({ project, moduleId: `/project/${path}` }));
  return new SlowestFirst(context).sort(files as unknown as TestSpecification[]);
}

it("begins with the slowest files however small they are, and leaves the others in Vitest's order", async () => {
  const [first = "", second = ""] = slowest;
  const sorted = await sort({ "small.test.ts": 1, [second]: 20, "large.test.ts": 100, [first]: 10 });
  expect(sorted.map(({ moduleId }) => moduleId)).toEqual(
    [first, second, "large.test.ts", "small.test.ts"].map((path) => `/project/${path}`),
  );
});

it("knows only files that there are", () => {
  expect(slowest.filter((path) => !existsSync(path))).toEqual([]);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sentences } from "../../../lambdas/shared/text.ts";

describe("sentences", () => {
  test.each([
    [["a key is not found.", "Set another"], "a key is not found. Set another."],
    [["a", undefined, "", "b.. "], "a. b."],
    [["why?", "so it is cut…"], "why? so it is cut…"],
    [[], ""],
  ])("of %j", (parts, text) => {
    expect(sentences(...parts)).toBe(text);
  });
});

test("every message that a function throws ends in one full stop", () => {
  const folder = "lambdas";
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const thrown = files.flatMap((path) => {
    const text = readFileSync(join(folder, path), "utf8");
    // What Red Hat's API fails with is a step of a list in one log line, and no sentence.
    const messages = text.matchAll(
      /new (?!RedHat)\w+Error\(\s*((?:["'`][^;]*?))(?:,\s*(?:\{[^}]*\}|code[^)]*))?,?\s*\);/g,
    );
    return [...messages].map(([, message = ""]) => [path, message.trim()] as const);
  });
  expect(thrown.length).toBeGreaterThan(10);
  for (const [path, message] of thrown) expect(message, path).toMatch(/(?<!\.)\.["'`]$|\)$|\}["'`]$/);
});

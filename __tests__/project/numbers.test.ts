import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { projectFiles } from "./files.ts";

/** A capital letter and a number, as lists of requirements number their entries; not the T of a time in a template. What a list says stands where it is needed, in words. */
const entry = /(?<!\})\b[ABCDFGORT]\d{1,3}[a-z]?\b/g;

const endings = [".ts", ".cjs", ".md", ".mmd", ".tf", ".hcl", ".yml", ".yaml"];

it("no comment, test or document refers to the number of an entry in a list that a reader does not have", () => {
  const files = endings.flatMap((ending) => projectFiles(ending));
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) => [...line.matchAll(entry)].map(([number]) => `${file}:${index + 1}: ${number}`)),
  );
  expect(found).toEqual([]);
});

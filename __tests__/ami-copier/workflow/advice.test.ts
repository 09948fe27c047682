import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { causeAdvice, runAdvice } from "../../../lambdas/ami-copier/advice.ts";
import { errorNames } from "../../../lambdas/ami-copier/contract.ts";
import { transientLambdaErrors } from "../../../lambdas/shared/error-names.ts";
import { amiCopierDefinition } from "../../../stacks/ami-copier/definition.ts";
import { definitionInput } from "./support.ts";

/** All values of a field in a definition, however deep. */
function valuesOf(field: string, value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, inner]) => [
    ...(key === field ? [inner] : []),
    ...valuesOf(field, inner),
  ]);
}

test("every end of a run has its advice, and nothing else has", () => {
  const definition = amiCopierDefinition(definitionInput);
  const named = [...valuesOf("Error", definition), ...valuesOf("error", definition)];
  // What no Catch can take, and the ends that are no failures of the workflow's own.
  const beyond = ["States.Runtime", "States.DataLimitExceeded", "status `ABORTED`", "status `TIMED_OUT`"];
  expect(Object.keys(runAdvice).sort()).toEqual([...new Set([...named, ...beyond])].sort());
});

test("every error that a function or Lambda can end with has its advice", () => {
  const known = [...Object.values(errorNames), ...transientLambdaErrors];
  expect(known.filter((name) => causeAdvice[name] === undefined)).toEqual([]);
});

test("every text that has advice is one that the functions write", () => {
  const files = readdirSync("lambdas/ami-copier", { recursive: true, encoding: "utf8" });
  const sources = files
    .filter((path) => path.endsWith(".ts") && !path.endsWith("advice.ts"))
    .map((path) => readFileSync(join("lambdas/ami-copier", path), "utf8").replaceAll(/\$\{[^}]*\}/g, "…"));
  const texts = Object.keys(causeAdvice).filter((name) => name.includes(" "));
  expect(texts.length).toBeGreaterThan(5);
  const written = (text: string) =>
    sources.some((source) => source.includes(text) || source.includes(text.replace(" failed", " …")));
  expect(texts.filter((text) => !written(text))).toEqual([]);
});

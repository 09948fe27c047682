import { expect, test } from "vitest";
import { groupByReason, listSome, readCause } from "../../../simulator/report/reasons.ts";

test("items that failed for one reason stand together, whatever ids are in it; the most frequent reason comes first", () => {
  const gone = (id: string) => `the temporary image ${id} is gone`;
  const failures = [
    { item: "a", reason: "one of its kind: ami-00000000000000009" },
    { item: "b", reason: gone("ami-00000000000000001") },
    { item: "c", reason: gone("ami-00000000000000002") },
  ];
  expect(groupByReason(failures)).toEqual([
    { reason: gone("ami-…"), items: ["b", "c"] },
    { reason: "one of its kind: ami-00000000000000009", items: ["a"] },
  ]);
});

test("a long list is cut, and says by how much", () => {
  expect([listSome(["a", "b"], 2), listSome(["a", "b", "c", "d"], 2)]).toEqual(["a, b", "a, b, and 2 more"]);
});

test.each([
  [
    "DiscoveryError",
    '{"errorType":"AwsTransientError","errorMessage":"no answer","trace":["x"]}',
    "DiscoveryError: AwsTransientError: no answer",
  ],
  ["TypeError", '{"errorType":"TypeError","errorMessage":"no answer"}', "TypeError: no answer"],
  ["CopiesFailed", "2 of the images failed", "CopiesFailed: 2 of the images failed"],
  ["States.Timeout", undefined, "States.Timeout"],
  ["Odd", "null", "Odd: null"],
  ["Odd", "[1]", "Odd: [1]"],
  [undefined, undefined, ""],
])("the cause of %s is a sentence", (error, cause, sentence) => {
  expect(readCause(error, cause)).toBe(sentence);
});

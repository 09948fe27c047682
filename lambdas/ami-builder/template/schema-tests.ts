import * as z from "zod/mini";
import { field, listed, listOf, objectOf, oneOf, text, wholeNumber } from "./fields.ts";
import { testPlaces, testStreams } from "./template.ts";
import { patternProblem } from "./pattern.ts";

const oneOrMany = "must be text or a list of texts: put what looks like a number in quotes";

/** Text or a list of texts. */
function texts() {
  const item = z
    .string(oneOrMany)
    .check(z.minLength(1, oneOrMany), z.maxLength(4000, "must be at most 4000 characters"));
  return z.optional(z.union([item, listOf(item, 1, 50, "texts")], oneOrMany));
}

const exitRule = 'must be a whole number from 0 to 255, or "any"';

const test = objectOf({
  name: field(text(128), "Name of the test, in results."),
  command: field(text(8000), "What runs as root in a shell."),
  expected: field(
    z.optional(
      z
        .string("must be text: put what looks like a number in quotes")
        .check(z.maxLength(8000, "must be text of at most 8000 characters")),
    ),
    "The output must be this, white space around it aside.",
  ),
  expected_contains: field(texts(), "The output must contain this, or each of a list."),
  expected_not_contains: field(texts(), "The output must not contain this, nor any of a list."),
  expected_matches: field(
    z.optional(
      z.string("must be a regular expression").check(
        z.minLength(1, "must be a regular expression"),
        z.maxLength(1000, "must be a regular expression of at most 1000 characters"),
        z.check<string>((payload) => {
          const problem = patternProblem(payload.value);
          if (problem !== undefined) payload.issues.push({ code: "custom", message: problem, input: payload.value });
        }),
      ),
    ),
    "A regular expression that matches somewhere in the output; ^ and $ stand for the ends of a line.",
  ),
  exit_code: field(
    z._default(
      z.union([z.int(exitRule).check(z.gte(0, exitRule), z.lte(255, exitRule)), z.literal("any", exitRule)], exitRule),
      0,
    ),
    'The exit code that the command must have, or "any".',
  ),
  stream: field(z._default(oneOf(testStreams), "stdout"), "Which output the assertions look at."),
  timeout_seconds: field(
    z._default(wholeNumber(1, 3600, "seconds"), 60),
    "Seconds after which the test is ended and fails.",
  ),
  on: field(
    z._default(listOf(oneOf(testPlaces), 1, 2, listed(testPlaces, "and")), [...testPlaces]),
    "Where it runs: on the builder before the image is made, on an instance that the image booted, or both.",
  ),
});

/** `validation_tests`. */
export const testsField = field(
  z._default(z.array(test, "must be a list of tests").check(z.maxLength(100, "must have at most 100 tests")), []),
  "Tests that the image has to pass before anything is published. All assertions of a test must hold; without one the exit code alone counts.",
);

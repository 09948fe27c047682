import { expect, test } from "vitest";
import { describeCaught } from "../../../lambdas/shared/caught.ts";

test.each([
  ["a function's payload", { Error: "NameTakenError", Cause: '{"errorMessage":"taken","errorType":"x"}' }, "taken"],
  ["a cause that is a sentence", { Error: "NameTakenError", Cause: "taken" }, "taken"],
  ["JSON that is no payload", { Error: "NameTakenError", Cause: '["taken"]' }, '["taken"]'],
  [
    "a payload whose message is no text",
    { Error: "NameTakenError", Cause: '{"errorMessage":7}' },
    '{"errorMessage":7}',
  ],
])("%s is told after the error's name", (_, error, message) => {
  expect(describeCaught(error)).toBe(`NameTakenError: ${message}`);
});

test("what is not known is not made up", () => {
  expect(describeCaught({ Error: "States.Timeout" })).toBe("States.Timeout");
  expect(describeCaught({ Cause: "why" })).toBe("UnknownError: why");
  expect(describeCaught(undefined)).toBe("UnknownError");
});

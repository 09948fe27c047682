import { expect, test } from "vitest";
import { AwsRequestError, FunctionError } from "../../../lambdas/shared/errors.ts";
import { createHandler, fieldsOf } from "../../../lambdas/shared/handler.ts";
import { createLogger } from "../../../lambdas/shared/logger.ts";

const identify = (event: unknown) => ({ run: fieldsOf(event)["run"], item: fieldsOf(fieldsOf(event)["item"])["id"] });

function setUp(work: () => Promise<string>) {
  const lines: string[] = [];
  const handler = createHandler({ log: createLogger({}, (line) => lines.push(line)), identify }, work);
  return { handler, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const event = { run: "arn", item: { id: "one" }, tags: '{"Secret":"x"}' };

test("returns what the work returns and logs nothing of its own", async () => {
  const { handler, parsed } = setUp(() => Promise.resolve("done"));
  await expect(handler(event)).resolves.toBe("done");
  expect(parsed()).toEqual([]);
});

test("logs an error once, with its ids and its stack, and throws it without its stack", async () => {
  const { handler, parsed } = setUp(() => Promise.reject(new AwsRequestError("m", "Code")));
  await expect(handler(event)).rejects.toMatchObject({ name: "AwsRequestError", stack: "AwsRequestError" });
  expect(parsed()).toEqual([
    {
      level: "error",
      message: "m",
      run: "arn",
      item: "one",
      error: "AwsRequestError",
      stack: expect.stringContaining("handler.test.ts") as unknown,
    },
  ]);
});

test("cuts a long message for the payload, but not for the log", async () => {
  const { handler, parsed } = setUp(() => Promise.reject(new Error("x".repeat(5_000))));
  await expect(handler(event)).rejects.toMatchObject({ message: `${"x".repeat(697)}…` });
  expect(parsed()[0]?.["message"]).toHaveLength(5_000);
});

test("logs what an error has for logs in place of its message, also in the stack", async () => {
  class QuotingError extends FunctionError {
    override readonly name = "QuotingError";
  }
  const error = new QuotingError("it said: $& secret", { logMessage: "it failed with $1" });
  const { handler, parsed } = setUp(() => Promise.reject(error));
  await expect(handler(event)).rejects.toThrow("it said: $& secret");
  expect(parsed()[0]).toMatchObject({
    message: "it failed with $1",
    stack: expect.stringContaining("it failed with $1") as unknown,
  });
  expect(JSON.stringify(parsed())).not.toContain("secret");
});

test("logs an error as what it ranks itself", async () => {
  class UsualError extends FunctionError {
    override readonly name = "UsualError";
    override readonly level = "info";
  }
  const { handler, parsed } = setUp(() => Promise.reject(new UsualError("not yet")));
  await expect(handler(event)).rejects.toThrow("not yet");
  expect(parsed()).toMatchObject([{ level: "info", message: "not yet", error: "UsualError" }]);
});

test.each([undefined, null, "text", []])("an event of the shape %j breaks no log line", async (odd) => {
  const { handler } = setUp(() => Promise.reject(new Error("m")));
  await expect(handler(odd)).rejects.toThrow("m");
});

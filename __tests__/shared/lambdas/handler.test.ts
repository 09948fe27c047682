import { expect, test } from "vitest";
import { AwsRequestError } from "../../../lambdas/shared/errors.ts";
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

test.each([undefined, null, "text", []])("an event of the shape %j breaks no log line", async (odd) => {
  const { handler } = setUp(() => Promise.reject(new Error("m")));
  await expect(handler(odd)).rejects.toThrow("m");
});

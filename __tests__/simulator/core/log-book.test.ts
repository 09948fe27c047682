import { expect, test } from "vitest";
import { LogBook, withoutIds } from "../../../simulator/core/log-book.ts";

const line = (level: string, message: string, more: object = {}) => JSON.stringify({ level, message, ...more });

test("equal warnings are counted, whatever ids are in them; what is none is not kept", () => {
  const book = new LogBook();
  book.take("one", line("warn", "ami-00000000000000001 is pending", { execution_id: "x", name: "a" }), 1_000);
  book.take("one", line("warn", "ami-00000000000000002 is pending", { name: "b" }), 2_000);
  book.take("two", line("warn", "ami-00000000000000002 is pending"), 3_000);
  book.take("one", line("error", "ami-00000000000000002 is pending", { stack: "Error: …" }), 4_000);
  for (const other of [line("info", "well"), "no JSON", "{ nor this", "[1]", "null", '{"level":"warn"}']) {
    book.take("one", other, 5_000);
  }
  const message = "ami-… is pending";
  expect(book.records).toEqual([
    { level: "warn", functionName: "one", message, count: 2, firstAt: 1_000, lastAt: 2_000, fields: { name: "a" } },
    { level: "warn", functionName: "two", message, count: 1, firstAt: 3_000, lastAt: 3_000, fields: {} },
    { level: "error", functionName: "one", message, count: 1, firstAt: 4_000, lastAt: 4_000, fields: {} },
  ]);
});

test("however many messages there are, only so many are kept apart, and all are counted", () => {
  const book = new LogBook();
  for (let number = 0; number < 5_000; number += 1) book.take("one", line("warn", `message ${number}`), number);
  for (let number = 0; number < 5_000; number += 1) book.take("one", line("warn", "message 1"), number);
  const { records } = book;
  expect(records).toHaveLength(101);
  expect(records.at(-1)).toMatchObject({ message: "other messages", count: 4_900, firstAt: 100, fields: {} });
  expect(records.find(({ message }) => message === "message 1")?.count).toBe(5_001);
});

test("ids are those that AWS makes, not words and not dates", () => {
  const text = "ami-0123456789abcdef0 and snap-12345678 of run-1, rhel-9 on 2026-01-01";
  expect(withoutIds(text)).toBe("ami-… and snap-… of run-1, rhel-9 on 2026-01-01");
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readScheduleExpression } from "../../../simulator/aws/events/schedule-expression.ts";

const day = 86_400_000;
const start = Date.parse("2026-01-01T00:00:00.000Z");

/** What it fires at, as people write it. */
function moments(expression: string, from: string, days: number): readonly string[] {
  const begin = Date.parse(`${from}Z`);
  return readScheduleExpression(expression)
    .moments(begin, begin + days * day)
    .map((moment) => new Date(moment).toISOString().slice(0, 16));
}

test("a rate fires at once and then after each interval, up to the end", () => {
  expect(moments("rate(12 hours)", "2026-01-01T00:00", 2)).toEqual([
    "2026-01-01T00:00",
    "2026-01-01T12:00",
    "2026-01-02T00:00",
    "2026-01-02T12:00",
  ]);
  expect(moments("rate(1 day)", "2026-01-01T07:30", 1)).toEqual(["2026-01-01T07:30"]);
  expect(moments("rate(1 minute)", "2026-01-01T00:00", 31)).toHaveLength(31 * 1_440);
});

describe("a cron expression, as the examples of EventBridge's guide say", () => {
  test.each<[string, string, number, readonly string[]]>([
    ["cron(0 10 * * ? *)", "2026-01-01T00:00", 2, ["2026-01-01T10:00", "2026-01-02T10:00"]],
    ["cron(15 12 * * ? *)", "2026-01-01T12:16", 1, ["2026-01-02T12:15"]],
    ["cron(0 18 ? * MON-FRI *)", "2026-01-02T00:00", 4, ["2026-01-02T18:00", "2026-01-05T18:00"]],
    ["cron(0 8 1 * ? *)", "2026-01-01T00:00", 40, ["2026-01-01T08:00", "2026-02-01T08:00"]],
    [
      "cron(0/15 0 1 * ? *)",
      "2026-01-01T00:00",
      1,
      ["2026-01-01T00:00", "2026-01-01T00:15", "2026-01-01T00:30", "2026-01-01T00:45"],
    ],
    [
      "cron(0/30 20-22/2 ? * 6 2026)",
      "2026-01-01T00:00",
      7,
      ["2026-01-02T20:00", "2026-01-02T20:30", "2026-01-02T22:00", "2026-01-02T22:30"],
    ],
    ["cron(5 1,3 ? JAN thu *)", "2026-01-01T00:00", 7, ["2026-01-01T01:05", "2026-01-01T03:05"]],
    ["cron(0 0 L * ? *)", "2028-02-01T00:00", 60, ["2028-02-29T00:00", "2028-03-31T00:00"]],
    ["cron(0 0 ? * L *)", "2026-01-01T00:00", 7, ["2026-01-03T00:00"]],
    ["cron(0 0 ? * 6L *)", "2026-01-01T00:00", 59, ["2026-01-30T00:00", "2026-02-27T00:00"]],
    ["cron(0 0 ? * 3#2 *)", "2026-01-01T00:00", 59, ["2026-01-13T00:00", "2026-02-10T00:00"]],
    ["cron(0 0 ? * SUN#5 *)", "2026-01-01T00:00", 120, ["2026-03-29T00:00"]],
    // The third of January 2026 is a Saturday, the first of February and of March a Sunday.
    ["cron(0 0 3W 1 ? *)", "2026-01-01T00:00", 31, ["2026-01-02T00:00"]],
    ["cron(0 0 1W * ? *)", "2026-02-01T00:00", 28, ["2026-02-02T00:00"]],
    ["cron(0 0 31W * ? *)", "2026-02-01T00:00", 59, ["2026-03-31T00:00"]],
    ["cron(0 0 1W AUG ? *)", "2026-08-01T00:00", 31, ["2026-08-03T00:00"]],
    ["cron(0 0 31W MAY ? *)", "2026-05-01T00:00", 31, ["2026-05-29T00:00"]],
    ["cron(0 0 30 2 ? *)", "2026-01-01T00:00", 366, []],
    ["cron(0 0 1 1 ? 2027)", "2026-01-01T00:00", 366, ["2027-01-01T00:00"]],
  ])("%s", (expression, from, days, expected) => {
    expect(moments(expression, from, days)).toEqual(expected);
  });
});

test.each([
  ["every day", "it must be rate(value unit) or cron(fields)"],
  ["cron(0 6 * * ?)", "six fields"],
  ["cron(0 6 * * * *)", "one of day-of-month and day-of-week must be ?"],
  ["cron(0 6 ? * ? *)", "one of day-of-month and day-of-week must be ?"],
  ["cron(60 6 * * ? *)", "minutes must be made of 0 to 59"],
  ["cron(0 6 * 0 ? *)", "month must be made of 1 to 12 or JAN to DEC"],
  ["cron(0 6 ? * 0 *)", "day-of-week must be made of 1 to 7 or SUN to SAT"],
  ["cron(0 6 ? * MON#6 *)", "1 to 5 behind the #"],
  ["cron(0 6 ? * 3#1,6#3 *)", "nothing else where it has a #"],
  ["cron(0 6 5-1 * ? *)", "ascending ranges"],
  ["cron(0/0 6 1 * ? *)", "steps from 1"],
  ["cron(0 6 W * ? *)", "day-of-month must be made of"],
  ["cron(0 6 1- * ? *)", "day-of-month must be made of"],
  ["rate(1 hours)", "with an s for more than one"],
  ["rate(2 hour)", "with an s for more than one"],
  ["rate(0 days)", "a whole number from 1 on"],
  ["at(2026-01-01T00:00:00)", "it must be rate(value unit) or cron(fields)"],
])("%s is refused with its rule", (expression, rule) => {
  expect(() => readScheduleExpression(expression)).toThrow(rule);
});

/** A field of plain values, ranges, steps and lists, with whether a value is meant, told in another way. */
function field(least: number, most: number) {
  const value = fc.integer({ min: least, max: most });
  const step = fc.integer({ min: 1, max: most });
  const item = fc.oneof(
    value.map((only) => ({ text: String(only), isMeant: (actual: number) => actual === only })),
    fc.tuple(value, value).map(([one, other]) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      return { text: `${from}-${to}`, isMeant: (actual: number) => actual >= from && actual <= to };
    }),
    fc.tuple(value, step).map(([from, by]) => ({
      text: `${from}/${by}`,
      isMeant: (actual: number) => actual >= from && (actual - from) % by === 0,
    })),
    fc.constant({ text: "*", isMeant: () => true }),
  );
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map(({ text }) => text).join(","),
    isMeant: (actual: number) => items.some(({ isMeant }) => isMeant(actual)),
  }));
}

/** The day of a month's special forms, told by looking at all its days. */
const special = fc.oneof(
  fc.constant({ text: "L", isMeant: (date: Date) => new Date(date.getTime() + day).getUTCDate() === 1 }),
  fc.integer({ min: 1, max: 31 }).map((wanted) => ({
    text: `${wanted}W`,
    isMeant: (date: Date) => {
      const days = daysOfMonth(date);
      if (days.length < wanted) return false;
      const weekdays = days.filter((candidate) => ![0, 6].includes(candidate.getUTCDay()));
      const distance = (candidate: Date) => Math.abs(candidate.getUTCDate() - wanted);
      const nearest = Math.min(...weekdays.map(distance));
      return distance(date) === nearest && weekdays.some((candidate) => candidate.getTime() === date.getTime());
    },
  })),
);

const specialWeekday = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 }))
  .map(([weekday, ordinal]) => ({
    text: ordinal === 6 ? `${weekday}L` : `${weekday}#${ordinal}`,
    isMeant: (date: Date) => {
      const same = daysOfMonth(date).filter((candidate) => candidate.getUTCDay() === weekday - 1);
      const wanted = ordinal === 6 ? same.at(-1) : same[ordinal - 1];
      return wanted?.getTime() === date.getTime();
    },
  }));

function daysOfMonth(date: Date): readonly Date[] {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return Array.from({ length: 31 }, (_, index) => new Date(Date.UTC(year, month, index + 1))).filter(
    (candidate) => candidate.getUTCMonth() === month,
  );
}

test("every cron expression fires at exactly the minutes at which each of its fields does", () => {
  const onDay = fc.oneof(
    field(1, 31).map(({ text, isMeant }) => ({
      text: `${text} M ?`,
      isMeant: (date: Date) => isMeant(date.getUTCDate()),
    })),
    special.map(({ text, isMeant }) => ({ text: `${text} M ?`, isMeant })),
    field(1, 7).map(({ text, isMeant }) => ({
      text: `? M ${text}`,
      isMeant: (date: Date) => isMeant(date.getUTCDay() + 1),
    })),
    specialWeekday.map(({ text, isMeant }) => ({ text: `? M ${text}`, isMeant })),
  );
  const offset = fc.integer({ min: 0, max: 4 * 365 * 1_440 });
  fc.assert(
    fc.property(field(0, 59), field(0, 23), onDay, field(1, 12), field(2026, 2029), offset, (...parts) => {
      const [minute, hour, days, month, year, begin] = parts;
      const text = `cron(${minute.text} ${hour.text} ${days.text.replace("M", month.text)} ${year.text})`;
      const from = start + begin * 60_000;
      const until = from + 60 * day;
      const expected: number[] = [];
      for (let midnight = from - (from % day); midnight < until; midnight += day) {
        const date = new Date(midnight);
        if (!days.isMeant(date) || !month.isMeant(date.getUTCMonth() + 1) || !year.isMeant(date.getUTCFullYear()))
          continue;
        for (let moment = midnight; moment < midnight + day; moment += 60_000) {
          const time = new Date(moment);
          const isDue = minute.isMeant(time.getUTCMinutes()) && hour.isMeant(time.getUTCHours());
          if (isDue && moment >= from && moment < until) expected.push(moment);
        }
      }
      expect(readScheduleExpression(text).moments(from, until)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

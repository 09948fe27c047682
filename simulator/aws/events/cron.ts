import { ModuleError } from "../../core/module-error.ts";

/** A cron expression, ready to be asked. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Whether it fires on a day. @param month 1 to 12 */
  readonly isDue: (year: number, month: number, day: number) => boolean;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of the values from the least one on. */
  readonly names?: readonly string[];
}

type DayTest = (year: number, month: number, day: number) => boolean;

const minuteField: Field = { name: "minutes", least: 0, most: 59 };
const hourField: Field = { name: "hours", least: 0, most: 23 };
const dayField: Field = { name: "day-of-month", least: 1, most: 31 };
const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const monthField: Field = { name: "month", least: 1, most: 12, names: monthNames };
const weekdayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const weekdayField: Field = { name: "day-of-week", least: 1, most: 7, names: weekdayNames };
const yearField: Field = { name: "year", least: 1970, most: 2199 };
const [sunday, saturday] = [1, 7];

/**
 * Reads the six fields of a cron expression: minutes, hours, day-of-month, month, day-of-week, year (EventBridge User Guide: Cron
 * expressions reference).
 *
 * @throws ModuleError that names the field and its rule
 */
export function readCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) {
    throw new ModuleError(
      `it must have six fields (minutes hours day-of-month month day-of-week year), not ${fields.length}`,
    );
  }
  const [minutes = "", hours = "", day = "", month = "", weekday = "", year = ""] = fields;
  if ((day === "?") === (weekday === "?")) {
    throw new ModuleError("one of day-of-month and day-of-week must be ?, and the other must not");
  }
  const months = new Set(values(monthField, month));
  const years = new Set(values(yearField, year));
  const isDay = day === "?" ? anyOf(weekdayTests(weekday)) : anyOf(day.split(",").map(dayTest));
  return {
    minutes: values(minuteField, minutes),
    hours: values(hourField, hours),
    isDue: (inYear, inMonth, onDay) => years.has(inYear) && months.has(inMonth) && isDay(inYear, inMonth, onDay),
  };
}

function anyOf(tests: readonly DayTest[]): DayTest {
  return (year, month, day) => tests.some((test) => test(year, month, day));
}

/** `L` is the last day of the month, `3W` the weekday nearest to the third. */
function dayTest(item: string): DayTest {
  if (item === "L") return (year, month, day) => day === lastDay(year, month);
  if (item.endsWith("W")) {
    const wanted = value(dayField, item.slice(0, -1));
    return (year, month, day) => day === nearestWeekday(year, month, wanted);
  }
  const days = values(dayField, item);
  return (_year, _month, day) => days.includes(day);
}

function weekdayTests(text: string): readonly DayTest[] {
  const items = text.split(",");
  if (text.includes("#") && items.length > 1) {
    throw new ModuleError(`day-of-week must be nothing else where it has a #, not ${text}`);
  }
  return items.map(weekdayTest);
}

/** `L` is the last day of the week, `6L` the last Friday of the month, `3#2` its second Tuesday. */
function weekdayTest(item: string): DayTest {
  if (item === "L") return (year, month, day) => weekdayOf(year, month, day) === saturday;
  if (item.endsWith("L")) {
    const wanted = value(weekdayField, item.slice(0, -1));
    return (year, month, day) => weekdayOf(year, month, day) === wanted && day + 7 > lastDay(year, month);
  }
  const [first = "", ordinal] = item.split("#");
  if (ordinal !== undefined) {
    const wanted = value(weekdayField, first);
    if (!/^[1-5]$/.test(ordinal)) throw new ModuleError(`day-of-week must have 1 to 5 behind the #, not ${item}`);
    return (year, month, day) => weekdayOf(year, month, day) === wanted && Math.ceil(day / 7) === Number(ordinal);
  }
  const weekdays = values(weekdayField, item);
  return (year, month, day) => weekdays.includes(weekdayOf(year, month, day));
}

/** The values of a field in ascending order: `*`, `5`, `1-5`, `0/15`, `10-20/2`, or several of them with commas between. */
function values(field: Field, text: string): readonly number[] {
  const { least, most } = field;
  const found = new Set<number>();
  for (const item of text.split(",")) {
    const [, range = "", step] = /^([^/]*)(?:\/(\d+))?$/.exec(item) ?? [];
    const [from = "", to, ...more] = range.split("-");
    if (range === "" || more.length > 0 || Number(step ?? 1) < 1) throw refusal(field, item);
    const first = range === "*" ? least : value(field, from);
    // A single value with a step goes on to the end.
    const last = range === "*" || (to === undefined && step !== undefined) ? most : value(field, to ?? from);
    if (last < first) throw refusal(field, item);
    for (let number = first; number <= last; number += Number(step ?? 1)) found.add(number);
  }
  return [...found].sort((left, right) => left - right);
}

function value(field: Field, text: string): number {
  const { least, most, names = [] } = field;
  const index = names.indexOf(text.toUpperCase());
  const number = index >= 0 ? least + index : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most)) throw refusal(field, text);
  return number;
}

function refusal({ name, least, most, names = [] }: Field, text: string): ModuleError {
  const named = names.length > 0 ? ` or ${names[0] ?? ""} to ${names.at(-1) ?? ""}` : "";
  return new ModuleError(
    `${name} must be made of ${least} to ${most}${named}, ascending ranges, steps from 1 and *, not ${text}`,
  );
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 is Sunday. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

/** The nearest weekday never leaves the month, and a month without that day has none (from memory, as in Quartz). */
function nearestWeekday(year: number, month: number, day: number): number | undefined {
  const last = lastDay(year, month);
  if (day > last) return undefined;
  switch (weekdayOf(year, month, day)) {
    case saturday:
      return day === 1 ? 3 : day - 1;
    case sunday:
      return day === last ? day - 2 : day + 1;
    default:
      return day;
  }
}

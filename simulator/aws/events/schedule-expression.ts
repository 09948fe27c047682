import { ModuleError } from "../../core/module-error.ts";
import { readCron } from "./cron.ts";

/** A schedule, ready to be followed. */
export interface ScheduleExpression {
  /**
   * The moments at which it fires, in order. One at a rate begins with the first moment.
   *
   * @param from milliseconds since 1970
   * @param until milliseconds since 1970; not part of it any more
   */
  readonly moments: (from: number, until: number) => readonly number[];
}

const millisecondsPerMinute = 60_000;
const millisecondsPerDay = 86_400_000;
const minutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };

/**
 * Reads the schedule of a rule: `rate(12 hours)` or `cron(0 6 * * ? *)`, which is in UTC (EventBridge User Guide: Creating a rule
 * that runs on a schedule).
 *
 * @throws ModuleError that names the expression and its rule
 */
export function readScheduleExpression(expression: string): ScheduleExpression {
  const [, kind, content = ""] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  try {
    if (kind === "rate") return { moments: momentsOfRate(content) };
    if (kind === "cron") return { moments: momentsOfCron(content) };
  } catch (error) {
    throw error instanceof ModuleError ? refusal(expression, error.message) : error;
  }
  throw refusal(expression, "it must be rate(value unit) or cron(fields)");
}

function momentsOfRate(content: string): ScheduleExpression["moments"] {
  const [, number = "", unit = "", plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(content) ?? [];
  if (plural === undefined || (number === "1") !== (plural === "")) {
    throw new ModuleError(
      "a rate must be a whole number from 1 on and minute, hour or day, with an s for more than one",
    );
  }
  const interval = Number(number) * (minutes[unit] ?? 0) * millisecondsPerMinute;
  return (from, until) =>
    Array.from({ length: Math.max(0, Math.ceil((until - from) / interval)) }, (_, index) => from + index * interval);
}

function momentsOfCron(content: string): ScheduleExpression["moments"] {
  const { minutes: minutesOfHour, hours, isDue } = readCron(content);
  const timesOfDay = hours.flatMap((hour) =>
    minutesOfHour.map((minute) => (hour * 60 + minute) * millisecondsPerMinute),
  );
  return (from, until) => {
    const moments: number[] = [];
    for (let midnight = from - (from % millisecondsPerDay); midnight < until; midnight += millisecondsPerDay) {
      const date = new Date(midnight);
      if (!isDue(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())) continue;
      moments.push(...timesOfDay.map((time) => midnight + time).filter((moment) => moment >= from && moment < until));
    }
    return moments;
  };
}

function refusal(expression: string, rule: string): ModuleError {
  return new ModuleError(`${expression} is no schedule of a rule: ${rule}.`);
}

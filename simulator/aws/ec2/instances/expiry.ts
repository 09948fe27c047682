/** A line of a systemd timer with an absolute moment, as user data may have it. */
const calendarLine = /^\s*OnCalendar=(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC\s*$/m;

/**
 * When the systemd timer that user data sets up powers the machine off.
 *
 * @param userData a script, as text
 * @returns milliseconds since 1970; undefined when it sets up none
 */
export function readExpiry(userData: string | undefined): number | undefined {
  const [, day, time] = calendarLine.exec(userData ?? "") ?? [];
  return day === undefined || time === undefined ? undefined : Date.parse(`${day}T${time}Z`);
}

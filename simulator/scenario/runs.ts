import { accountId, partition } from "../account.ts";
import { type CommonScenario, ScenarioError } from "./schema.ts";

/** An execution to start. */
export interface PlannedRun {
  readonly name: string;
  /** Milliseconds after the simulation began. */
  readonly at: number;
  readonly input: unknown;
  /** Milliseconds after which it is stopped. */
  readonly stopAfter: number | undefined;
}

const minutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };
const millisecondsPerMinute = 60_000;

/**
 * The executions of a scenario: the runs it names, those of the module's schedule, or a single one.
 *
 * @param scenario the scenario
 * @param schedule expression of the module's schedule
 * @param start when the simulation begins, in milliseconds since 1970
 * @throws ScenarioError when days are to follow a schedule that is no rate
 */
export function planRuns(scenario: CommonScenario, schedule: string, start: number): readonly PlannedRun[] {
  const { runs = [{ at_minutes: 0, twice: false, input: {} }], days, region } = scenario;
  if (days !== undefined) {
    const interval = readRate(schedule) * millisecondsPerMinute;
    return Array.from({ length: Math.ceil((days * 1_440 * millisecondsPerMinute) / interval) }, (_, index) => {
      const at = index * interval;
      return { name: `scheduled-${index + 1}`, at, input: scheduledEvent(region, start + at), stopAfter: undefined };
    });
  }
  return runs.flatMap((run, index) => {
    const planned = {
      name: `run-${index + 1}`,
      at: run.at_minutes * millisecondsPerMinute,
      input: run.input ?? {},
      stopAfter:
        "stop_after_minutes" in run && run.stop_after_minutes !== undefined
          ? run.stop_after_minutes * millisecondsPerMinute
          : undefined,
    };
    return run.twice ? [planned, { ...planned, name: `${planned.name}-again` }] : [planned];
  });
}

/** Minutes between two starts. */
function readRate(expression: string): number {
  const [, value, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const length = minutes[unit];
  if (value === undefined || length === undefined) {
    throw new ScenarioError(
      `days follows a schedule that is a rate, not ${expression}: set schedule_expression to a rate, or give runs with at_minutes.`,
    );
  }
  return Number(value) * length;
}

/** What EventBridge hands to the state machine. */
function scheduledEvent(region: string, time: number): object {
  return {
    version: "0",
    id: "00000000-0000-4000-8000-000000000000",
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: accountId,
    time: new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z"),
    region,
    resources: [`arn:${partition}:events:${region}:${accountId}:rule/rhel-ami-discovery`],
    detail: {},
  };
}

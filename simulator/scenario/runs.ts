import { readScheduleExpression } from "../aws/events/schedule-expression.ts";
import type { Schedule } from "../installation.ts";
import { type CommonScenario, ScenarioError } from "./schema.ts";

/** An execution to start. */
export interface PlannedRun {
  readonly name: string;
  /** Name of the state machine; it may be left out where the module has one. */
  readonly stateMachine?: string | undefined;
  /** Milliseconds after the simulation began. */
  readonly at: number;
  readonly input: unknown;
  /** Milliseconds after which it is stopped. */
  readonly stopAfter: number | undefined;
}

/** A scheduled rule that is to fire. */
export interface PlannedFiring {
  readonly ruleName: string;
  /** Milliseconds after the simulation began. */
  readonly at: number;
}

const millisecondsPerMinute = 60_000;
const millisecondsPerDay = 86_400_000;

/**
 * The executions that a scenario starts: the runs it names, a single one, or none where it follows the schedules.
 *
 * @param stateMachines names of those that the module has
 * @param usual of several the one that is meant where none is named
 * @throws ScenarioError for a run that names none of them
 */
export function planRuns(
  { runs, days }: Pick<CommonScenario, "runs" | "days">,
  stateMachines: readonly string[],
  usual?: string,
): readonly PlannedRun[] {
  if (days !== undefined) return [];
  const planned = runs ?? [{ at_minutes: 0, twice: false, input: {} }];
  return planned.flatMap(
    ({ state_machine: stateMachine = usual, stop_after_minutes: minutesToStop, ...run }: Run, index) => {
      if (stateMachine === undefined ? stateMachines.length !== 1 : !stateMachines.includes(stateMachine)) {
        throw new ScenarioError(
          `runs[${index}].state_machine must be a state machine of the module, not ${stateMachine ?? "left out"}: ${stateMachines.join(", ")}`,
        );
      }
      const first = {
        name: `run-${index + 1}`,
        stateMachine,
        at: run.at_minutes * millisecondsPerMinute,
        input: run.input ?? {},
        stopAfter: minutesToStop === undefined ? undefined : minutesToStop * millisecondsPerMinute,
      };
      return run.twice ? [first, { ...first, name: `${first.name}-again` }] : [first];
    },
  );
}

type Run = NonNullable<CommonScenario["runs"]>[number];

/**
 * When the module's schedules fire, for as many days as the scenario says, in order. Those that are disabled do not.
 *
 * @param startedAt when the simulation begins, in milliseconds since 1970; schedules at a rate fire at once
 * @throws ScenarioError for a module without schedules
 */
export function planFirings(
  { days }: Pick<CommonScenario, "days">,
  schedules: readonly Schedule[],
  startedAt: number,
): readonly PlannedFiring[] {
  if (days === undefined) return [];
  if (schedules.length === 0) {
    throw new ScenarioError("days follows the module's schedules, but it has none: give runs instead.");
  }
  return schedules
    .filter(({ enabled }) => enabled)
    .flatMap(({ ruleName, expression }) =>
      readScheduleExpression(expression)
        .moments(startedAt, startedAt + days * millisecondsPerDay)
        .map((moment) => ({ ruleName, at: moment - startedAt })),
    )
    .sort((left, right) => left.at - right.at);
}

/** That schedules are disabled and start nothing in the days for which they are followed, a sentence each. */
export function disabledRemarks(
  { days }: Pick<CommonScenario, "days">,
  schedules: readonly Schedule[],
): readonly string[] {
  const disabled = days === undefined ? [] : schedules.filter(({ enabled }) => !enabled);
  return disabled.map(({ ruleName }) => `The schedule ${ruleName} is disabled, and started nothing.`);
}

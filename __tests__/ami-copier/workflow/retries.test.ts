import { describe, expect, it } from "vitest";
import { errorNames } from "../../../lambdas/ami-copier/contract.ts";
import {
  amiCopierDefinition,
  functionTimeouts,
  retrierReasons,
  retriers,
} from "../../../stacks/ami-copier/definition.ts";
import { amiCopierVariables } from "../../../variables/ami-copier.ts";
import { allStates, definitionInput, type Retrier, type State } from "./support.ts";

const states = new Map(allStates(amiCopierDefinition(definitionInput)));
const minutes = 60;
const hours = 60 * minutes;
const days = 24 * hours;

function stateOf(name: string): State {
  const found = states.get(name);
  if (found === undefined) throw new Error(`There is no state ${name}`);
  return found;
}

/** The pauses of a retrier in seconds, the longest that its jitter can choose (Amazon States Language, Retry). */
function pauses({ IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds }: Retrier): readonly number[] {
  return Array.from({ length: MaxAttempts }, (_, attempt) =>
    Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
  );
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Seconds that a retrier of a state waits in all, at most. */
function budget(state: string, error: string): number {
  const retrier = stateOf(state).Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(error));
  return retrier === undefined ? 0 : sum(pauses(retrier));
}

/** Seconds from a task's beginning to its end when every try takes as long as it may, and every retrier is used up. */
function longest(name: string): number {
  const { TimeoutSeconds = Infinity, Retry = [] } = stateOf(name);
  const tries = 1 + sum(Retry.map(({ MaxAttempts }) => MaxAttempts));
  return tries * TimeoutSeconds + sum(Retry.flatMap(pauses));
}

function defaultOf(name: string): number {
  return Number(amiCopierVariables.find((variable) => variable.name === name)?.default);
}

describe("what is tried again, and for how long", () => {
  const tasks = [...states].filter(([, { Type }]) => Type === "Task").map(([name]) => name);

  it.each(tasks)("%s outlives minutes of throttling, and gives up before somebody waits for it in vain", (name) => {
    const total = budget(name, errorNames.awsTransient);
    expect(total).toBeGreaterThan(4 * minutes);
    expect(total).toBeLessThan(10 * minutes);
  });

  it("a full quota is waited for as long as a copy takes that uses it, half an hour as a rule", () => {
    expect(budget("StartCopy", errorNames.copyQuota)).toBe(45 * minutes);
    // Jitter would take any of it away.
    expect(stateOf("StartCopy").Retry?.[1]).not.toHaveProperty("JitterStrategy");
  });

  it.each(Object.keys(retriers) as (keyof typeof retriers)[])("what is said of %s has its own minutes", (name) => {
    const total = sum(pauses({ MaxDelaySeconds: Infinity, ...retriers[name] }));
    expect(retrierReasons[name]).toMatch(new RegExp(`\\b${Math.round(total / minutes)} minutes\\b`));
  });

  it("a registered image has minutes to become visible and available", () => {
    expect(budget("FinalizeAMI", errorNames.imageNotReady)).toBeGreaterThan(5 * minutes);
    expect(budget("FinalizeAMI", errorNames.imageNotReady)).toBeLessThan(15 * minutes);
  });

  it("no other state waits for those two", () => {
    for (const name of tasks) {
      if (name !== "StartCopy") expect(budget(name, errorNames.copyQuota)).toBe(0);
      if (name !== "FinalizeAMI") expect(budget(name, errorNames.imageNotReady)).toBe(0);
    }
  });
});

describe("time", () => {
  const timeouts: Readonly<Record<string, number>> = {
    [definitionInput.initiatorArn]: functionTimeouts.initiator,
    [definitionInput.statusCheckerArn]: functionTimeouts.statusChecker,
    [definitionInput.finalizerArn]: functionTimeouts.finalizer,
  };

  it("a task waits longer than its function may run, so that Lambda tells of a timeout, and not much longer", () => {
    const called = [...states].filter(([, { Type }]) => Type === "Task");
    expect(called.length).toBeGreaterThan(4);
    for (const [name, { Resource = "", TimeoutSeconds = 0 }] of called) {
      const limit = timeouts[Resource] ?? Number.NaN;
      expect(TimeoutSeconds, name).toBeGreaterThan(limit);
      expect(TimeoutSeconds, name).toBeLessThanOrEqual(limit + minutes);
    }
  });

  it("functions end within what Lambda allows, 15 minutes", () => {
    for (const timeout of Object.values(timeouts)) expect(timeout).toBeLessThanOrEqual(15 * minutes);
  });

  it("the worst run of 5,000 images ends within the year that Step Functions gives an execution", () => {
    const [images, quota, concurrent] = [5_000, defaultOf("max_concurrent_copies"), 5];
    const inTurn = Math.ceil(quota / concurrent);
    // Every copy takes until it is given up, every call of every image fails until the last try.
    const wave =
      longest("PrepareCopies") +
      inTurn * longest("StartCopy") +
      defaultOf("copy_timeout_hours") * hours +
      defaultOf("status_check_wait_time") +
      longest("CheckStatus") +
      inTurn * longest("FinalizeAMI");
    const run = longest("DiscoverAMIs") + Math.ceil(images / quota) * wave + longest("AggregateResults");
    expect(run).toBeLessThan(365 * days);
    // A usual one, of one wave: the copies have their time, and a day later at the latest the run has ended.
    expect(longest("DiscoverAMIs") + wave + longest("AggregateResults")).toBeLessThan(2 * days);
  });

  it("maps run five at a time, as that reckoning has it", () => {
    expect([stateOf("StartCopies").MaxConcurrency, stateOf("FinalizeAMIs").MaxConcurrency]).toEqual([5, 5]);
  });
});

import type { IResolvable } from "cdktf";
import { type Catcher, functionTask, type Retrier, type TaskFunction } from "../../shared/asl.ts";

/** A call of one of the functions. */
export interface Call {
  readonly of: TaskFunction;
  readonly action: string;
  /** What it is given beside the action and the item. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** What states of one item share. */
export interface ItemStates {
  /** Field of the payload that the functions take and give back: `work`, `publication`. */
  readonly item: string;
  /** Where an error goes on. */
  readonly failed: readonly Catcher[];
  readonly retry: Retrier | IResolvable;
}

/** A state that calls a function, which gives back the item as it is then. */
export function itemTask({ item, failed, retry }: ItemStates, { of, action, more = {} }: Call, next: string) {
  return functionTask(of, {
    Parameters: { action, ...more, [`${item}.$`]: `$.${item}` },
    ResultPath: `$.${item}`,
    Retry: [retry],
    Catch: failed,
    Next: next,
  });
}

/** Names of the states of a {@link poll}. */
export interface PollNames {
  /** Acts: `StopBuilder`. */
  readonly act: string;
  /** Waits before a look: `WaitForStop`. */
  readonly wait: string;
  /** Looks: `CheckStop`. */
  readonly check: string;
  /** Waits before it acts again, where there is anything to wait for: `NextCandidate`. */
  readonly again: string;
  /** Decides by what the last call said: `IsStopped`. */
  readonly decide: string;
  /** Goes on when the instance is lost and another one is to be launched; where there is one to lose: `NextCandidate`. */
  readonly relaunch?: string;
}

/**
 * Acts, and looks until it is done: the function says after each call whether to look again, to act again, or to go on, and how long to wait
 * before. All waiting is in the state machine; deadlines are the functions', which fail when one has passed.
 *
 * @param states what the states share
 * @param names the states' names
 * @param act what is called first, and when it says `again`
 * @param check what is called after each wait
 * @param next the state to go on with
 */
export function poll(states: ItemStates, names: PollNames, act: Call, check: Call, next: string) {
  const state = `$.${states.item}.check.state`;
  const seconds = `$.${states.item}.check.wait_seconds`;
  return {
    [names.act]: itemTask(states, act, names.decide),
    [names.decide]: {
      Type: "Choice",
      Choices: [
        { Variable: state, StringEquals: "done", Next: next },
        {
          And: [
            { Variable: state, StringEquals: "again" },
            { Variable: seconds, NumericEquals: 0 },
          ],
          Next: names.act,
        },
        { Variable: state, StringEquals: "again", Next: names.again },
        ...(names.relaunch === undefined ? [] : [{ Variable: state, StringEquals: "relaunch", Next: names.relaunch }]),
      ],
      Default: names.wait,
    },
    [names.wait]: { Type: "Wait", SecondsPath: seconds, Next: names.check },
    [names.check]: itemTask(states, check, names.decide),
    [names.again]: { Type: "Wait", SecondsPath: seconds, Next: names.act },
  };
}

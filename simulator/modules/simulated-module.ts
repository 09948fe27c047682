import type * as z from "zod";
import type { Account } from "../account.ts";
import type { AnsweredCall } from "../core/answered-call.ts";
import type { ExecutionRecord, SimulationRecord } from "../core/record.ts";
import type { Host, HostOperations } from "../core/server/host.ts";
import type { Installation } from "../installation.ts";
import type { CostItem } from "../report/cost.ts";
import type { Markup } from "../report/markup.ts";
import type { PlannedRun } from "../scenario/runs.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { InterpreterEvent } from "../step-functions/history.ts";
import type { Bench } from "./bench.ts";

/**
 * What a module adds to the embedded AWS, and to what a person sees of a simulation. A folder of `simulator/modules/` exports
 * one from its `index.ts` as `simulatedModule`; nothing else has to know of it.
 *
 * @typeParam Fields the module's own fields of a scenario, checked and with their defaults
 * @typeParam Part the module's own part of the record of a simulation
 * @typeParam Own the module's world, for tests that look into it
 */
export interface SimulatedModule<
  Fields extends object = object,
  Part extends object = object,
  Own extends World<Part> = World<Part>,
> {
  /** As in `main.ts`. */
  readonly name: string;
  /** Its folder in `dist-module/`; empty for the root, `modules/<name>` for the others. */
  readonly folder: string;
  /** Of several state machines the one that runs start which name none; none where the module has one. */
  readonly mainMachine?: (names: readonly string[]) => string | undefined;
  /** Fields of its scenarios, beside those that every scenario has. */
  readonly fields: z.ZodObject & z.ZodType<Fields>;
  /** What the reference of scenarios calls an entry of a list among the fields, such as `An image` for `images`. */
  readonly entries: Readonly<Record<string, string>>;
  /** Names that options and fields take, with their meanings, under a title: the command's help and the reference show them. */
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Options of the command beside those that every module has. */
  readonly options: readonly ModuleOption[];
  /** What is reached beside AWS, as faults name it, with its operations. */
  readonly hosts: readonly HostOperations[];
  /**
   * About how many seconds a simulation takes on a machine with two cores that do nothing else, by what was measured.
   *
   * @param runs how many executions it starts
   */
  readonly duration: (scenario: Scenario<Fields>, runs: number) => number;
  /** Makes what is there beside the module, anew for each simulation. */
  readonly open: (scenario: Scenario<Fields>) => Own;
  readonly summary: ModuleSummary<Part>;
  readonly report: ModuleReport<Part>;
  /** What it costs beside state transitions, functions and requests. */
  readonly cost: (record: SimulationRecord<Part>) => ModuleCost;
  readonly bench: Bench<Part>;
}

/** An option of the command. It sets the scenario's field of its name: `--copy-minutes` sets `copy_minutes`. */
export interface ModuleOption {
  /** As commander takes them: `--images <number>`, or `--no-composes` for false. */
  readonly flags: string;
  readonly description: string;
  /**
   * Makes the field's value of what was typed; without it the field is a text.
   *
   * @throws InvalidArgumentError with the rule
   */
  readonly parse?: (text: string) => unknown;
}

/** What is there beside the module in one simulation. */
export interface World<Part extends object = object> {
  /** The module's inputs: those of the scenario, and those that follow from it. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What it made up beside what the scenario says, such as an input that it turned on: sentences for a person. */
  readonly remarks: readonly string[];
  /** KMS keys that the inputs name, by whatever name: they exist without being listed. */
  readonly keyIds: readonly string[];
  /** What is reached beside AWS; each bears one of the module's `hosts` as its name. */
  readonly hosts: readonly Host[];
  /** Fills the account once the module is installed, and lets happen what happened before the simulation begins. */
  readonly prepare: (stage: Stage) => Promise<void>;
  /**
   * Follows the executions from now on.
   *
   * @param account where they run
   * @param startedAt when the simulation begins, in milliseconds since 1970
   */
  readonly follow: (account: Account, startedAt: number) => Follower<Part>;
}

/** Where a world is set up. */
export interface Stage {
  readonly account: Account;
  readonly installation: Installation;
  /** Starts an execution that belongs to the past, at a time counted from now, and ends with it. */
  readonly execute: (run: PlannedRun) => Promise<ExecutionRecord>;
}

/** Sees how the module's items go through its workflow: images, cells, steps, or whatever it works on. */
export interface Follower<Part extends object = object> {
  /** Takes an event of an execution. */
  readonly observe: (event: InterpreterEvent) => void;
  /** Takes a call that an AWS service answered well. */
  readonly answered?: (call: AnsweredCall) => void;
  /** The items at this moment. */
  readonly items: () => readonly ItemProgress[];
  /** The module's part of the record, at the end. */
  readonly part: () => Part;
}

/** What an item is doing now: a line of the live view. */
export interface ItemProgress {
  readonly id: string;
  readonly name: string;
  /** A word or a few, such as `copying` or `step 3 of 7`. */
  readonly phase: string;
  /** How much of it is done, from 0 to 1. */
  readonly share: number;
}

/** What an execution says of its work. */
export interface ExecutionResult {
  /** Such as its counts, a line each. */
  readonly lines: readonly string[];
  /** The items that failed in it, as far as it names them. */
  readonly failures: readonly ItemFailure[];
}

/** An item that failed. */
export interface ItemFailure {
  /** Such as an image's id. */
  readonly item: string;
  readonly reason: string;
}

/** What the command and the report tell of a simulation in words. */
export interface ModuleSummary<Part extends object> {
  /** What an execution says of its work, however it ended. */
  readonly execution: (execution: ExecutionRecord, record: SimulationRecord<Part>) => ExecutionResult;
  /** What became of the items and what is there at the end, a line each. */
  readonly end: (record: SimulationRecord<Part>) => readonly string[];
}

/** The module's panels in the report. */
export interface ModuleReport<Part extends object> {
  /** What came out in a few words, such as `images: 1 failed, 7 done`. */
  readonly headline: (record: SimulationRecord<Part>) => string;
  /** The first panels: what its items were doing when. */
  readonly items: (record: SimulationRecord<Part>) => Markup;
  /** The last panels: what is there at the end. */
  readonly end: (record: SimulationRecord<Part>) => Markup;
}

/** What a module's work costs. */
export interface ModuleCost {
  /** Once, for the executions. */
  readonly run: readonly CostItem[];
  /** Every month, for what stays. */
  readonly monthly: readonly CostItem[];
  /** What a reader must know of these prices: sentences, or empty. */
  readonly note: string;
}

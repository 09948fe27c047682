import type { IResolvable } from "cdktf";
import type { Retrier, TaskFunction } from "../../shared/asl.ts";

/** Timeouts of the functions in seconds. */
export const functionTimeouts = {
  planner: 120,
  builder: 60,
  checker: 60,
  prober: 30,
  publisher: 120,
  cleaner: 300,
} as const;

export type FunctionName = keyof typeof functionTimeouts;

/** The functions as tasks call them. */
export type Functions = Readonly<Record<FunctionName, TaskFunction>>;

/** What the definitions need to know; tokens are allowed wherever a value stands. */
export interface DefinitionInput {
  readonly functions: Functions;
  /** The module's inputs as the functions read them: the text of a JSON object. */
  readonly settings: string;
  readonly maxConcurrentBuilds: number;
  readonly retry: Retriers;
}

/** The retriers of the states, by name: themselves, or references to locals that hold them. */
export interface Retriers {
  readonly transient: Retrier | IResolvable;
  /** Two minutes: Systems Manager takes a parameter's value before it has checked it. */
  readonly notAccepted: Retrier | IResolvable;
}

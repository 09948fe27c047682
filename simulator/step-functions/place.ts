import type { Draw } from "../core/random.ts";
import type { Course } from "./course.ts";
import type { Context } from "./data-flow.ts";
import type { ExecutionState } from "./execution-state.ts";
import type { History } from "./history.ts";
import type { Role } from "./role.ts";
import type { TaskTokens } from "./task-tokens.ts";
import type { TaskPorts } from "./tasks.ts";

/** What an execution works with. */
export interface Environment {
  readonly ports: TaskPorts;
  readonly tokens: TaskTokens;
  readonly history: History;
  readonly draw: Draw;
  readonly role: Role;
  readonly roleArn: string;
  readonly machineName: string;
  /** Opens an execution of a distributed map. */
  readonly openChild: (arn: string, machineArn: string, input: unknown) => ExecutionState;
  /** Lets an execution of a distributed map go on that did not succeed, unless it cannot be redriven. */
  readonly redriveChild: (child: ExecutionState) => void;
}

/** Where states run: an execution, a branch or an iteration. */
export interface Place {
  readonly execution: ExecutionState;
  /** Ends what runs here. */
  readonly signal: AbortSignal;
  /** `Map` of the context object, within a map. */
  readonly map?: { readonly Item: { readonly Index: number; readonly Value: unknown } };
  /** Tells this place from others in the same execution. */
  readonly path: string;
  /** How far the walk has come here. */
  readonly course: Course;
}

/** The context object (Step Functions Developer Guide, Context object). */
export function contextOf(
  name: string,
  enteredAt: number,
  RetryCount: number,
  { execution, map }: Place,
  { roleArn, machineName }: Environment,
): Context {
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: roleArn,
      StartTime: new Date(execution.startDate).toISOString(),
    },
    State: { EnteredTime: new Date(enteredAt).toISOString(), Name: name, RetryCount },
    StateMachine: { Id: execution.machineArn, Name: machineName },
    ...(map === undefined ? {} : { Map: map }),
  };
}

/** What runs side by side ends with the first failure among it. */
export async function together<T>(outer: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const failed = new AbortController();
  try {
    return await run(AbortSignal.any([outer, failed.signal]));
  } catch (error) {
    failed.abort();
    throw error;
  }
}

/** A branch or an iteration of a state. */
export function within(place: Place, name: string, index: number, signal: AbortSignal): Place {
  return { ...place, signal, path: `${placeOf(name, place)}[${index}]`, course: place.course.part(index) };
}

/** Tells a visit of a state from all others of its execution. */
export function placeOf(name: string, { path, course }: Pick<Place, "path" | "course">): string {
  return `${path}/${name}#${course.visits.get(name) ?? 0}`;
}

import type { ExecutionState } from "./execution-state.ts";

/** What a state leaves behind. */
export interface Step {
  readonly output: unknown;
  /** The next state; undefined at the end. */
  readonly next?: string | undefined;
}

/** An execution of a distributed map, and how far it has come. */
export interface Child {
  readonly execution: ExecutionState;
  readonly course: Course;
}

/** The executions of one visit of a distributed map, by the index of their items. */
export interface MapRun {
  readonly id: string;
  readonly children: Map<number, Child>;
}

/** How far a walk through a definition has come: from there a redrive goes on. */
export class Course {
  /** Visits of each state so far. */
  readonly visits = new Map<string, number>();
  /** Of the distributed map that the walk is in. */
  mapRun: MapRun | undefined;
  #step: Step | undefined;
  readonly #parts = new Map<number, Course>();

  /** The last state's end, or what the walk begins with; undefined before it begins. */
  get step(): Step | undefined {
    return this.#step;
  }

  /** The walk comes to the next state, or to its end. */
  go(step: Step): Step {
    this.#step = step;
    this.forget();
    return step;
  }

  /** The way through one iteration or branch of the state that the walk is in. */
  part(index: number): Course {
    const part = this.#parts.get(index) ?? new Course();
    this.#parts.set(index, part);
    return part;
  }

  /** The state that the walk is in begins anew, with all of its parts. */
  forget(): void {
    this.#parts.clear();
    this.mapRun = undefined;
  }
}

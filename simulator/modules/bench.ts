import type { SimulationRecord } from "../core/record.ts";

/** Figures by name; one that a design does not have is left out. */
export type Figures = Readonly<Record<string, number>>;

/** A figure of the bench. */
export interface Figure {
  readonly label: string;
  /** Digits after the point. */
  readonly digits: number;
}

/** A situation that is simulated and counted. */
export interface BenchSituation {
  /** What a scenario file would hold. */
  readonly scenario: unknown;
  /** What others take for the same, such as the original or a lower bound. */
  readonly references: Readonly<Record<string, Figures>>;
  /** What the figures should not exceed; none where no goal was set. */
  readonly goals: Figures;
}

/** What `npm run bench` measures of a module. */
export interface Bench<Part extends object = object> {
  /** Largest size of a function's zip in bytes by the function's name, and of those that are not named. */
  readonly zipGoals: Readonly<Record<string, number>> & { readonly others: number };
  /** Where the figures come from, in a few lines. */
  readonly introduction: string;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly situations: Readonly<Record<string, BenchSituation>>;
  /** The figures of a simulation in which every execution succeeded. */
  readonly count: (record: SimulationRecord<Part>) => Figures;
}

import type { Holdings } from "../../aws/ec2/holdings.ts";
import type { SimulationRecord } from "../../core/record.ts";

/** What became of an image that was due. */
export type SweepOutcome = "failed" | "unfinished" | "removed";

/** An image that was due. Moments are milliseconds since the simulation began. */
export interface SweptImage {
  readonly id: string;
  readonly name: string;
  readonly phases: readonly { readonly phase: "removing"; readonly from: number; readonly to: number }[];
  readonly outcome: SweepOutcome;
}

/** What image-sweeper adds to the record of a simulation. */
export interface SweeperPart {
  readonly images: readonly SweptImage[];
  /** What the account holds at the end. */
  readonly account: Holdings;
}

export type SweeperRecord = SimulationRecord<SweeperPart>;

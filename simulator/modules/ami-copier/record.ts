import type { Holdings } from "../../aws/ec2/holdings.ts";
import type { SimulationRecord } from "../../core/record.ts";

/** What ami-copier adds to the record of a simulation. */
export interface CopierPart {
  /** Every image that was shared, by its id. */
  readonly images: readonly ImageRecord[];
  /** What the account holds at the end. */
  readonly account: Holdings;
}

export type CopierRecord = SimulationRecord<CopierPart>;

/** What an image was doing. */
export type Phase = "queued" | "copying" | "waiting" | "finalizing";

/** How an image's way ended. */
export type ImageOutcome = "done" | "failed" | "deferred" | "skipped" | "unfinished";

/** The way of one shared image into the account. */
export interface ImageRecord {
  readonly sourceAmiId: string;
  readonly name: string;
  /** Phases in order, without gaps; none for an image that was copied before. */
  readonly phases: readonly { readonly phase: Phase; readonly from: number; readonly to: number }[];
  readonly outcome: ImageOutcome;
  readonly finalAmiId?: string;
  /** Of an image that failed. */
  readonly reason?: string;
}

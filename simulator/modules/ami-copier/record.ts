import type { Holdings } from "../../aws/ec2/holdings.ts";
import type { SimulationRecord } from "../../core/record.ts";

/** What ami-copier adds to the record of a simulation. */
export interface CopierPart {
  /** What each execution says of itself, whether it succeeded or failed, in the order they began. */
  readonly runs: readonly RunRecord[];
  /** Every image that was shared, by its id. */
  readonly images: readonly ImageRecord[];
  /** What the account holds at the end. */
  readonly account: Holdings;
}

export type CopierRecord = SimulationRecord<CopierPart>;

/** What an execution counts. discovered = copied + skipped + failed + deferred. */
export interface RunCounts {
  readonly discovered: number;
  readonly copied: number;
  readonly skipped: number;
  readonly failed: number;
  readonly deferred: number;
}

/** What an execution says of itself, and what it did. */
export interface RunRecord {
  /** Name of the execution. */
  readonly execution: string;
  /** What its discovery found; none when that failed. */
  readonly discovered?: { readonly discovered: number; readonly toProcess: number };
  /** Its counts; none when it ended before it could count. */
  readonly summary?: RunCounts;
  /** The images that failed in it, as far as it names them. */
  readonly failures: readonly { readonly source_ami_id: string; readonly reason: string }[];
  /** Source images whose copies it took on and found done: another execution may have registered the final image. */
  readonly awaited: readonly string[];
  /** Final images that it registered and that are there at the end. */
  readonly registered: readonly string[];
}

/** What an image was doing. */
export type Phase = "queued" | "copying" | "waiting" | "finalizing";

/** How an image's way can end, the most telling ones first. */
export const outcomes = ["failed", "unfinished", "undiscovered", "deferred", "done", "skipped"] as const;

/** How an image's way ended. */
export type ImageOutcome = (typeof outcomes)[number];

/** The way of one shared image into the account. */
export interface ImageRecord {
  readonly sourceAmiId: string;
  readonly name: string;
  /** Phases in order, without gaps; none for an image that no execution took on. */
  readonly phases: readonly { readonly phase: Phase; readonly from: number; readonly to: number }[];
  readonly outcome: ImageOutcome;
  readonly finalAmiId?: string;
  /** Name of the execution that registered the final image, if one did since the simulation began. */
  readonly registeredBy?: string;
  /** Of an image that failed or was not discovered. */
  readonly reason?: string;
}

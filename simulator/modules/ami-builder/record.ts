import type { Holdings } from "../../aws/ec2/holdings.ts";
import type { SimulationRecord } from "../../core/record.ts";

/** What a cell can be doing. */
export const phases = {
  queued: "queued",
  plan: "plan",
  probe: "probe",
  launch: "launch",
  prepare: "prepare",
  steps: "steps",
  tests: "tests",
  hygiene: "hygiene",
  stop: "stop",
  image: "image",
  verify: "verify",
  publish: "publish",
} as const;
export type Phase = keyof typeof phases;

/** How a cell's way can end, the most telling ones first. */
export const outcomes = [
  "failed",
  "blocked",
  "unfinished",
  "deferred",
  "built",
  "captured",
  "passed",
  "skipped",
] as const;
export type CellOutcome = (typeof outcomes)[number];

/** What a script took on an instance. */
export interface StepRecord {
  readonly name: string;
  readonly seconds: number;
  readonly exitCode: number | null;
}

/** What became of a test. */
export interface TestRecord {
  readonly name: string;
  /** Where it ran. */
  readonly on: "builder" | "image";
  readonly passed: boolean;
  readonly seconds: number;
  /** The assertion that failed, in words. */
  readonly reason?: string;
}

/** The way of one template on one architecture in one build Region, in one execution. Moments are milliseconds since the simulation began. */
export interface CellRecord {
  readonly id: string;
  readonly name: string;
  /** Name of the execution. */
  readonly execution: string;
  readonly phases: readonly { readonly phase: Phase; readonly from: number; readonly to: number }[];
  readonly outcome: CellOutcome;
  readonly reason?: string;
  readonly steps: readonly StepRecord[];
  readonly tests: readonly TestRecord[];
}

/** An instance that ran. */
export interface InstanceRecord {
  readonly id: string;
  readonly region: string;
  readonly type: string;
  /** builder, verifier, or `host` of what is not the module's. */
  readonly role: string;
  readonly spot: boolean;
  readonly from: number;
  /** When it ended or stopped, or the simulation did. */
  readonly to: number;
  /** Seconds that it is billed for: while it is running. */
  readonly billedSeconds: number;
  readonly state: string;
}

/** A parameter that names an image. */
export interface ParameterRecord {
  readonly name: string;
  readonly region: string;
  readonly value: string;
  readonly version: number;
}

/** What ami-builder adds to the record of a simulation. */
export interface BuilderPart {
  readonly cells: readonly CellRecord[];
  readonly instances: readonly InstanceRecord[];
  readonly parameters: readonly ParameterRecord[];
  /** What the account holds at the end, by Region. */
  readonly regions: Readonly<Record<string, Holdings>>;
  /** How often each script ran on its instance, where it was more than once. */
  readonly repeatedScripts: readonly string[];
}

export type BuilderRecord = SimulationRecord<BuilderPart>;

import type { Timer } from "../../../core/clock.ts";
import type { Instance } from "../../ec2/instances/instance.ts";

/**
 * How far a command is on one instance, as `StatusDetails` has it on the wire: the texts of the API reference have spaces, answers have
 * none.
 */
export type InvocationDetails =
  | "Pending"
  | "Delayed"
  | "InProgress"
  | "Cancelling"
  | "Success"
  | "Failed"
  | "ExecutionTimedOut"
  | "DeliveryTimedOut"
  | "Undeliverable"
  | "Cancelled";

/** Where the output of a command goes in S3. */
export interface OutputPlace {
  readonly bucket: string;
  /** Empty for none. */
  readonly prefix: string;
}

/** A command as it was sent. */
export interface SentCommand {
  readonly id: string;
  readonly region: string;
  readonly documentName: string;
  readonly documentVersion: string;
  readonly comment: string;
  /** Lines of the script. */
  readonly commands: readonly string[];
  /** Seconds until it must have begun. */
  readonly deliverySeconds: number;
  /** Seconds that it may run. */
  readonly executionSeconds: number;
  readonly output: OutputPlace | undefined;
  /** Milliseconds since 1970. */
  readonly requestedAt: number;
}

/** A command on one instance. All moments are milliseconds since 1970. */
export interface Invocation {
  readonly command: SentCommand;
  readonly instance: Instance;
  details: InvocationDetails;
  /** -1 until it has ended on the instance. */
  responseCode: number;
  stdout: string;
  stderr: string;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** How often the agent has begun it. */
  runs: number;
  /** Ends the run that is going on. */
  running: Timer | undefined;
}

/** `Status` by `StatusDetails` (User Guide: Understanding command statuses). */
const statuses = {
  Pending: "Pending",
  Delayed: "Delayed",
  InProgress: "InProgress",
  Cancelling: "Cancelling",
  Success: "Success",
  Failed: "Failed",
  ExecutionTimedOut: "TimedOut",
  DeliveryTimedOut: "TimedOut",
  Undeliverable: "Failed",
  Cancelled: "Cancelled",
} as const satisfies Readonly<Record<InvocationDetails, string>>;

/** The status of an invocation. */
export function statusOf({ details }: Invocation): (typeof statuses)[InvocationDetails] {
  return statuses[details];
}

/** Whether it has not reached its instance yet. */
export function isWaiting({ details }: Invocation): boolean {
  return details === "Pending" || details === "Delayed";
}

/** Where one of its two outputs goes in the bucket (User Guide: Configuring Amazon S3 for Run Command output). */
export function outputKey({ command, instance }: Invocation, { prefix }: OutputPlace, name: string): string {
  const folder = prefix === "" ? "" : `${prefix.replace(/\/+$/, "")}/`;
  return `${folder}${command.id}/${instance.id}/awsrunShellScript/0.awsrunShellScript/${name}`;
}

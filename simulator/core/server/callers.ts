import type { Statement } from "../iam/policy.ts";

/** The process of a caller, as far as a fault may act on it. */
export interface CallerProcess {
  /** Milliseconds since 1970 on its own clock. */
  readonly now: () => number;
  /**
   * Lets its clock go on to a moment, at most until the signal ends the wait: timers that end before it fire.
   *
   * @param moment milliseconds since 1970, or Infinity
   */
  readonly passTime: (moment: number, signal: AbortSignal) => Promise<void>;
  /** Ends it at once, as a crash does. */
  readonly kill: () => void;
}

/** What requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Somebody who has credentials of the account. */
export interface Caller extends Credentials {
  /** Name for the records. */
  readonly name: string;
  readonly arn: string;
  /** Statements of its policies; somebody without is an administrator. */
  readonly policy?: readonly Statement[];
  /** ARN of the execution that it works for now; a person works for none. */
  readonly executionArn?: () => string | undefined;
  /** Of a function; a person at a command line has none. */
  readonly process?: CallerProcess;
}

/** All callers by access key id; a Lambda execution environment has credentials of its own, so they tell who calls. */
export type Callers = Map<string, Caller>;

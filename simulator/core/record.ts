import type { FaultRecord } from "./faults.ts";

/**
 * What a simulation saw, as plain data: the reports, the figures and the tests read it, and `--json` prints it. Moments
 * are milliseconds of the virtual clock since the simulation began.
 *
 * @typeParam Part what the simulated module adds
 */
export type SimulationRecord<Part extends object = object> = CommonRecord & Part;

/** What is recorded of every module. */
export interface CommonRecord {
  /** Virtual date and time of moment 0, in ISO 8601. */
  readonly startedAt: string;
  /** When the last execution ended. */
  readonly endedAt: number;
  readonly region: string;
  /** The inputs that the module was given; all others have their defaults. */
  readonly inputs: readonly InputRecord[];
  readonly executions: readonly ExecutionRecord[];
  readonly calls: readonly CallRecord[];
  readonly invocations: readonly InvocationRecord[];
  /** Warnings and errors that functions logged, equal ones together, in the order they came up. */
  readonly logs: readonly LogRecord[];
  /** Events that came to an event bus. */
  readonly events: readonly EventRecord[];
  /** Messages that were published on topics. */
  readonly messages: readonly MessageRecord[];
  /** Events that no target took in the end, and that lie in a queue. */
  readonly deadLetters: readonly DeadLetterRecord[];
  /** The faults of the scenario in their order, with how often each hit. */
  readonly faults: readonly FaultRecord[];
  /** What the simulation made up beside what it was given, and what it did not do: sentences for a person. */
  readonly remarks: readonly string[];
}

/** An input of the module. */
export interface InputRecord {
  readonly name: string;
  /** As plain data; null for a sensitive one, whatever it is. */
  readonly value: unknown;
  readonly isSensitive: boolean;
}

/** Equal warnings or errors that a function logged. */
export interface LogRecord {
  readonly level: "warn" | "error";
  readonly functionName: string;
  /** Without the ids in it, where they differ. */
  readonly message: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** What the first of them says beside its message. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An event on a bus of EventBridge. */
export interface EventRecord {
  readonly at: number;
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly deliveries: readonly DeliveryRecord[];
}

/** What became of an event at a target of a rule. */
export interface DeliveryRecord {
  readonly rule: string;
  readonly target: string;
  /** When it was taken or given up. */
  readonly at: number;
  readonly attempts: number;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
}

/** A message on a topic. */
export interface MessageRecord {
  readonly at: number;
  /** Name of the topic. */
  readonly topic: string;
  readonly subject?: string;
  readonly message: string;
  /** Addresses that got it as a mail. */
  readonly mailedTo: readonly string[];
}

/** An event in a dead letter queue. */
export interface DeadLetterRecord {
  readonly at: number;
  /** Name of the queue. */
  readonly queue: string;
  readonly rule: string;
  readonly target: string;
  readonly error: string;
}

/** One execution of a state machine. */
export interface ExecutionRecord {
  readonly name: string;
  /** Name of the state machine. */
  readonly stateMachine: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  /** Of an execution that succeeded. */
  readonly output?: unknown;
  /** Of an execution that failed. */
  readonly error?: string;
  readonly cause?: string;
  /** State transitions, as AWS bills them: retries and the states of all child executions included. */
  readonly transitions: number;
  /** Events of the longest history: the execution's own or that of one of its child executions. */
  readonly longestHistory: number;
  /** Bytes of the largest input or output of a state. */
  readonly largestPayload: number;
  readonly states: readonly StateRecord[];
}

/** One visit of a state. */
export interface StateRecord {
  readonly name: string;
  readonly type: string;
  readonly enteredAt: number;
  readonly exitedAt: number;
  readonly retries: number;
  /** The error that left the state, caught or not. */
  readonly error?: string;
}

/** One request to an API. */
export interface CallRecord {
  readonly at: number;
  /** An AWS service such as `ec2`, or the name of a host beside AWS. */
  readonly service: string;
  readonly operation: string;
  /** Name of the function that called. */
  readonly caller: string;
  /** Name of the execution that the function worked for; none where nobody waits for it. */
  readonly execution?: string;
  /** `ok`, or the code of the error or fault. */
  readonly outcome: string;
}

/** One invocation of a function. */
export interface InvocationRecord {
  readonly functionName: string;
  readonly at: number;
  /** Milliseconds of this machine, the start of the process not counted. */
  readonly duration: number;
  readonly memoryMegabytes: number;
  /** Most memory its process has had so far, in MB; 0 when it died, but all it may have when it died for want of more. */
  readonly peakMegabytes: number;
  readonly coldStart: boolean;
  /** Where the machine has no Node.js of the function's runtime, such as `nodejs22.x`: the version that it ran under instead. */
  readonly substitute?: { readonly runtime: string; readonly version: string };
  /** `ok`, or the name of the error: `Runtime.OutOfMemory` when it took more memory than it may have. */
  readonly outcome: string;
}

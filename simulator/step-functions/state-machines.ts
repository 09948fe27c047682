import { AwsError, ensure } from "../core/aws-error.ts";
import type { Statement } from "../core/iam/policy.ts";
import type { Draw } from "../core/random.ts";
import type { ExecutionRecord } from "../core/record.ts";
import { Course } from "./course.ts";
import { type Definition, listStates } from "./definition.ts";
import { type ExecutionDescription, ExecutionState } from "./execution-state.ts";
import { byteLength, History, type InterpreterEvent } from "./history.ts";
import { interpret } from "./interpreter.ts";
import { payloadLimit } from "./limits.ts";
import { redriveProblem } from "./redrive.ts";
import { readResource } from "./resource.ts";
import { assumeRole } from "./role.ts";
import { TaskTokens } from "./task-tokens.ts";
import type { TaskPorts } from "./tasks.ts";
import { refuseUnknown } from "./understood.ts";

/** A state machine of the account. */
export interface StateMachineResource {
  readonly arn: string;
  readonly name: string;
  readonly definition: Definition;
  readonly roleArn: string;
  /** Statements of the role's policies; without them it may do everything. */
  readonly policy?: readonly Statement[];
}

/** What the state machines of an account work with. */
export interface StateMachinesOptions extends TaskPorts {
  /** Draws the delays of retries with jitter. */
  readonly draw: Draw;
  /** The moment that records count from, in milliseconds since 1970, where a start names none. */
  readonly since: () => number;
  /** Is told of what happens in executions. */
  readonly event?: (event: InterpreterEvent) => void;
  /** Is told when an execution starts and ends, one of a distributed map too; status-event.ts makes AWS's event of it. */
  readonly status?: (execution: ExecutionDescription) => void;
  /** Is told of what an execution breaks off with that is none of its errors; `ended` fails with it. */
  readonly broken?: (error: unknown) => void;
}

/** An execution to start. */
export interface StartOptions {
  readonly stateMachineArn: string;
  /** 1 to 80 characters; chosen when left out. */
  readonly name?: string | undefined;
  /** Any JSON value; `{}` when left out. */
  readonly input?: unknown;
  /** The moment that its record counts from, in milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Stops the execution, as StopExecution does. */
  readonly stop?: AbortSignal | undefined;
}

/** An execution that was started, or runs since an equal start. */
export interface StartedExecution {
  readonly executionArn: string;
  /** Milliseconds since 1970. */
  readonly startDate: number;
  /** Ends with the execution. */
  readonly ended: Promise<ExecutionRecord>;
}

/** An execution that goes on. */
export interface RedrivenExecution {
  /** Milliseconds since 1970. */
  readonly redriveDate: number;
  /** Ends with the execution; the record has what happened before, too. */
  readonly ended: Promise<ExecutionRecord>;
}

interface Running extends StartedExecution {
  readonly state: ExecutionState;
  /** Runs it, from where it has come to. */
  readonly run: (stop?: AbortSignal) => Promise<ExecutionRecord>;
}

/** White space, brackets, wildcards, special and control characters (API Reference, StartExecution). */
const forbiddenInName = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/u;

/** The state machines of an account, their executions and task tokens. */
export class StateMachines {
  readonly tokens: TaskTokens;
  readonly #options: StateMachinesOptions;
  readonly #machines = new Map<string, StateMachineResource>();
  readonly #started = new Map<string, Running>();
  readonly #executions = new Map<string, ExecutionState>();
  /** The history that an execution's events are in. */
  readonly #histories = new Map<string, History>();

  constructor(options: StateMachinesOptions) {
    this.#options = options;
    this.tokens = new TaskTokens(options.clock);
  }

  /**
   * Adds a state machine, or gives one another definition for the executions that start from now on.
   *
   * @throws ModuleError for a definition with something that the simulator does not know
   */
  put(machine: StateMachineResource): void {
    refuseUnknown(machine.definition);
    for (const [, state] of listStates(machine.definition)) {
      if (state.Resource !== undefined) readResource(state.Resource);
    }
    this.#machines.set(machine.arn, machine);
  }

  /** All executions so far, those of distributed maps too, in the order they began. */
  get executions(): readonly ExecutionDescription[] {
    return [...this.#executions.values()].map((execution) => execution.describe());
  }

  /** Records of the executions that were started so far, once they have ended; in the order they began. */
  async records(): Promise<readonly ExecutionRecord[]> {
    return Promise.all([...this.#started.values()].map(({ ended }) => ended));
  }

  /** @throws AwsError StateMachineDoesNotExist */
  machine(arn: string): StateMachineResource {
    const machine = this.#machines.get(arn);
    ensure(machine !== undefined, "StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  /**
   * StartExecution. While an execution runs, another start with its name and input is the same start; its name is taken for
   * any other, and after its end for all.
   *
   * @throws AwsError StateMachineDoesNotExist, InvalidName, InvalidExecutionInput or ExecutionAlreadyExists
   */
  start({ stateMachineArn, name, input = {}, since, stop }: StartOptions): StartedExecution {
    const machine = this.machine(stateMachineArn);
    const chosen = name ?? `execution-${this.#started.size + 1}`;
    ensure(
      chosen.length >= 1 && chosen.length <= 80 && !forbiddenInName.test(chosen),
      "InvalidName",
      `Invalid Name: '${chosen}'`,
    );
    ensure(
      byteLength(input) <= payloadLimit,
      "InvalidExecutionInput",
      "Invalid State Machine Execution Input: too large",
    );
    const arn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${chosen}`;
    const before = this.#started.get(arn);
    if (before !== undefined) {
      const isSame = before.state.status === "RUNNING" && JSON.stringify(before.state.input) === JSON.stringify(input);
      ensure(isSame, "ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
      return before;
    }
    const prepared = this.#prepare(machine, arn, input, since ?? this.#options.since());
    const started = { ...prepared, ended: prepared.run(stop) };
    this.#started.set(arn, started);
    return started;
  }

  /**
   * RedriveExecution: an execution that failed, was stopped or timed out goes on at the state that it did not leave, with that state's input
   * and the definition that it began with.
   *
   * @param stop stops it, as StopExecution does
   * @throws AwsError ExecutionDoesNotExist, or ExecutionNotRedrivable, also for one of a distributed map, which its parent redrives
   */
  redrive(executionArn: string, stop?: AbortSignal): RedrivenExecution {
    const problem = this.redriveProblem(executionArn);
    const running = this.#started.get(executionArn);
    ensure(
      problem === undefined && running !== undefined,
      "ExecutionNotRedrivable",
      problem ?? "Execution is redriven with its Map Run",
    );
    running.state.redrive();
    const ended = running.run(stop);
    this.#started.set(executionArn, { ...running, ended });
    return { redriveDate: this.#options.clock.now, ended };
  }

  /**
   * Why an execution cannot be redriven; undefined when it, or its Map Run, can.
   *
   * @throws AwsError InvalidArn, ExecutionDoesNotExist
   */
  redriveProblem(executionArn: string): string | undefined {
    const execution = this.#find(executionArn);
    const events = this.#histories.get(executionArn)?.eventsOf(executionArn) ?? 0;
    return redriveProblem(execution.describe(), events, this.#options.clock.now);
  }

  /** Whether an execution is one of a distributed map's. */
  isChild(executionArn: string): boolean {
    return !this.#started.has(executionArn);
  }

  /**
   * StopExecution.
   *
   * @returns when it ended, in milliseconds since 1970
   * @throws AwsError InvalidArn, ExecutionDoesNotExist
   */
  stop(executionArn: string, error?: string, cause?: string): number {
    const execution = this.#find(executionArn);
    execution.stop(error, cause);
    return execution.describe().stopDate ?? this.#options.clock.now;
  }

  /**
   * DescribeExecution.
   *
   * @throws AwsError InvalidArn, ExecutionDoesNotExist
   */
  describe(executionArn: string): ExecutionDescription {
    return this.#find(executionArn).describe();
  }

  #find(arn: string): ExecutionState {
    ensure(/^arn:[^:]+:states:[^:]*:\d*:execution:[^:]+:[^:]+$/.test(arn), "InvalidArn", `Invalid Arn: '${arn}'`);
    const execution = this.#executions.get(arn);
    if (execution === undefined) {
      throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    }
    return execution;
  }

  #prepare(machine: StateMachineResource, arn: string, input: unknown, since: number): Omit<Running, "ended"> {
    const { clock, draw, event = () => undefined, status = () => undefined, broken = () => undefined } = this.#options;
    const history = new History(() => clock.now - since, event);
    const open = (executionArn: string, machineArn: string, executionInput: unknown) => {
      const observe = (execution: ExecutionState, happened: InterpreterEvent) => {
        history.add(happened);
        status(execution.describe());
      };
      const execution = new ExecutionState({ arn: executionArn, machineArn, input: executionInput, clock, observe });
      this.#executions.set(executionArn, execution);
      this.#histories.set(executionArn, history);
      return execution;
    };
    // Through JSON, as AWS keeps it: nobody changes an input that an execution has.
    const state = open(arn, machine.arn, JSON.parse(JSON.stringify(input)));
    const environment = {
      ports: this.#options,
      tokens: this.tokens,
      history,
      draw,
      role: assumeRole(machine.arn, machine.roleArn, machine.policy, state.name),
      roleArn: machine.roleArn,
      machineName: machine.name,
      openChild: open,
      redriveChild: (child: ExecutionState) => {
        if (this.redriveProblem(child.arn) === undefined) child.redrive();
      },
    };
    const course = new Course();
    const abort = () => {
      state.stop();
    };
    const goOn = async (stop?: AbortSignal) => {
      await state.run(async () => {
        stop?.addEventListener("abort", abort, { once: true });
        if (stop?.aborted === true) abort();
        return interpret(machine.definition, state, environment, course);
      }, machine.definition.TimeoutSeconds);
      stop?.removeEventListener("abort", abort);
      return recordOf(machine.name, state, history, since);
    };
    const run = (stop?: AbortSignal) => {
      const ended = goOn(stop);
      // Nobody may be waiting for an execution that an event has started.
      ended.catch(broken);
      return ended;
    };
    return { executionArn: arn, startDate: state.startDate, state, run };
  }
}

function recordOf(stateMachine: string, execution: ExecutionState, history: History, since: number): ExecutionRecord {
  const { name, status, startDate, stopDate = startDate, error, cause } = execution.describe();
  if (status === "RUNNING") throw new Error(`The execution ${name} has not ended.`);
  return {
    name,
    stateMachine,
    startedAt: startDate - since,
    endedAt: stopDate - since,
    status,
    ...(status === "SUCCEEDED" ? { output: execution.output } : {}),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    transitions: history.transitions,
    longestHistory: history.longest,
    largestPayload: history.largestPayload,
    states: history.states,
  };
}

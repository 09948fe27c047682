import { AwsError } from "../../../core/aws-error.ts";
import type { VirtualClock } from "../../../core/clock.ts";
import { uuidOf } from "../../../core/hash.ts";
import type { Instance } from "../../ec2/instances/instance.ts";
import type { Instances } from "../../ec2/instances/instances.ts";
import type { S3 } from "../../s3/s3.ts";
import type { Agent, Agents } from "../agents/agents.ts";
import type { SsmSettings } from "../settings.ts";
import {
  type Invocation,
  type InvocationDetails,
  isWaiting,
  outputKey,
  type SentCommand,
  statusOf,
} from "./invocation.ts";
import type { CommandOutcome } from "./runner.ts";

/** What commands go through. */
export interface CommandsHost {
  readonly clock: Pick<VirtualClock, "now" | "setBackgroundTimer" | "clearTimer" | "standStill">;
  readonly instances: Instances;
  readonly agents: Agents;
  readonly settings: SsmSettings;
  /** Takes the output of commands. */
  readonly s3: Pick<S3, "put">;
  /** Is told of errors that are none of AWS's. */
  readonly broken: (error: unknown) => void;
}

/** How long a command is on its way to an agent that is connected. Milliseconds. */
const deliveryTime = 3_000;
/** How long an agent takes to end a script that is cancelled. Milliseconds. */
const cancelTime = 1_000;
/** The code by which a script asks for a reboot (User Guide: Handling reboots when running commands). */
const rebootCode = 194;
/** What the agent says of a script that it has ended: 128 and SIGKILL (the agent's CommandStoppedPreemptivelyExitCode). */
const killedCode = 137;
/** How often the agent begins a command at most (the agent's CommandRetryLimit). */
const maxRuns = 15;

/** Run Command: what is sent to instances, and what becomes of it. */
export class Commands {
  readonly #host: CommandsHost;
  /** By the ids of commands. */
  readonly #sent = new Map<string, readonly Invocation[]>();

  constructor(host: CommandsHost) {
    this.#host = host;
    host.agents.observers.add({
      connected: ({ instance }) => {
        for (const invocation of this.#open(instance)) {
          // What was under way when the instance went down is run again.
          if (invocation.details === "Delayed" || invocation.details === "InProgress") this.#deliver(invocation);
        }
      },
      lost: ({ instance }) => {
        for (const invocation of this.#open(instance)) this.#interrupt(invocation);
      },
      gone: ({ instance }) => {
        for (const invocation of this.#open(instance)) {
          if (isWaiting(invocation)) this.#end(invocation, "Undeliverable");
        }
      },
    });
  }

  /** Everything that was sent, in its order. */
  get all(): readonly Invocation[] {
    return [...this.#sent.values()].flat();
  }

  /** The invocations of a command of a Region; none if there is no such command. */
  find(commandId: string, region: string): readonly Invocation[] {
    return (this.#sent.get(commandId) ?? []).filter(({ command }) => command.region === region);
  }

  /** Sends a command to instances. */
  send(command: Omit<SentCommand, "id" | "requestedAt">, instances: readonly Instance[]): SentCommand {
    const sent = { ...command, id: uuidOf(`command ${this.#sent.size + 1}`), requestedAt: this.#host.clock.now };
    const invocations = instances.map((instance) => newInvocation(sent, instance));
    this.#sent.set(sent.id, invocations);
    for (const invocation of invocations) this.#follow(invocation);
    return sent;
  }

  /** Cancels an invocation; one that has ended stays as it is. */
  cancel(invocation: Invocation): void {
    if (invocation.endedAt !== undefined) return;
    if (isWaiting(invocation)) {
      this.#end(invocation, "Cancelled");
      return;
    }
    this.#interrupt(invocation);
    invocation.details = "Cancelling";
    this.#host.clock.setBackgroundTimer(() => {
      this.#end(invocation, "Cancelled", killedCode);
    }, cancelTime);
  }

  /** What is to become of an invocation from the moment it is sent. */
  #follow(invocation: Invocation): void {
    const { clock, settings } = this.#host;
    const { command, instance } = invocation;
    const failure = settings.deliveryFailure(command.comment, instance);
    clock.setBackgroundTimer(() => {
      if (!isWaiting(invocation)) return;
      if (failure === "Undeliverable") this.#end(invocation, failure);
      else if (failure === undefined) this.#deliver(invocation);
    }, deliveryTime);
    clock.setBackgroundTimer(() => {
      if (isWaiting(invocation)) this.#end(invocation, "DeliveryTimedOut");
    }, command.deliverySeconds * 1_000);
    // What has begun and is heard of no more ends so as well, when both times are over (API reference: Command, ExpiresAfter).
    const expiry = (command.deliverySeconds + command.executionSeconds) * 1_000;
    clock.setBackgroundTimer(() => {
      this.#end(invocation, "DeliveryTimedOut");
    }, expiry);
  }

  #deliver(invocation: Invocation): void {
    const { agents, broken } = this.#host;
    const agent = agents.find(invocation.instance.id);
    if (agent !== undefined && agents.receives(agent)) this.#run(invocation, agent).catch(broken);
    else if (isWaiting(invocation)) invocation.details = "Delayed";
  }

  async #run(invocation: Invocation, agent: Agent): Promise<void> {
    const { clock, settings } = this.#host;
    const { command, instance } = invocation;
    invocation.details = "InProgress";
    invocation.startedAt ??= clock.now;
    invocation.runs += 1;
    const run = invocation.runs;
    const outcome = await clock.standStill(async () =>
      settings.runner({
        commandId: command.id,
        instance,
        region: command.region,
        commands: command.commands,
        comment: command.comment,
        boot: instance.boots.length,
        run,
      }),
    );
    // Somebody may have stopped the instance or cancelled the command while the runner thought.
    if (statusOf(invocation) !== "InProgress" || invocation.runs !== run || !agent.isConnected) return;
    const seconds = "seconds" in outcome ? outcome.seconds : Infinity;
    const isTooLong = seconds > command.executionSeconds;
    const end = () => {
      invocation.running = undefined;
      takeOutput(invocation, outcome);
      if (isTooLong) this.#end(invocation, "ExecutionTimedOut", killedCode);
      else this.#conclude(invocation, outcome);
    };
    invocation.running = clock.setBackgroundTimer(end, Math.min(seconds, command.executionSeconds) * 1_000);
  }

  #conclude(invocation: Invocation, outcome: CommandOutcome): void {
    const { instances } = this.#host;
    const { instance, runs } = invocation;
    if ("ends" in outcome) {
      if (outcome.ends === "reboot") instances.reboot(instance);
      else instances.powerOff(instance);
    } else if (outcome.exit === rebootCode && runs < maxRuns) {
      instances.reboot(instance);
    } else {
      this.#end(invocation, outcome.exit === 0 ? "Success" : "Failed", outcome.exit);
    }
  }

  #interrupt(invocation: Invocation): void {
    if (invocation.running !== undefined) this.#host.clock.clearTimer(invocation.running);
    invocation.running = undefined;
  }

  #end(invocation: Invocation, details: InvocationDetails, responseCode = -1): void {
    if (invocation.endedAt !== undefined) return;
    this.#interrupt(invocation);
    invocation.details = details;
    invocation.responseCode = responseCode;
    invocation.endedAt = this.#host.clock.now;
    if (responseCode !== -1) this.#upload(invocation);
  }

  /** The agent puts what there is of the output; what S3 refuses is a line in its log and nothing else. */
  #upload(invocation: Invocation): void {
    const { agents, s3 } = this.#host;
    const { command, instance, stdout, stderr } = invocation;
    const role = agents.roleOf(instance);
    const { output } = command;
    if (output === undefined || role === undefined) return;
    for (const [name, text] of Object.entries({ stdout, stderr })) {
      // An empty output is no file to put (the agent's iomodule/fileS3.go).
      if (text === "") continue;
      try {
        s3.put(output.bucket, outputKey(invocation, output, name), text, {
          role,
          session: instance.id,
          contentType: "text/plain",
        });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
      }
    }
  }

  #open({ id }: Instance): readonly Invocation[] {
    return this.all.filter(({ instance, endedAt }) => instance.id === id && endedAt === undefined);
  }
}

function newInvocation(command: SentCommand, instance: Instance): Invocation {
  return {
    command,
    instance,
    details: "Pending",
    responseCode: -1,
    stdout: "",
    stderr: "",
    startedAt: undefined,
    endedAt: undefined,
    runs: 0,
    running: undefined,
  };
}

/** What a run prints follows what earlier runs printed. */
function takeOutput(invocation: Invocation, outcome: CommandOutcome): void {
  if ("ends" in outcome && outcome.ends !== "hang") return;
  invocation.stdout += outcome.stdout ?? "";
  invocation.stderr += outcome.stderr ?? "";
}

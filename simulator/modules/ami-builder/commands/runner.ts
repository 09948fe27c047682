import type { Template } from "../../../../lambdas/ami-builder/template/template.ts";
import type { Instance } from "../../../aws/ec2/instances/instance.ts";
import { type CommandOutcome, type Runner, type ShellCommand } from "../../../aws/ssm/commands/runner.ts";
import type { DeclaredCommand } from "../scenario.ts";
import { clean, type Disk, diskOf } from "./disk.ts";
import { Outcomes, type Running, wantedOutput } from "./outcomes.ts";
import { argumentsOf, type PackedCommand, unpack } from "./packed.ts";

/** Seconds that a command, and that a test takes of which a scenario says nothing. */
const usualSeconds = 5;
const usualTestSeconds = 1;
/** Codes of the module's wrapper: the time ran out, and the agent is to reboot. */
const timeoutCode = 124;
const rebootCode = 194;

/** What the machines of a scenario go by. */
export interface MachineRules {
  readonly templates: ReadonlyMap<string, Template>;
  readonly commands: readonly DeclaredCommand[];
  readonly hygieneLeaves: readonly string[];
  /** The virtual clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Ends the timer that powers an instance off. */
  readonly disarm: (instance: Instance) => void;
  /** What becomes of a command without a script of the module; undefined for one that nobody knows. */
  readonly other?: (command: ShellCommand) => CommandOutcome | undefined;
}

/** A run of a script, which later deliveries of its command attach to. */
interface Run {
  readonly outcome: CommandOutcome;
  readonly endsAt: number;
  readonly boot: number;
}

/** A script that has run, once: for those who look whether any ran twice. */
export interface ScriptRun {
  readonly instanceId: string;
  readonly guard: string;
  readonly kind: PackedCommand["kind"];
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Runs the module's commands as their scripts would: each once on its instance, whatever is delivered how often. */
export class MachineRunner {
  /** In the order in which they began. */
  readonly scripts: ScriptRun[] = [];
  readonly #rules: MachineRules;
  readonly #outcomes: Outcomes;
  readonly #runs = new Map<string, Run>();

  constructor(rules: MachineRules) {
    this.#rules = rules;
    this.#outcomes = new Outcomes(rules.commands);
  }

  readonly run: Runner = (command) => {
    const packed = unpack(command.commands);
    if (packed !== undefined) return this.#runOnce(packed, command);
    return this.#rules.other?.(command) ?? { exit: 0, seconds: usualSeconds };
  };

  /** As the wrapper does: the first delivery runs the script, later ones end with it. */
  #runOnce(packed: PackedCommand, { instance, boot }: ShellCommand): CommandOutcome {
    const { now } = this.#rules;
    const key = `${instance.id} ${packed.guard}`;
    const known = this.#runs.get(key);
    const run = known ?? this.#begin(packed, instance, boot);
    this.#runs.set(key, run);
    if ("ends" in run.outcome) return known === undefined ? run.outcome : lost;
    // A delivery that dies before its script's end leaves no code.
    if (known !== undefined && boot !== known.boot && !packed.reboot && now() < known.endsAt) return lost;
    const seconds = Math.max(0, run.endsAt - now()) / 1_000;
    const isToReboot = packed.reboot && run.outcome.exit === 0 && boot === run.boot;
    return { ...run.outcome, seconds, exit: isToReboot ? rebootCode : run.outcome.exit };
  }

  #begin(packed: PackedCommand, instance: Instance, boot: number): Run {
    const now = this.#rules.now();
    const { kind, name, guard, timeoutSeconds } = packed;
    this.scripts.push({ instanceId: instance.id, guard, kind, name, at: now });
    const disk = diskOf(instance);
    disk.guards = [...disk.guards, `/var/lib/ami-builder/${guard}/boot`];
    const outcome = limited(this.#outcomeOf(packed, instance, disk), timeoutSeconds);
    const seconds = "seconds" in outcome ? outcome.seconds : Infinity;
    return { outcome, boot, endsAt: now + seconds * 1_000 };
  }

  #outcomeOf(packed: PackedCommand, instance: Instance, disk: Disk): CommandOutcome {
    const { kind, name, template, script } = packed;
    const declared = this.#outcomes.take({
      kind: kind === "step" ? "step" : "own",
      name: kind === "step" ? name : kind,
      template,
      script,
      instance,
    });
    const done = outcomeOf(declared, usualSeconds);
    if ("ends" in done || done.exit !== 0) return done;
    switch (kind) {
      case "step":
        return done;
      case "prepare":
        return { ...done, stdout: notesOf(disk) };
      case "tests":
        return this.#runTests(packed, instance);
      case "hygiene":
        this.#clean(packed, instance, disk);
        return done;
      case "proof":
        return { ...done, stdout: proofOf(disk, argumentsOf(script)[1] ?? "", instance) };
    }
  }

  #runTests({ template, tests = [], script }: PackedCommand, instance: Instance): CommandOutcome {
    const known = this.#rules.templates.get(template)?.validation_tests ?? [];
    const commands = argumentsOf(script).slice(1);
    const runs = tests.map((name, index) => {
      const test = known.find((candidate) => candidate.name === name);
      const command = commands[2 * index + 1] ?? "";
      const running: Running = { kind: "test", name, template, script: command, instance };
      const declared = this.#outcomes.take(running);
      const limit = Number(commands[2 * index] ?? usualTestSeconds);
      const wanted = test === undefined || test.exit_code === "any" ? 0 : test.exit_code;
      const seconds = Math.min(limit, declared?.seconds ?? usualTestSeconds);
      const isLate = declared?.ends === "hang" || (declared?.seconds ?? 0) > limit;
      // Whoever says how a test ends says what it prints.
      const isSaid = declared?.exit !== undefined || declared?.stdout !== undefined || isLate;
      const printed = isSaid ? "" : wantedOutput(test);
      const isOnError = test?.stream === "stderr";
      const said = declared?.stderr ?? "";
      const streams = {
        stdout: declared?.stdout ?? (isOnError ? "" : printed),
        stderr: said === "" && isOnError ? printed : said,
      };
      return {
        index,
        seconds: isLate ? limit : seconds,
        exit: isLate ? timeoutCode : (declared?.exit ?? wanted),
        streams,
      };
    });
    return {
      exit: 0,
      seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
      stdout: runs
        .map(({ index, seconds, exit, streams: { stdout, stderr } }) =>
          jsonLine({
            kind: "test",
            test: index,
            exit_code: exit,
            milliseconds: Math.round(seconds * 1_000),
            stdout: base64(stdout),
            stdout_cut: false,
            stderr: base64(stderr),
            stderr_cut: false,
          }),
        )
        .join(""),
    };
  }

  #clean({ script }: PackedCommand, instance: Instance, disk: Disk): void {
    const [, , , , , ...items] = argumentsOf(script);
    const { hygieneLeaves, disarm } = this.#rules;
    clean(
      disk,
      items.filter((item) => !hygieneLeaves.some((left) => left === item)),
    );
    disarm(instance);
  }
}

/** What a second delivery finds when the first one has died with the machine. */
const lost: CommandOutcome = {
  exit: 199,
  seconds: 1,
  stderr: "The script was started by an earlier delivery of this command, which died before its end.\n",
};

function outcomeOf(declared: DeclaredCommand | undefined, usual: number): CommandOutcome {
  const { exit = 0, stdout = "", stderr = "", seconds = usual, ends } = declared ?? {};
  if (ends === "hang") return { ends, stdout, stderr };
  return ends === undefined ? { exit, stdout, stderr, seconds } : { ends, seconds };
}

/** The wrapper ends a script whose time is over. */
function limited(outcome: CommandOutcome, seconds: number): CommandOutcome {
  if ("seconds" in outcome && outcome.seconds <= seconds) return outcome;
  const { stdout = "", stderr = "" } = "stdout" in outcome || "stderr" in outcome ? outcome : {};
  return { exit: timeoutCode, stdout, stderr: `${stderr}The script did not end within ${seconds} seconds.\n`, seconds };
}

function notesOf({ machineId, hostKeys }: Disk): string {
  return jsonLine({ kind: "notes", machine_id: machineId, host_keys: hostKeys });
}

function proofOf(disk: Disk, builderId: string, instance: Instance): string {
  const traces = (folder: string, ids: readonly string[]) =>
    ids.filter((id) => id === builderId).map((id) => `${folder}/${id}`);
  const ownGuards = new Set(diskOf(instance).guards.slice(-1));
  return jsonLine({
    kind: "proof",
    machine_id: disk.machineId,
    host_keys: disk.hostKeys,
    authorized_keys: disk.authorizedKeys,
    ssm_agent: traces("/var/lib/amazon/ssm", disk.agentTraces),
    cloud_init: traces("/var/lib/cloud/instances", disk.cloudTraces),
    guards: disk.guards.filter((guard) => !ownGuards.has(guard)),
  });
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

import type { InstanceRole } from "../contract.ts";
import type { Definition, Prepared } from "../prepared.ts";
import type { BuildRecord } from "../record/schema.ts";
import type { OnceCommand } from "../scripts/command.ts";
import { hygieneScript, prepareScript, proofScript, testsScript, type TimedScript } from "../scripts/scripts.ts";
import { phases } from "../shapes.ts";

/** What the builder noted of itself. */
export type BuilderNotes = NonNullable<BuildRecord["notes"]>;

/** One command of an instance, before it is sent. */
export interface PlannedCommand extends TimedScript {
  readonly kind: OnceCommand["kind"];
  /** A step's name, or the kind. */
  readonly name: string;
  /** What the work is doing meanwhile. */
  readonly phase: string;
  /** Its place among all commands of a build, the builder's first: the number of its folder of logs. */
  readonly number: number;
  /** Seconds after which it is given up, whatever Systems Manager says. */
  readonly patienceSeconds: number;
  /** Tries after the first. */
  readonly retries: number;
  readonly reboot: boolean;
  /** The tests that its output is judged by. */
  readonly tests: Definition["validation_tests"];
}

/** Seconds beside a script's own in which its result must be here: the agent's delivery, a reboot, the report. */
const marginSeconds = 3 * 60;
const prepareSeconds = 10 * 60;
const hygieneSeconds = 5 * 60;
const proofSeconds = 5 * 60;

/**
 * What an instance is told, in order. A builder: to become quiet, the steps, the tests that run on it, hygiene. An instance of the image: to
 * show that nothing of the builder is left, and the tests that run there.
 *
 * @param prepared the prepared build; without a template there is nothing to do
 * @param role what the instance is for
 * @param notes what the builder noted of itself; without them there is nothing to prove
 */
export function commandsOf(
  { definition, kind }: Pick<Prepared, "definition" | "kind">,
  role: InstanceRole,
  notes: BuilderNotes | null,
): readonly PlannedCommand[] {
  if (definition === null) return [];
  const builder = kind === "build" ? builderCommands(definition) : [];
  if (role === "builder") return builder.map(numbered(0));
  const proof =
    notes === null || kind !== "build" ? [] : [planned("proof", proofScript(notes.instance_id), proofSeconds)];
  return [...proof, ...tests(definition, "image")]
    .map((command) => ({ ...command, phase: phases.verify }))
    .map(numbered(builder.length));
}

type Unnumbered = Omit<PlannedCommand, "number">;

function builderCommands(definition: Definition): readonly Unnumbered[] {
  return [
    planned("prepare", prepareScript(), prepareSeconds),
    ...definition.steps.map((step) => ({
      ...planned("step", { script: step.script, timeoutSeconds: step.timeout_seconds }),
      name: step.name,
      phase: `${phases.step} ${step.name}`,
      retries: step.retries,
      reboot: step.reboot,
    })),
    ...tests(definition, "builder"),
    planned("hygiene", hygieneScript(definition.hygiene), hygieneSeconds),
  ];
}

function tests(definition: Definition, place: "builder" | "image"): readonly Unnumbered[] {
  const chosen = definition.validation_tests.filter(({ on }) => on.includes(place));
  return chosen.length === 0 ? [] : [{ ...planned("tests", testsScript(chosen)), tests: chosen }];
}

function planned(
  kind: "prepare" | "step" | "tests" | "hygiene" | "proof",
  script: TimedScript,
  patienceSeconds = script.timeoutSeconds + marginSeconds,
): Unnumbered {
  const phase = kind === "proof" ? phases.verify : phases[kind];
  return { ...script, kind, name: kind, phase, patienceSeconds, retries: 0, reboot: false, tests: [] };
}

function numbered(first: number) {
  return (command: Unnumbered, index: number): PlannedCommand => ({ ...command, number: first + index });
}

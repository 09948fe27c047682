import { readCause } from "../../report/reasons.ts";
import type { InterpreterEvent } from "../../step-functions/history.ts";
import type { ItemProgress } from "../simulated-module.ts";
import { asFields, asList, type Fields, textOf } from "./fields.ts";
import { type CellOutcome, outcomes, type Phase, phases } from "./record.ts";

/** A cell, a capture or a validation on its way. Moments are milliseconds since the simulation began. */
export interface Tracked {
  readonly id: string;
  /** ARN of the main execution. */
  readonly execution: string;
  readonly name: string;
  readonly phases: { phase: Phase; from: number; to: number }[];
  current: { readonly phase: Phase; readonly from: number } | undefined;
  /** What it does now, in the words of a live line. */
  words: string;
  outcome: CellOutcome | undefined;
  reason: string | undefined;
  /** Id of the build, once it is known. */
  build: string | undefined;
}

/** In which order phases come, for how much is done. */
const order = Object.keys(phases) as readonly Phase[];

/**
 * Follows what is worked on through the executions, by what goes into the states and comes out of them: the cell or the capture itself says
 * what it is doing.
 */
export class Progress {
  readonly #now: () => number;
  /** Names of a build's steps, by template. */
  readonly #steps: (template: string) => readonly string[];
  readonly #tracked = new Map<string, Tracked>();

  /**
   * @param now milliseconds since the simulation began
   * @param steps names of a template's steps
   */
  constructor(now: () => number, steps: (template: string) => readonly string[]) {
    this.#now = now;
    this.#steps = steps;
  }

  readonly observe = ({ type, state, executionArn, Error: error, Cause: cause }: InterpreterEvent): void => {
    if (state === undefined || type === "StateRetried") return;
    const input = asFields(state.input);
    const output = asFields(state.output);
    if (state.name === "Plan" && type === "StateExited") this.#planned(asFields(output["plan"]), executionArn);
    if (state.name === "PrepareBuild" && type === "StateEntered") this.#enter(this.#cell(input), "plan");
    if (state.name.startsWith("Probe") && type === "StateEntered") this.#probed(input);
    const tracked = this.#find(input);
    if (tracked === undefined) return;
    // What fails while it is cleaned up is not why.
    if (type === "StateFailed") tracked.reason ??= readCause(error, cause);
    const work = asFields(output["work"] ?? input["work"]);
    if (type === "StateExited" && output["work"] !== undefined) this.#working(tracked, work);
    if ("publication" in input && type === "StateEntered") this.#enter(tracked, "publish");
    if (type !== "StateExited") return;
    if (endsOfWork.includes(state.name)) this.#end(tracked, textOf(output["status"]));
    if (state.name === "RecordCapture") this.#captured(tracked, output);
  };

  readonly items = (): readonly ItemProgress[] =>
    [...this.#tracked.values()].map(({ id, name, words, current, outcome }) => ({
      id,
      name,
      phase: outcome ?? words,
      share: outcome === undefined ? shareOf(current?.phase) : isGood(outcome) ? 1 : 0,
    }));

  /** Everything that was worked on, as far as it came. */
  tracked(): readonly Tracked[] {
    for (const tracked of this.#tracked.values()) this.#leave(tracked);
    return [...this.#tracked.values()];
  }

  #planned({ waves }: Fields, execution: string): void {
    for (const cell of asList(waves).flatMap((wave) => asList(asFields(wave)["cells"]))) {
      this.#enter(this.#cell({ execution_id: execution, cell }), "queued");
    }
  }

  /** A host, or an instance of its image, is asked whether it is ready. */
  #probed(input: Fields): void {
    const tracked = this.#find(input);
    if (tracked !== undefined) this.#enter(tracked, "probe");
  }

  #captured(tracked: Tracked, { summary, ami_creation_error }: Fields): void {
    const counts = asFields(summary);
    const [outcome = "failed"] = ["captured", "skipped"].filter((word) => Number(counts[word] ?? 0) > 0);
    if (textOf(ami_creation_error) !== "") tracked.reason = textOf(ami_creation_error);
    this.#end(tracked, outcome);
  }

  /** What the work says that it does. */
  #working(tracked: Tracked, work: Fields): void {
    const [word = "", ...rest] = textOf(work["phase"]).split(" ");
    const phase = word === "step" ? "steps" : order.find((known) => known === word);
    tracked.build = textOf(work["id"]);
    if (phase === undefined) return;
    this.#enter(tracked, phase);
    if (phase === "steps") {
      const names = this.#steps(textOf(work["template"]));
      const place = names.indexOf(rest.join(" ")) + 1;
      tracked.words = place === 0 ? `step ${rest.join(" ")}` : `step ${place} of ${names.length}`;
    }
  }

  #enter(tracked: Tracked, phase: Phase): void {
    if (tracked.current?.phase === phase) return;
    this.#leave(tracked);
    tracked.current = { phase, from: this.#now() };
    tracked.words = phase;
  }

  #leave(tracked: Tracked): void {
    if (tracked.current === undefined) return;
    tracked.phases.push({ ...tracked.current, to: this.#now() });
    tracked.current = undefined;
  }

  #end(tracked: Tracked, status: string): void {
    this.#leave(tracked);
    tracked.outcome = outcomes.find((outcome) => outcome === status) ?? "failed";
    if (isGood(tracked.outcome)) tracked.reason = undefined;
  }

  /** The item that a state of a child execution works on. */
  #find({ execution_id, cell, publication, capture, work }: Fields): Tracked | undefined {
    if (cell !== undefined && execution_id !== undefined) return this.#cell({ execution_id, cell });
    if (capture !== undefined) return this.#capture(asFields(capture));
    if (asFields(work)["kind"] === "validation") return this.#validation(asFields(work));
    const id = textOf(asFields(publication)["id"]);
    return id === "" ? undefined : [...this.#tracked.values()].findLast(({ build }) => build === id);
  }

  #cell({ execution_id, cell }: Fields): Tracked {
    const { template, architecture, region } = asFields(cell);
    const id = [template, architecture, region].map(textOf).join(".");
    return this.#track(
      id,
      textOf(execution_id),
      `${textOf(template)} for ${textOf(architecture)} in ${textOf(region)}`,
    );
  }

  #capture({ execution_id, request }: Fields): Tracked {
    const { instance_id, version } = asFields(request);
    return this.#track(textOf(instance_id), textOf(execution_id), `capture of version ${textOf(version)}`);
  }

  #validation({ execution_id, template, architecture, image_id }: Fields): Tracked {
    const id = textOf(image_id);
    return this.#track(id, textOf(execution_id), `validation of ${textOf(template)} for ${textOf(architecture)}`);
  }

  #track(id: string, execution: string, name: string): Tracked {
    const key = `${execution} ${id}`;
    const known = this.#tracked.get(key);
    if (known !== undefined) return known;
    const made: Tracked = {
      id,
      execution,
      name: `${name}, ${execution.split(":").at(-1) ?? ""}`,
      phases: [],
      current: undefined,
      words: "queued",
      outcome: undefined,
      reason: undefined,
      build: undefined,
    };
    this.#tracked.set(key, made);
    return made;
  }
}

/** States of which the output says how a cell or a validation has ended. */
const endsOfWork = ["RecordBuild", "BuildNotRecorded", "RecordValidation", "ValidationNotRecorded"];

function isGood(outcome: CellOutcome): boolean {
  return ["built", "captured", "passed", "skipped"].includes(outcome);
}

function shareOf(phase: Phase | undefined): number {
  return phase === undefined ? 0 : order.indexOf(phase) / order.length;
}

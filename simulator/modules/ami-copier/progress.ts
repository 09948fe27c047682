import type { Account } from "../../account.ts";
import { copiedShare } from "../../aws/ec2/view.ts";
import type { AnsweredCall } from "../../core/answered-call.ts";
import { readCause } from "../../report/reasons.ts";
import type { InterpreterEvent } from "../../step-functions/history.ts";
import type { ItemProgress } from "../simulated-module.ts";
import { Discoveries } from "./discoveries.ts";
import { asFields, asList, type Fields, sourceOf } from "./fields.ts";
import { ownCopiesOf } from "./own-copies.ts";
import type { ImageOutcome, ImageRecord, Phase, RunRecord } from "./record.ts";
import { Runs } from "./runs.ts";

interface Tracked {
  readonly sourceAmiId: string;
  readonly name: string;
  readonly phases: { phase: Phase; from: number; to: number }[];
  /** The phase it is in. Milliseconds since the simulation began. */
  current: { readonly phase: Phase; readonly from: number } | undefined;
  copy: { readonly startedAt: number; readonly at: number } | undefined;
  outcome: ImageOutcome | undefined;
  finalAmiId?: string;
  reason?: string;
}

/**
 * Follows the images through the copier's workflow by what goes into its states and comes out of them. This is the one place
 * that knows the copier's states by name.
 */
export class Progress {
  readonly #account: Account;
  readonly #startedAt: number;
  readonly #images = new Map<string, Tracked>();
  readonly #discoveries = new Discoveries();
  readonly #runs = new Runs();

  /**
   * @param account where the images are shared
   * @param startedAt when the simulation began, in milliseconds since 1970
   */
  constructor(account: Account, startedAt: number) {
    this.#account = account;
    this.#startedAt = startedAt;
  }

  /** Takes a call that an AWS service has answered. */
  answered(call: AnsweredCall): void {
    if (call.service !== "ec2") return;
    this.#discoveries.answered(call);
    this.#runs.answered(call);
  }

  /** Takes an event of an execution. A state that an error left is exited too, with its input and the error. */
  observe({ type, executionArn, state, Error: error, Cause: cause }: InterpreterEvent): void {
    if (state === undefined) {
      return;
    }
    const input = asFields(state.input);
    const output = asFields(state.output);
    switch (`${type} ${state.name}`) {
      case "StateEntered DiscoverAMIs":
        this.#runs.begin(executionArn);
        this.#discoveries.begin(executionArn);
        break;
      case "StateFailed DiscoverAMIs":
        this.#discoveries.fail(executionArn, readCause(error, cause));
        break;
      case "StateExited DiscoverAMIs":
        if ("discovery_result" in output) this.#discovered(executionArn, asFields(output["discovery_result"]));
        break;
      case "StateExited PrepareCopies":
        if ("summary" in output) this.#left(asList(asFields(input["wave"])["images"]).map(String), output);
        break;
      case "StateExited CheckStatus":
        this.#left([...asList(input["images"]), ...asList(input["ready"])].filter(isUnderWay).map(sourceOf), output);
        break;
      case "StateExited StartCopy":
        if ("source_ami_id" in output) this.#started(output);
        break;
      case "StateEntered FinalizeAMI":
        // A copy that failed is removed there, without a final image.
        if (asFields(input["image"])["action"] !== "discard") this.#enter(sourceOf(input["image"]), "finalizing");
        break;
      case "StateExited FinalizeAMI":
        if ("source_ami_id" in output) this.#finished(output, String(input["execution_id"]));
        break;
      case "StateEntered CopyDeferred":
        this.#end(sourceOf(input["image"]), "deferred");
        break;
      case "StateFailed StartCopy":
      case "StateFailed FinalizeAMI":
        this.#track(sourceOf(input["image"])).reason = readCause(error, cause);
        break;
      case "StateEntered CopyFailed":
      case "StateEntered FinalizationFailed":
        this.#end(sourceOf(input["image"]), "failed");
        break;
      case "StateExited AggregateResults":
        this.#concluded(executionArn, asFields(output["final_result"]));
    }
  }

  /** The images at this moment: those that were discovered, and once a discovery is over the others too. */
  readonly items = (): readonly ItemProgress[] => {
    const others = this.#discoveries.isOver ? this.#sharedIds().filter((id) => !this.#images.has(id)) : [];
    return [...this.#images.values(), ...others.map((id) => this.#untracked(id))].map((image) => this.#view(image));
  };

  /** The ways of all images that are shared or were. */
  records(): readonly ImageRecord[] {
    for (const id of this.#sharedIds()) this.#track(id);
    const inOrder = [...this.#images.values()].sort((left, right) => (left.sourceAmiId < right.sourceAmiId ? -1 : 1));
    return inOrder.map((tracked): ImageRecord => {
      const { sourceAmiId, name, finalAmiId } = tracked;
      this.#leave(tracked);
      const outcome = this.#outcomeOf(tracked) ?? "unfinished";
      const reason = this.#reasonOf(tracked, outcome);
      const registeredBy = finalAmiId === undefined ? undefined : this.#runs.registrarOf(finalAmiId);
      return {
        sourceAmiId,
        name,
        phases: tracked.phases,
        outcome,
        ...(finalAmiId === undefined ? {} : { finalAmiId }),
        ...(registeredBy === undefined ? {} : { registeredBy }),
        ...(reason === undefined ? {} : { reason }),
      };
    });
  }

  /** What the executions say of themselves. */
  runs(): readonly RunRecord[] {
    const { images } = this.#account.ec2.store;
    return this.#runs.records((id) => images.get(id)?.image.State !== "deregistered");
  }

  get #now(): number {
    return this.#account.clock.now - this.#startedAt;
  }

  #sharedIds(): readonly string[] {
    return [...this.#account.ec2.store.images.values()]
      .filter(({ sharedWith }) => sharedWith.size > 0)
      .map(({ image }) => image.ImageId);
  }

  #discovered(executionArn: string, { mode, summary, waves }: Fields): void {
    this.#discoveries.complete(executionArn, String(mode));
    this.#runs.discovered(executionArn, summary);
    const planned = asList(waves).flatMap((wave) => asList(asFields(wave)["images"]));
    for (const id of planned) this.#enter(String(id), "queued");
  }

  #started(output: Fields): void {
    const id = sourceOf(output);
    if (output["status"] !== "copy_initiated") {
      this.#end(id, "deferred");
      return;
    }
    const end = this.#account.ec2.store.images.get(String(output["temp_ami_id"]))?.end;
    this.#track(id).copy =
      end === undefined ? undefined : { startedAt: end.startedAt - this.#startedAt, at: end.at - this.#startedAt };
    this.#enter(id, "copying");
  }

  #finished(output: Fields, executionArn: string): void {
    const id = sourceOf(output);
    if (output["status"] !== "completed") {
      this.#end(id, "failed", String(output["reason"]));
      return;
    }
    this.#track(id).finalAmiId = String(output["final_ami_id"]);
    this.#runs.found(executionArn, id);
    this.#end(id, "done");
  }

  /** The execution has counted: what it gave up without another word has failed. */
  #concluded(executionArn: string, finalResult: Fields): void {
    this.#runs.concluded(executionArn, finalResult);
    for (const failure of asList(finalResult["failures"])) {
      const tracked = this.#images.get(sourceOf(failure));
      if (tracked?.current !== undefined) this.#end(tracked.sourceAmiId, "failed", String(asFields(failure)["reason"]));
    }
  }

  /** Images that went into a state and did not come out of it: their part in the execution is over. */
  #left(before: readonly string[], { images, ready, summary, execution_id }: Fields): void {
    const staying = new Set([...asList(images), ...asList(ready)].map(sourceOf));
    const failures = new Map(
      asList(asFields(summary)["failures"]).map((failure) => [sourceOf(failure), String(asFields(failure)["reason"])]),
    );
    for (const id of before.filter((candidate) => !staying.has(candidate))) {
      const reason = failures.get(id);
      const { finalAmiId, hasTemporary } = ownCopiesOf(this.#account, id);
      if (reason === undefined && finalAmiId !== undefined) {
        this.#foundFinal(id, finalAmiId, String(execution_id));
      } else {
        // Only so many failures are told one by one; what is neither there nor on its way has failed too.
        this.#end(id, reason === undefined && hasTemporary ? "deferred" : "failed", reason);
      }
    }
  }

  /** Another execution was quicker: with an image that was not even started, or with one whose copy this one waited for. */
  #foundFinal(id: string, finalAmiId: string, executionArn: string): void {
    const tracked = this.#track(id);
    const isStarted = tracked.current !== undefined && tracked.current.phase !== "queued";
    if (isStarted || tracked.phases.some(({ phase }) => phase !== "queued")) {
      tracked.finalAmiId = finalAmiId;
      this.#runs.found(executionArn, id);
    }
    this.#end(id, "skipped");
  }

  #enter(id: string, phase: Phase): void {
    const tracked = this.#track(id);
    // An image that one execution works on does not wait for its turn because another one plans it.
    const goesOn = phase === "queued" || phase === tracked.current?.phase;
    if (tracked.current !== undefined && goesOn) return;
    this.#leave(tracked);
    tracked.outcome = undefined;
    tracked.current = { phase, from: this.#now };
  }

  #end(id: string, outcome: ImageOutcome, reason?: string): void {
    const tracked = this.#track(id);
    this.#leave(tracked);
    // What one execution has finished, another one that overlaps it finds done already.
    tracked.outcome = tracked.finalAmiId === undefined || outcome === "failed" ? outcome : "done";
    if (reason !== undefined) {
      tracked.reason = reason;
    }
  }

  /** Closes the current phase. What comes after a copy's end is waiting: nobody has looked yet. */
  #leave(tracked: Tracked): void {
    const { current, copy } = tracked;
    tracked.current = undefined;
    if (current === undefined) {
      return;
    }
    const to = this.#now;
    const copied = Math.min(to, Math.max(current.from, copy?.at ?? current.from));
    if (current.phase !== "copying") {
      tracked.phases.push({ ...current, to });
      return;
    }
    tracked.phases.push({ ...current, to: copied });
    if (copied < to) {
      tracked.phases.push({ phase: "waiting", from: copied, to });
    }
  }

  /** How it ended; undefined while it goes on, and when the executions ended before it did. */
  #outcomeOf({ sourceAmiId, outcome, phases, current }: Tracked): ImageOutcome | undefined {
    if (outcome !== undefined) return outcome;
    if (phases.length > 0 || current !== undefined) return undefined;
    if (!this.#discoveries.has(sourceAmiId)) return "undiscovered";
    return ownCopiesOf(this.#account, sourceAmiId).finalAmiId === undefined ? "deferred" : "skipped";
  }

  #reasonOf({ sourceAmiId, reason }: Tracked, outcome: ImageOutcome): string | undefined {
    if (outcome === "failed") return reason;
    const { region = "" } = this.#account.ec2.store.images.get(sourceAmiId) ?? {};
    return outcome === "undiscovered" ? this.#discoveries.reasonAgainst(region) : undefined;
  }

  #view(tracked: Tracked): ItemProgress {
    const { sourceAmiId, name, current, copy, phases } = tracked;
    const outcome = this.#outcomeOf(tracked);
    const isFinalizing = current?.phase === "finalizing" || phases.some(({ phase }) => phase === "finalizing");
    const copied = copy === undefined ? 0 : copiedShare({ ...copy, state: "available" }, this.#now);
    // Of a copy that failed there is nothing, however far it came.
    const isThere = outcome === "done" || outcome === "skipped" || isFinalizing;
    const share = outcome === "failed" ? 0 : isThere ? 1 : copied;
    const phase = outcome ?? (current?.phase === "copying" && share === 1 ? "waiting" : current?.phase) ?? "queued";
    return { id: sourceAmiId, name, phase, share };
  }

  #track(sourceAmiId: string): Tracked {
    const known = this.#images.get(sourceAmiId);
    if (known !== undefined) {
      return known;
    }
    const tracked = this.#untracked(sourceAmiId);
    this.#images.set(sourceAmiId, tracked);
    return tracked;
  }

  #untracked(sourceAmiId: string): Tracked {
    const name = this.#account.ec2.store.images.get(sourceAmiId)?.image.Name ?? sourceAmiId;
    return { sourceAmiId, name, phases: [], current: undefined, copy: undefined, outcome: undefined };
  }
}

function isUnderWay(entry: unknown): boolean {
  return ["pending", "copy_initiated"].includes(String(asFields(entry)["status"]));
}

import type { Account } from "../../account.ts";
import { copiedShare } from "../../aws/ec2/view.ts";
import type { InterpreterEvent } from "../../step-functions/history.ts";
import type { ItemProgress } from "../simulated-module.ts";
import type { ImageOutcome, ImageRecord, Phase } from "./record.ts";

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

type Fields = Readonly<Record<string, unknown>>;

/**
 * Follows the images through the copier's workflow by what goes into its states and comes out of them. This is the one place
 * that knows the copier's states by name.
 */
export class Progress {
  readonly #account: Account;
  readonly #startedAt: number;
  readonly #images = new Map<string, Tracked>();

  /**
   * @param account where the images are shared
   * @param startedAt when the simulation began, in milliseconds since 1970
   */
  constructor(account: Account, startedAt: number) {
    this.#account = account;
    this.#startedAt = startedAt;
  }

  /** Takes an event of an execution. */
  observe({ type, state, Error: error, Cause: cause }: InterpreterEvent): void {
    if (state === undefined) {
      return;
    }
    const input = asFields(state.input);
    const output = asFields(state.output);
    switch (`${type} ${state.name}`) {
      case "StateExited DiscoverAMIs":
        for (const id of plannedIn(asFields(output["discovery_result"])["waves"])) this.#enter(id, "queued");
        break;
      case "StateExited PrepareCopies":
        this.#left(
          asList(asFields(input["wave"])["images"]).map(String),
          asList(output["images"]),
          asFields(output["summary"]),
          {},
        );
        break;
      case "StateExited CheckStatus":
        this.#left(
          [...asList(input["images"]), ...asList(input["ready"])].filter(isUnderWay).map(sourceOf),
          [...asList(output["images"]), ...asList(output["ready"])],
          asFields(output["summary"]),
          asFields(input["summary"]),
        );
        break;
      case "StateExited StartCopy":
        this.#started(output);
        break;
      case "StateEntered FinalizeAMI":
        this.#enter(sourceOf(input["image"]), "finalizing");
        break;
      case "StateExited FinalizeAMI":
        this.#finished(output);
        break;
      case "StateEntered CopyDeferred":
        this.#end(sourceOf(input["image"]), "deferred");
        break;
      case "StateFailed StartCopy":
      case "StateFailed FinalizeAMI":
        this.#track(sourceOf(input["image"])).reason = `${error ?? ""}: ${messageOf(cause)}`;
        break;
      case "StateEntered CopyFailed":
      case "StateEntered FinalizationFailed":
        this.#end(sourceOf(input["image"]), "failed");
    }
  }

  /** The images at this moment. */
  readonly items = (): readonly ItemProgress[] => [...this.#images.values()].map((image) => this.#view(image));

  /** The ways of all images that are shared or were. */
  records(): readonly ImageRecord[] {
    for (const { image, sharedWith } of this.#account.ec2.store.images.values()) {
      if (sharedWith.size > 0) this.#track(image.ImageId);
    }
    const inOrder = [...this.#images.values()].sort((left, right) => (left.sourceAmiId < right.sourceAmiId ? -1 : 1));
    return inOrder.map((tracked) => {
      const { sourceAmiId, name, finalAmiId, reason } = tracked;
      this.#leave(tracked);
      return {
        sourceAmiId,
        name,
        phases: tracked.phases,
        outcome: tracked.outcome ?? (tracked.phases.length === 0 ? "skipped" : "unfinished"),
        ...(finalAmiId === undefined ? {} : { finalAmiId }),
        ...(reason === undefined || tracked.outcome !== "failed" ? {} : { reason }),
      };
    });
  }

  get #now(): number {
    return this.#account.clock.now - this.#startedAt;
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

  #finished(output: Fields): void {
    const id = sourceOf(output);
    if (output["status"] !== "completed") {
      this.#end(id, "failed", String(output["reason"]));
      return;
    }
    this.#track(id).finalAmiId = String(output["final_ami_id"]);
    this.#end(id, "done");
  }

  /** Images that went into a state and did not come out of it: their part is over, and the summary counts it. */
  #left(before: readonly string[], after: readonly unknown[], summary: Fields, earlier: Fields): void {
    const staying = new Set(after.map(sourceOf));
    const isDeferred = Number(summary["deferred"]) > Number(earlier["deferred"] ?? 0);
    const failures = new Map(
      asList(summary["failures"]).map((failure) => [sourceOf(failure), String(asFields(failure)["reason"])]),
    );
    for (const id of before.filter((candidate) => !staying.has(candidate))) {
      const reason = failures.get(id);
      this.#end(id, reason === undefined ? (isDeferred ? "deferred" : "skipped") : "failed", reason);
    }
  }

  #enter(id: string, phase: Phase): void {
    const tracked = this.#track(id);
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

  #view({ sourceAmiId, name, current, outcome, copy, phases }: Tracked): ItemProgress {
    const isCopied = phases.some(({ phase }) => phase === "finalizing") || current?.phase === "finalizing";
    const copied =
      isCopied || outcome === "done"
        ? 1
        : copy === undefined
          ? 0
          : copiedShare({ ...copy, state: "available" }, this.#now);
    const phase = outcome ?? (current?.phase === "copying" && copied === 1 ? "waiting" : current?.phase) ?? "queued";
    return { id: sourceAmiId, name, phase, share: copied };
  }

  #track(sourceAmiId: string): Tracked {
    const known = this.#images.get(sourceAmiId);
    if (known !== undefined) {
      return known;
    }
    const name = this.#account.ec2.store.images.get(sourceAmiId)?.image.Name ?? sourceAmiId;
    const tracked = { sourceAmiId, name, phases: [], current: undefined, copy: undefined, outcome: undefined };
    this.#images.set(sourceAmiId, tracked);
    return tracked;
  }
}

/** Ids of the images in planned waves. */
function plannedIn(waves: unknown): readonly string[] {
  return asList(waves).flatMap((wave) => asList(asFields(wave)["images"]).map(String));
}

function isUnderWay(entry: unknown): boolean {
  return ["pending", "copy_initiated"].includes(String(asFields(entry)["status"]));
}

function sourceOf(entry: unknown): string {
  return String(asFields(entry)["source_ami_id"]);
}

/** The message in what Lambda reports, which is JSON. */
function messageOf(cause: string | undefined): string {
  try {
    return String(asFields(JSON.parse(cause ?? ""))["errorMessage"]);
  } catch {
    return cause ?? "";
  }
}

function asFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

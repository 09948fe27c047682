import * as z from "zod";
import type { InterpreterEvent } from "../../step-functions/history.ts";
import type { Follower, ItemProgress } from "../simulated-module.ts";
import type { SweeperPart, SweepOutcome, SweptImage } from "./record.ts";

const image = z.object({ image_id: z.string(), name: z.string() });
const found = z.object({ images: z.array(image) });
const item = z.object({ image });

interface Tracked {
  readonly id: string;
  readonly name: string;
  from?: number;
  to?: number;
  outcome?: SweepOutcome;
}

/** Follows the images through the workflow. This is the one place in the simulator that knows its states by name. */
export class Progress implements Pick<Follower<SweeperPart>, "observe" | "items"> {
  readonly #now: () => number;
  readonly #images = new Map<string, Tracked>();

  /** @param now milliseconds since the simulation began */
  constructor(now: () => number) {
    this.#now = now;
  }

  readonly observe = ({ type, state }: InterpreterEvent): void => {
    switch (`${type} ${state?.name ?? ""}`) {
      case "StateExited FindImages":
        for (const { image_id: id, name } of found.parse(state?.output).images) this.#images.set(id, { id, name });
        break;
      case "StateEntered RemoveImage":
        this.#track(state?.input).from = this.#now();
        break;
      case "StateExited RemoveImage":
        this.#end(state?.input, "removed");
        break;
      case "StateEntered RemovalFailed":
        this.#end(state?.input, "failed");
    }
  };

  readonly items = (): readonly ItemProgress[] =>
    [...this.#images.values()].map(({ id, name, from, outcome }) => ({
      id,
      name,
      phase: outcome ?? (from === undefined ? "due" : "removing"),
      share: outcome === "removed" ? 1 : 0,
    }));

  /** The images that were due, as far as they came. */
  records(): readonly SweptImage[] {
    return [...this.#images.values()].map(({ id, name, from, to = this.#now(), outcome = "unfinished" }) => ({
      id,
      name,
      phases: from === undefined ? [] : [{ phase: "removing" as const, from, to }],
      outcome,
    }));
  }

  #end(input: unknown, outcome: SweepOutcome): void {
    Object.assign(this.#track(input), { to: this.#now(), outcome });
  }

  #track(input: unknown): Tracked {
    const { image_id: id, name } = item.parse(input).image;
    const tracked = this.#images.get(id) ?? { id, name };
    this.#images.set(id, tracked);
    return tracked;
  }
}

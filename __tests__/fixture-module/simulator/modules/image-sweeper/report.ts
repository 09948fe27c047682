import { countOutcomes } from "../../report/selection.ts";
import { table, text } from "../../report/table.ts";
import { timeline, type TimelineWords } from "../../report/timeline.ts";
import { counted } from "../../report/words.ts";
import type { ModuleReport, ModuleSummary } from "../simulated-module.ts";
import type { SweeperPart, SweepOutcome } from "./record.ts";

const words: TimelineWords<"removing", SweepOutcome> = {
  noun: "image",
  phases: { removing: { meaning: "EC2 is asked to remove it", colour: "blue" } },
  outcomes: {
    failed: { meaning: "it could not be removed", tone: "bad" },
    unfinished: { meaning: "the executions ended before it was removed", tone: "neutral" },
    removed: { meaning: "it is gone, with its snapshots", tone: "good" },
  },
};

const outcomes = Object.keys(words.outcomes) as readonly SweepOutcome[];

/** What the report shows of image-sweeper: the images that were due, and those that are left. */
export const report: ModuleReport<SweeperPart> = {
  headline: ({ images }) => `images: ${countOutcomes(images, outcomes) || "none due"}`,
  items: ({ images, endedAt }) => timeline(images, words, endedAt),
  end: ({ account: { images } }) =>
    table(
      "Images that stay",
      [text("Name"), text("State")],
      images.map(({ name, state }) => ({ cells: [name, state] })),
    ),
};

/** What the command prints at the end. */
export const summary: ModuleSummary<SweeperPart> = {
  execution: ({ status, output }) => {
    const { message = "nothing was due" } = (output ?? {}) as { readonly message?: string };
    return { lines: status === "SUCCEEDED" ? [message] : [], failures: [] };
  },
  end: ({ account: { images, snapshots } }) => [
    `The account holds ${counted(images.length, "image")} and ${counted(snapshots.length, "snapshot")}.`,
    ...images.map(({ id, name, state }) => `  ${id}  ${state}  ${name}`),
  ],
};

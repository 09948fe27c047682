import { countOutcomes } from "../../../report/selection.ts";
import { timeline, type TimelineWords } from "../../../report/timeline.ts";
import type { ModuleReport } from "../../simulated-module.ts";
import { type CopierPart, type ImageOutcome, outcomes, type Phase } from "../record.ts";
import { imageTable } from "./image-table.ts";

const words: TimelineWords<Phase, ImageOutcome> = {
  noun: "image",
  phases: {
    queued: { meaning: "waits for its turn", colour: "grey" },
    copying: { meaning: "EC2 copies it", colour: "blue" },
    waiting: { meaning: "copied, and not noticed yet", colour: "amber" },
    finalizing: { meaning: "the final image is registered", colour: "purple" },
  },
  outcomes: {
    failed: { meaning: "there is no final image, for the reason below it", tone: "bad" },
    unfinished: { meaning: "the executions ended before it did", tone: "neutral" },
    undiscovered: { meaning: "no execution discovered it, for the reason below it", tone: "warning" },
    deferred: { meaning: "left to a later execution", tone: "neutral" },
    done: { meaning: "the final image is there", tone: "good" },
    skipped: { meaning: "there was nothing to do", tone: "neutral" },
  },
};

/** What the report shows of ami-copier: the way of each image, and what the account holds at the end. */
export const report: ModuleReport<CopierPart> = {
  headline: ({ images }) => `images: ${countOutcomes(images, outcomes) || "none"}`,
  items: ({ images, endedAt }) =>
    timeline(
      images.map(({ sourceAmiId, ...image }) => ({ id: sourceAmiId, ...image })),
      words,
      endedAt,
    ),
  end: ({ account }) => imageTable(account),
};

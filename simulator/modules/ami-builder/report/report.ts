import { html } from "../../../report/markup.ts";
import { countOutcomes } from "../../../report/selection.ts";
import { timeline, type TimelineWords } from "../../../report/timeline.ts";
import type { ModuleReport } from "../../simulated-module.ts";
import { type BuilderPart, type CellOutcome, outcomes, type Phase } from "../record.ts";
import { imageTable, instanceTable, parameterTable, stepTable, testTable } from "./tables.ts";

const words: TimelineWords<Phase, CellOutcome> = {
  noun: "cell",
  phases: {
    queued: { meaning: "waits for its turn", colour: "grey" },
    plan: { meaning: "it is decided and claimed", colour: "grey" },
    probe: { meaning: "the host is asked whether it is ready", colour: "amber" },
    launch: { meaning: "the builder starts", colour: "amber" },
    prepare: { meaning: "the builder becomes quiet", colour: "amber" },
    steps: { meaning: "the template's steps run", colour: "blue" },
    tests: { meaning: "tests run on the builder", colour: "purple" },
    hygiene: { meaning: "what an image must not keep is removed", colour: "grey" },
    stop: { meaning: "the builder stops", colour: "amber" },
    image: { meaning: "EC2 makes the image", colour: "blue" },
    verify: { meaning: "the image boots and is tested", colour: "purple" },
    publish: { meaning: "copies, sharing, parameters", colour: "amber" },
  },
  outcomes: {
    failed: { meaning: "there is no image, or not everywhere, for the reason below it", tone: "bad" },
    blocked: { meaning: "the template that it is based on has failed", tone: "bad" },
    unfinished: { meaning: "the executions ended before it did", tone: "neutral" },
    deferred: { meaning: "another execution works on it", tone: "neutral" },
    built: { meaning: "the image is there and published", tone: "good" },
    captured: { meaning: "the image of the host is there and published", tone: "good" },
    passed: { meaning: "the image passed its tests", tone: "good" },
    skipped: { meaning: "there was nothing to do", tone: "neutral" },
  },
};

/** What the report shows of ami-builder: the way of each cell with its tests and steps, and what there is at the end. */
export const report: ModuleReport<BuilderPart> = {
  headline: ({ cells }) => `cells: ${countOutcomes(cells, outcomes) || "none due"}`,
  items: ({ cells, endedAt }) => html`${timeline(cells, words, endedAt)}${testTable(cells)}${stepTable(cells)}`,
  end: (record) => html`${parameterTable(record)}${imageTable(record)}${instanceTable(record)}`,
};

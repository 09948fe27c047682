import type { Bench } from "../../bench.ts";
import type { BuilderPart } from "../record.ts";

/** What `npm run bench` measures of ami-builder. */
export const bench: Bench<BuilderPart> = {
  zipGoals: { others: 160_000 },
  introduction: "",
  figures: { transitions: { label: "state transitions", digits: 0 } },
  situations: {},
  count: ({ executions }) => ({ transitions: executions.reduce((sum, { transitions }) => sum + transitions, 0) }),
};

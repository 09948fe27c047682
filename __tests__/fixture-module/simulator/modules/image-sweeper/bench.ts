import type { Bench } from "../bench.ts";
import type { SweeperPart } from "./record.ts";

/** What `npm run bench` measures of image-sweeper. */
export const bench: Bench<SweeperPart> = {
  zipGoals: { others: 120_000 },
  introduction: "The lower bound is a listing, and a call for each image.",
  figures: {
    ec2Calls: { label: "EC2 calls", digits: 0 },
    transitions: { label: "state transitions", digits: 0 },
  },
  situations: {
    "10 images are due": {
      scenario: { old_images: 10 },
      references: { "lower bound": { ec2Calls: 11 } },
      goals: { ec2Calls: 11 },
    },
    "nothing is due": {
      scenario: { old_images: 0 },
      references: { "lower bound": { ec2Calls: 1 } },
      goals: { ec2Calls: 1 },
    },
  },
  count: ({ calls, executions }) => ({
    ec2Calls: calls.filter(({ service }) => service === "ec2").length,
    transitions: executions.reduce((sum, { transitions }) => sum + transitions, 0),
  }),
};

import { costOfCalls } from "../../../report/cost.ts";
import type { Bench, BenchSituation } from "../../bench.ts";
import type { CopierPart, CopierRecord } from "../record.ts";
import { type CopyFigures, lowerBound, original, type Situation } from "./references.ts";

const usual = { composes: 100, copyMinutes: 30, waitMinutes: 5 };
const millisecondsPerMinute = 60_000;

/** What `npm run bench` measures of ami-copier. */
export const bench: Bench<CopierPart> = {
  // A function that asks more than EC2 may be larger.
  zipGoals: { initiator: 220_000, others: 120_000 },
  introduction:
    `Copies of ${usual.copyMinutes} minutes, looked at every ${usual.waitMinutes}, ${usual.composes} composes at Red Hat. Counted by the simulator;\n` +
    "the original's figures and the lower bound follow from formulas; the bound of transitions is a design with four for each image.\n" +
    "Costs are those of transitions and requests.",
  figures: {
    ec2Calls: { label: "EC2 calls", digits: 0 },
    redHatCalls: { label: "Red Hat calls", digits: 0 },
    transitions: { label: "state transitions", digits: 0 },
    invocations: { label: "invocations", digits: 0 },
    minutes: { label: "wall clock, minutes", digits: 1 },
    dollars: { label: "cost, US dollars", digits: 6 },
  },
  situations: {
    "1 new image": measured({ ...usual, fresh: 1, old: 0 }),
    "10 new images": measured({ ...usual, fresh: 10, old: 0 }),
    "50 new images": measured({ ...usual, fresh: 50, old: 0 }),
    "nothing new, 50 old images": measured({ ...usual, fresh: 0, old: 50 }),
  },
  count: (record) => withCost(count(record)),
};

/** A situation with the module's default settings. */
function measured(situation: Situation): BenchSituation {
  const { fresh, old, composes, copyMinutes, waitMinutes } = situation;
  return {
    scenario: {
      images: [
        { count: old, earlier: "copied" },
        { count: fresh, earlier: "none" },
      ],
      composes,
      copy_minutes: copyMinutes,
      variables: { status_check_wait_time: waitMinutes * 60 },
    },
    references: { original: withCost(original(situation)), "lower bound": withCost(lowerBound(situation)) },
    goals: goalsOf(situation),
  };
}

function goalsOf(situation: Situation) {
  const { fresh, copyMinutes, waitMinutes } = situation;
  const waves = Math.ceil(fresh / 20);
  return {
    ec2Calls: fresh === 0 ? 3 : 1.3 * lowerBound(situation).ec2Calls,
    ...(fresh === 10 ? { redHatCalls: 25 } : {}),
    minutes: waves * (copyMinutes + waitMinutes),
  };
}

function count({ calls, executions, invocations, endedAt }: CopierRecord): CopyFigures {
  return {
    ec2Calls: calls.filter(({ service }) => service === "ec2").length,
    redHatCalls: calls.filter(({ service }) => service === "redhat").length,
    transitions: executions.reduce((sum, execution) => sum + execution.transitions, 0),
    invocations: invocations.length,
    minutes: endedAt / millisecondsPerMinute,
  };
}

/** With what transitions and requests cost; what functions' time costs differs from machine to machine. */
function withCost(figures: CopyFigures) {
  return { ...figures, dollars: costOfCalls(figures.transitions, figures.invocations) };
}

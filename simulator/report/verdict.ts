import type { SimulationRecord } from "../core/record.ts";
import { counted } from "./words.ts";

/** How a simulation ended. */
export interface Verdict {
  /** Whether all executions succeeded, all events reached their targets and all faults hit something. */
  readonly isGood: boolean;
  /** What was good or bad, in a few words. */
  readonly text: string;
}

/** What is judged of a simulation. */
type Judged = Pick<SimulationRecord, "executions" | "events" | "faults">;

/** Most executions that are named. */
const maxExecutions = 3;

/** Says how a simulation ended. */
export function verdictOf({ executions, events, faults }: Judged): Verdict {
  const lost = events.flatMap(({ deliveries }) => deliveries.filter(({ outcome }) => outcome !== "ok")).length;
  const missed = faults.filter(({ hits }) => hits === 0).length;
  const areGood = executions.every(({ status }) => status === "SUCCEEDED");
  const parts = [
    describeExecutions(executions),
    ...(missed > 0 ? [`${counted(missed, "fault")} hit nothing`] : []),
    ...(lost > 0 ? [`${counted(lost, "event")} did not reach ${lost === 1 ? "its target" : "their targets"}`] : []),
  ];
  return { isGood: areGood && lost === 0 && missed === 0, text: parts.join("; ") };
}

function describeExecutions(executions: SimulationRecord["executions"]): string {
  if (executions.length <= maxExecutions) {
    return executions.map(({ name, status }) => `${name} ${status}`).join(", ") || "no execution";
  }
  const statuses = [...new Set(executions.map(({ status }) => status))].sort();
  const counts = statuses.map((status) => `${executions.filter((own) => own.status === status).length} ${status}`);
  return `${counted(executions.length, "execution")}: ${counts.join(", ")}`;
}

import { type InstanceRole, instanceRoles } from "../contract.ts";
import { phases, type Work } from "../shapes.ts";
import { later } from "./moments.ts";
import { again } from "./polling.ts";

/** Seconds in which an instance profile, or an image, may not show although it is there. */
const lateSeconds = 2 * 60;

/** Nothing has been sent yet. */
export const noCommand: Work["command"] = { index: 0, attempt: 0, id: null, sends: 0 };

/** What work on an instance of a role is called while it is launched. */
export function launchPhase(role: InstanceRole): string {
  return role === instanceRoles.verifier ? phases.verify : phases.launch;
}

/** Whether an action is asked for again: it said so itself, or a look did. */
export function isAgain({ check }: Pick<Work, "check">): boolean {
  return check.state === "again" || check.state === "relaunch";
}

/** The work as a launch begins: with the first candidate, unless it has begun already. */
export function beginLaunch(work: Work, role: InstanceRole, now: Date): Work {
  const phase = launchPhase(role);
  if (isAgain(work)) return work;
  const since = now.toISOString();
  const fresh = { phase, candidate: 0, on_demand: false, instance_id: null, command: noCommand };
  return { ...work, ...fresh, since, deadline: later(now, lateSeconds) };
}

/** The work as it is when a candidate is to be tried after so many seconds. */
export function tryNext(work: Work, candidate: number, waitSeconds: number, now: Date): Work {
  const since = later(now, waitSeconds);
  return { ...work, candidate, since, deadline: later(since, lateSeconds), check: again(waitSeconds) };
}

/**
 * The work as it is when its instance is lost and another one is to be launched: as an attempt of its own, since a token belongs to one
 * instance for good, and on demand.
 */
export function relaunched(work: Work, role: InstanceRole, now: Date, state: "again" | "relaunch"): Work {
  return {
    ...tryNext(work, work.candidate, 0, now),
    attempt: work.attempt + 1,
    on_demand: true,
    phase: launchPhase(role),
    instance_id: null,
    command: noCommand,
    check: { state, wait_seconds: 0 },
  };
}

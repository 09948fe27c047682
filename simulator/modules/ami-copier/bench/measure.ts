import type { SimulationRecord } from "../../../core/record.ts";
import { prices } from "../../../report/prices.ts";
import { parseScenario } from "../../../scenario/schema.ts";
import { simulate } from "../../../simulation.ts";
import type { Figures, Situation } from "./references.ts";

const millisecondsPerMinute = 60_000;

/**
 * Simulates a situation with the module's default settings and counts.
 *
 * @param situation what is there
 * @param moduleFolder folder of the synthesized module
 */
export async function measure(situation: Situation, moduleFolder: string): Promise<Figures> {
  const { fresh, old, composes, copyMinutes, waitMinutes } = situation;
  const scenario = parseScenario({
    images: [
      { count: old, earlier: "copied" },
      { count: fresh, earlier: "none" },
    ],
    composes,
    copy_minutes: copyMinutes,
    variables: { status_check_wait_time: waitMinutes * 60 },
  });
  return count(await simulate(scenario, moduleFolder));
}

/** @throws Error when an execution did not succeed, as its figures would say nothing */
function count({ calls, executions, invocations, endedAt }: SimulationRecord): Figures {
  const failed = executions.find(({ status }) => status !== "SUCCEEDED");
  if (failed !== undefined) {
    throw new Error(`${failed.name} ended as ${failed.status}: ${failed.cause ?? ""}`);
  }
  const transitions = executions.reduce((sum, execution) => sum + execution.transitions, 0);
  return {
    ec2Calls: calls.filter(({ service }) => service === "ec2").length,
    redHatCalls: calls.filter(({ service }) => service === "redhat").length,
    transitions,
    invocations: invocations.length,
    minutes: endedAt / millisecondsPerMinute,
    dollars: costOfCalls(transitions, invocations.length),
  };
}

/** What state transitions and requests of functions cost, in US dollars. */
export function costOfCalls(transitions: number, requests: number): number {
  return transitions * prices.stateTransition.price + requests * prices.lambdaRequest.price;
}

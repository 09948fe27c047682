import { ScenarioError } from "../../scenario/schema.ts";
import type { Stage } from "../simulated-module.ts";
import type { BuilderScenario } from "./scenario.ts";

const millisecondsPerMinute = 60_000;
const millisecondsPerDay = 1_440 * millisecondsPerMinute;

/** Of the module's state machines, the one that builds. */
export function buildMachine(names: readonly string[]): string | undefined {
  return names.find((name) => name.endsWith("-ami-builder"));
}

/**
 * Lets happen what was before the simulation begins: a real execution, which ends well or is stopped on its way.
 *
 * @throws ScenarioError when it ends otherwise
 */
export async function runEarlier(
  { account, installation, execute }: Stage,
  { earlier, earlier_minutes, earlier_days }: BuilderScenario,
): Promise<void> {
  if (earlier === "none") return;
  const isStopped = earlier === "stopped";
  const {
    status,
    error = "",
    cause = "",
  } = await execute({
    stateMachine: buildMachine(installation.stateMachines),
    name: earlier,
    at: 0,
    input: {},
    stopAfter: isStopped ? earlier_minutes * millisecondsPerMinute : undefined,
  });
  if (status !== (isStopped ? "ABORTED" : "SUCCEEDED")) {
    throw new ScenarioError(
      `The execution ${earlier}, which makes what was there before, ended as ${status}: ${error} ${cause}. Correct what it stumbled on, or leave earlier out.`,
    );
  }
  await account.clock.sleepUntil(account.clock.now + earlier_days * millisecondsPerDay);
}

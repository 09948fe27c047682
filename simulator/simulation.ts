import { fileURLToPath } from "node:url";
import { type Account, accountId, openAccount, partition } from "./account.ts";
import { awsTypes } from "./aws/computed.ts";
import type { EventRule } from "./aws/events/resources.ts";
import { FaultPlan } from "./core/faults.ts";
import { LogBook } from "./core/log-book.ts";
import type { ExecutionRecord, SimulationRecord } from "./core/record.ts";
import { install, type Installation, type Observer } from "./installation.ts";
import type { Follower, ItemProgress, SimulatedModule, World } from "./modules/simulated-module.ts";
import { makeRecord } from "./recording.ts";
import { putBuckets } from "./scenario/buckets.ts";
import { listKeys } from "./scenario/keys.ts";
import { disabledRemarks, planFirings, type PlannedFiring, type PlannedRun, planRuns } from "./scenario/runs.ts";
import type { Scenario } from "./scenario/schema.ts";
import { evaluateModule } from "./terraform/evaluate.ts";

/** The virtual date a simulation begins with. */
const firstMoment = Date.parse("2026-01-01T00:00:00.000Z");

/** How a scenario is simulated, and who watches. */
export interface SimulationOptions {
  /** Folder of the synthesized module; the one in `dist-module/` when left out. */
  readonly moduleFolder?: string;
  /**
   * Is told when an execution has come further.
   *
   * @param items gives every item of the module that is known so far
   * @param now milliseconds since the simulation began
   */
  readonly progress?: (items: () => readonly ItemProgress[], now: number) => void;
  /**
   * Is told of every line that a function logs.
   *
   * @param now milliseconds since the simulation began; negative for what happened before
   */
  readonly log?: (functionName: string, line: string, now: number) => void;
  /**
   * Is told how many executions are started, before the first of them and before what belongs to the past.
   *
   * @param runs those of the scenario, or the firings of the schedules that it follows
   */
  readonly planned?: (runs: number) => void;
}

/** A scenario that is set up, up to its first moment. Close it at the end. */
export interface Simulation<Part extends object = object, Own extends World<Part> = World<Part>> {
  readonly account: Account;
  readonly installation: Installation;
  /** What the module's scenario has put beside it. */
  readonly world: Own;
  /** When it begins, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Starts an execution of the plan at its time, and ends with it. */
  readonly execute: (run: PlannedRun) => Promise<ExecutionRecord>;
  /** All executions since it began, whoever started them, once nothing is under way any more. */
  readonly settled: () => Promise<readonly ExecutionRecord[]>;
  /** What happened since it began, with what there is to remark on beside what was made up. */
  readonly record: (executions: readonly ExecutionRecord[], remarks?: readonly string[]) => SimulationRecord<Part>;
  readonly close: () => Promise<void>;
}

/**
 * Simulates a scenario from its beginning to its end.
 *
 * @param module what is simulated
 * @param scenario what is there, what goes wrong, what is started when
 * @throws InvalidVariablesError when the module refuses its inputs, ScenarioError
 */
export async function simulate<Fields extends object, Part extends object, Own extends World<Part>>(
  module: SimulatedModule<Fields, Part, Own>,
  scenario: Scenario<Fields>,
  options: SimulationOptions = {},
): Promise<SimulationRecord<Part>> {
  const simulation = await openSimulation(module, scenario, options);
  try {
    const { account, installation, startedAt } = simulation;
    const firings = planFirings(scenario, installation.schedules, startedAt);
    if (scenario.twice) account.events.settings.deliveries = twiceWhenScheduled;
    await Promise.all([
      ...plannedRuns(module, scenario, installation).map(simulation.execute),
      fireInTurn(installation, firings, startedAt),
    ]);
    return simulation.record(await simulation.settled(), disabledRemarks(scenario, installation.schedules));
  } finally {
    await simulation.close();
  }
}

/**
 * Sets a scenario up: an account of its own, the module's functions in processes, its state machines ready to be started, and
 * beside them what the scenario says.
 *
 * @throws InvalidVariablesError when the module refuses its inputs
 */
export async function openSimulation<Fields extends object, Part extends object, Own extends World<Part>>(
  module: SimulatedModule<Fields, Part, Own>,
  scenario: Scenario<Fields>,
  { moduleFolder = committedFolder(module), progress, planned, log }: SimulationOptions = {},
): Promise<Simulation<Part, Own>> {
  const { region } = scenario;
  const world = module.open(scenario);
  const evaluated = await evaluateModule(moduleFolder, world.variables, { accountId, partition, region }, awsTypes);
  const { keys, remarks } = listKeys(scenario, world.keyIds);
  const account = await openAccount({
    region,
    start: firstMoment,
    keys,
    hosts: world.hosts,
    seed: scenario.seed,
  });
  putBuckets(account.s3, scenario);
  // Nobody follows what happens before the simulation begins.
  const logBook = new LogBook();
  let begun: { readonly follower: Follower<Part>; readonly at: number } | undefined;
  const observer: Observer = {
    execution: (event) => {
      if (begun === undefined) return;
      begun.follower.observe(event);
      progress?.(begun.follower.items, account.clock.now - begun.at);
    },
    log: (functionName, line) => {
      const now = account.clock.now - (begun?.at ?? Infinity);
      if (begun !== undefined) logBook.take(functionName, line, now);
      log?.(functionName, line, now);
    },
  };
  const installation = await install(account, evaluated, observer).catch(async (error: unknown) => {
    await account.close();
    throw error;
  });
  const close = async () => {
    await installation.close();
    await account.close();
  };
  try {
    planned?.(countRuns(module, scenario, installation, account.clock.now));
    const executeSince = (since: number) => (run: PlannedRun) => execute(account, installation, run, since);
    await world.prepare({ account, installation, execute: (run) => executeSince(account.clock.now)(run) });
    await account.settled();
    const startedAt = account.clock.now;
    const follower = world.follow(account, startedAt);
    begun = { follower, at: startedAt };
    account.answerObservers.add((call) => follower.answered?.(call));
    const faults = new FaultPlan(scenario.faults);
    account.plan(faults);
    account.recordFrom(startedAt);
    const executionsBefore = (await account.stateMachines.records()).length;
    const [callsBefore, invocationsBefore] = [account.calls.length, installation.invocations.length];
    return {
      account,
      installation,
      world,
      startedAt,
      execute: executeSince(startedAt),
      settled: async () => {
        await account.settled();
        return (await account.stateMachines.records()).slice(executionsBefore);
      },
      record: (executions, moreRemarks = []) => ({
        ...makeRecord({
          account,
          startedAt,
          executions,
          calls: account.calls.slice(callsBefore),
          invocations: installation.invocations.slice(invocationsBefore),
          inputs: evaluated.inputs.map((input) => (input.isSensitive ? { ...input, value: null } : input)),
          logs: logBook.records,
          faults: faults.records,
          remarks: [...world.remarks, ...remarks, ...moreRemarks],
        }),
        ...follower.part(),
      }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Executions that a scenario starts, about: what belongs to the past moves the moments of crons. */
function countRuns(
  module: Pick<SimulatedModule, "mainMachine">,
  scenario: Scenario,
  installation: Installation,
  now: number,
): number {
  const firings = planFirings(scenario, installation.schedules, now).length * (scenario.twice ? 2 : 1);
  return plannedRuns(module, scenario, installation).length + firings;
}

function plannedRuns(
  { mainMachine }: Pick<SimulatedModule, "mainMachine">,
  scenario: Scenario,
  { stateMachines }: Installation,
): readonly PlannedRun[] {
  return planRuns(scenario, stateMachines, mainMachine?.(stateMachines));
}

/** One after the other, so that a month of minutes waits for no more than one timer at a time. */
async function fireInTurn(
  installation: Installation,
  firings: readonly PlannedFiring[],
  startedAt: number,
): Promise<void> {
  for (const { ruleName, at } of firings) await installation.fire(ruleName, startedAt + at);
}

/** A schedule comes twice, another event once. */
function twiceWhenScheduled({ scheduleExpression }: EventRule): number {
  return scheduleExpression === undefined ? 1 : 2;
}

/** Where `npm run synth` writes a module. */
function committedFolder({ folder }: Pick<SimulatedModule, "folder">): string {
  return fileURLToPath(new URL(`../dist-module/${folder}`, import.meta.url));
}

async function execute(
  account: Account,
  installation: Installation,
  run: PlannedRun,
  since: number,
): Promise<ExecutionRecord> {
  await account.clock.sleepUntil(since + run.at);
  const stop = new AbortController();
  if (run.stopAfter !== undefined) {
    account.clock.setTimer(() => {
      stop.abort();
    }, run.stopAfter);
  }
  const { stateMachine, name, input } = run;
  return installation.start({ stateMachine, name, input, since, stop: stop.signal });
}

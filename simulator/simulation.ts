import { RedHatApi } from "./modules/ami-copier/red-hat/api.ts";
import { redHatHost } from "./modules/ami-copier/red-hat/host.ts";
import { type Account, accountId, openAccount, partition } from "./account.ts";
import { awsTypes } from "./aws/computed.ts";
import { readEventRules } from "./aws/events/resources.ts";
import { install, type Installation } from "./installation.ts";
import { evaluateModule } from "./terraform/evaluate.ts";
import { type ImageProgress, Progress } from "./modules/ami-copier/progress.ts";
import type { ExecutionRecord, SimulationRecord } from "./core/record.ts";
import { makeRecord } from "./recording.ts";
import { listKeys } from "./scenario/keys.ts";
import { populate, type SharedImage } from "./modules/ami-copier/populate.ts";
import {
  existingParameters,
  existingSecrets,
  knownCredentials,
  withRedHat,
} from "./modules/ami-copier/red-hat/credentials.ts";
import { type PlannedRun, planRuns } from "./scenario/schedule.ts";
import type { Scenario } from "./scenario/schema.ts";
import { FaultPlan } from "./core/faults.ts";

/** The virtual date a simulation begins with. */
const firstMoment = Date.parse("2026-01-01T00:00:00.000Z");
const millisecondsPerMinute = 60_000;

/** Who watches a simulation. */
export interface Watcher {
  /**
   * Is told when an execution has come further.
   *
   * @param images gives every image that is known so far
   * @param now milliseconds since the simulation began
   */
  readonly progress?: (images: () => readonly ImageProgress[], now: number) => void;
  /** Is told of every line that a function logs. */
  readonly log?: (functionName: string, line: string) => void;
}

/** A scenario that is set up, up to its first moment. Close it at the end. */
export interface Simulation {
  readonly account: Account;
  readonly installation: Installation;
  /** The shared images, in the scenario's order. */
  readonly shared: readonly SharedImage[];
  /** When it begins, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Starts an execution of the plan at its time, and ends with it. */
  readonly execute: (run: PlannedRun) => Promise<ExecutionRecord>;
  /** What happened since it began. */
  readonly record: (executions: readonly ExecutionRecord[]) => SimulationRecord;
  readonly close: () => Promise<void>;
}

/**
 * Simulates a scenario from its beginning to its end.
 *
 * @param scenario what is there, what goes wrong, what is started when
 * @param moduleFolder folder of the synthesized module
 * @param watcher is told how it goes
 * @throws InvalidVariablesError when the module refuses its inputs, ScenarioError
 */
export async function simulate(
  scenario: Scenario,
  moduleFolder: string,
  watcher: Watcher = {},
): Promise<SimulationRecord> {
  const simulation = await openSimulation(scenario, moduleFolder, watcher);
  try {
    const [{ scheduleExpression = "" } = {}] = readEventRules(simulation.installation.module);
    const runs = planRuns(scenario, scheduleExpression, simulation.startedAt);
    return simulation.record(await Promise.all(runs.map(simulation.execute)));
  } finally {
    await simulation.close();
  }
}

/**
 * Sets a scenario up: an account of its own, the module's functions in processes, its state machine ready to be started, the
 * images in their earlier states.
 *
 * @throws InvalidVariablesError when the module refuses its inputs
 */
export async function openSimulation(
  scenario: Scenario,
  moduleFolder: string,
  watcher: Watcher = {},
): Promise<Simulation> {
  const { region } = scenario;
  const variables = withRedHat(scenario);
  const module = await evaluateModule(moduleFolder, variables, { accountId, partition, region }, awsTypes);
  const redHat = new RedHatApi(knownCredentials(variables));
  const account = await openAccount({
    region,
    start: firstMoment,
    keys: listKeys(scenario, variables["kms_key_id"]),
    hosts: [redHatHost(redHat)],
  });
  let progress = new Progress(account, firstMoment);
  let startedAt = firstMoment;
  let hasBegun = false;
  const installation = await install(account, module, {
    execution: (event) => {
      progress.observe(event);
      if (hasBegun) {
        watcher.progress?.(progress.list, account.clock.now - startedAt);
      }
    },
    ...(watcher.log === undefined ? {} : { log: watcher.log }),
  });
  const close = async () => {
    await installation.close();
    await account.close();
  };
  try {
    account.parameters.push(...existingParameters(variables));
    account.secrets.push(...existingSecrets(variables, `arn:${partition}:secretsmanager:${region}:${accountId}`));
    const shared = populate(account, redHat, scenario);
    setUp(account, scenario, shared);
    await runEarlier(account, installation, scenario, shared);
    startedAt = account.clock.now;
    hasBegun = true;
    progress = new Progress(account, startedAt);
    account.plan(new FaultPlan(scenario.faults));
    const [callsBefore, invocationsBefore] = [account.calls.length, installation.invocations.length];
    return {
      account,
      installation,
      shared,
      startedAt,
      execute: (run) => execute(account, installation, run, startedAt),
      record: (executions) =>
        makeRecord({
          account,
          startedAt,
          executions,
          images: progress.records(),
          calls: account.calls.slice(callsBefore),
          invocations: installation.invocations.slice(invocationsBefore),
        }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function setUp({ ec2 }: Account, scenario: Scenario, shared: readonly SharedImage[]): void {
  const problemOfKey = ec2.settings.copyProblem;
  const problems = new Map(shared.map(({ id, definition }) => [id, definition.copy_fails]));
  Object.assign(ec2.settings, {
    copyMinutes: scenario.copy_minutes,
    hiddenSeconds: scenario.hidden_seconds,
    pendingSeconds: scenario.pending_seconds,
    snapshotCopyQuota: scenario.snapshot_copy_quota,
  });
  ec2.settings.copyProblem = (source, key, region) => problems.get(source) ?? problemOfKey(source, key, region);
}

async function execute(
  account: Account,
  installation: Installation,
  run: PlannedRun,
  startedAt: number,
): Promise<ExecutionRecord> {
  await account.clock.sleepUntil(startedAt + run.at);
  const stop = new AbortController();
  if (run.stopAfter !== undefined) {
    account.clock.setTimer(() => {
      stop.abort();
    }, run.stopAfter);
  }
  return installation.start({ name: run.name, input: run.input, since: startedAt, stop: stop.signal });
}

/**
 * Brings images into their earlier states by real executions: one that ends well, and one that is stopped half-way, just after
 * the copies failed that have to.
 */
async function runEarlier(
  account: Account,
  installation: Installation,
  scenario: Scenario,
  shared: readonly SharedImage[],
): Promise<void> {
  const { ec2, clock } = account;
  const stateOf = ({ definition }: SharedImage) => definition.earlier ?? scenario.earlier;
  const among = async (states: readonly string[], run: () => Promise<unknown>) => {
    const others = shared.filter((image) => !states.includes(stateOf(image)));
    if (others.length === shared.length) return;
    for (const { id } of others) ec2.unshare(id);
    await run();
    for (const { id } of others) ec2.reshare(id);
  };
  await among(["copied"], () => installation.start({ name: "earlier", input: {}, since: clock.now }));

  const half = (scenario.copy_minutes / 2) * millisecondsPerMinute;
  const failing = new Set(shared.filter((image) => stateOf(image) === "failed").map(({ id }) => id));
  const { copyProblem } = ec2.settings;
  ec2.settings.failMinutes = (half - 1_000) / millisecondsPerMinute;
  ec2.settings.copyProblem = (source, key, region) =>
    failing.has(source) ? "Given key ID is not accessible" : copyProblem(source, key, region);
  await among(["half-copied", "failed"], () => {
    const run = { name: "stopped", at: 0, input: {}, stopAfter: half - 500 };
    return execute(account, installation, run, clock.now);
  });
  Object.assign(ec2.settings, { copyProblem, failMinutes: undefined });
}

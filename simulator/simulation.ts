import { type Account, accountId, openAccount, partition } from "./account.ts";
import { install, type Installation } from "./installation.ts";
import { evaluateModule } from "./module/evaluate.ts";
import { type ImageProgress, Progress } from "./progress.ts";
import type { ExecutionRecord, SimulationRecord } from "./record.ts";
import { makeRecord } from "./recording.ts";
import { listKeys } from "./scenario/keys.ts";
import { populate, type SharedImage } from "./scenario/populate.ts";
import { existingParameters, existingSecrets, knownCredentials, withRedHat } from "./scenario/red-hat.ts";
import { type PlannedRun, planRuns } from "./scenario/schedule.ts";
import type { Scenario } from "./scenario/schema.ts";

/** The virtual date a simulation begins with. */
const firstMoment = Date.parse("2026-01-01T00:00:00.000Z");
const millisecondsPerMinute = 60_000;

/** Who watches a simulation. */
export interface Watcher {
  /**
   * Is told when the phase of images changed, or time has passed.
   *
   * @param changed the images whose phase changed
   * @param all gives every image known so far
   * @param now milliseconds since the simulation began
   */
  readonly progress?: (changed: readonly ImageProgress[], all: () => readonly ImageProgress[], now: number) => void;
  /** Is told of every line that a function logs. */
  readonly log?: (functionName: string, line: string) => void;
}

/**
 * Simulates a scenario: an account of its own, the module's functions in processes, its state machine in an interpreter.
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
  const { region } = scenario;
  const variables = withRedHat(scenario);
  const module = await evaluateModule(moduleFolder, variables, { accountId, partition, region });
  const account = await openAccount({
    region,
    start: firstMoment,
    keys: listKeys(scenario, variables["kms_key_id"]),
    redHatCredentials: knownCredentials(variables),
  });
  let progress: Progress | undefined;
  let startedAt = firstMoment;
  const installation = await install(account, module, {
    execution: (_name, event) => {
      if (progress !== undefined) {
        watcher.progress?.(progress.observe(event), progress.list, account.clock.now - startedAt);
      }
    },
    ...(watcher.log === undefined ? {} : { log: watcher.log }),
  });
  try {
    account.parameters.push(...existingParameters(variables));
    account.secrets.push(...existingSecrets(variables, `arn:${partition}:secretsmanager:${region}:${accountId}`));
    const shared = populate(account, scenario);
    setUp(account, scenario, shared);
    await runEarlier(account, installation, scenario, shared);
    startedAt = account.clock.now;
    progress = new Progress(account, startedAt);
    account.plan(scenario.faults);
    const [callsBefore, invocationsBefore] = [account.calls.length, installation.invocations.length];
    const runs = planRuns(scenario, module.schedule.expression, startedAt);
    const executions = await Promise.all(runs.map((run) => execute(account, installation, run, startedAt)));
    return makeRecord({
      account,
      startedAt,
      executions,
      images: progress.records(),
      calls: account.calls.slice(callsBefore),
      invocations: installation.invocations.slice(invocationsBefore),
    });
  } finally {
    await installation.close();
    await account.close();
  }
}

function setUp({ ec2 }: Account, scenario: Scenario, shared: readonly SharedImage[]): void {
  const problemOfKey = ec2.settings.copyProblem;
  const problems = new Map(shared.map(({ id, definition }) => [id, definition.copy_fails]));
  Object.assign(ec2.settings, {
    copyMinutes: scenario.copy_minutes,
    hiddenSeconds: scenario.hidden_seconds,
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

import { type Account, accountId, partition } from "../../account.ts";
import { holdingsOf } from "../../aws/ec2/holdings.ts";
import type { ExecutionRecord } from "../../core/record.ts";
import type { Host } from "../../core/server/host.ts";
import { ScenarioError } from "../../scenario/schema.ts";
import type { Follower, Stage, World } from "../simulated-module.ts";
import { Progress } from "./progress.ts";
import type { CopierPart } from "./record.ts";
import { RedHatApi } from "./red-hat/api.ts";
import { existingParameters, existingSecrets, inputsOf, knownCredentials } from "./red-hat/credentials.ts";
import { redHatHost } from "./red-hat/host.ts";
import type { CopierScenario } from "./scenario.ts";
import { shareImages, type SharedImage } from "./shared-images.ts";

const millisecondsPerMinute = 60_000;

/** Red Hat beside the account, and the images it shares with it. */
export class CopierWorld implements World<CopierPart> {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly remarks: readonly string[];
  readonly keyIds: readonly string[];
  readonly hosts: readonly Host[];
  readonly #scenario: CopierScenario;
  readonly #redHat: RedHatApi;
  #shared: readonly SharedImage[] = [];

  constructor(scenario: CopierScenario) {
    this.#scenario = scenario;
    const { variables, remarks } = inputsOf(scenario);
    const { kms_key_id: keyId } = variables;
    this.variables = variables;
    this.remarks = remarks;
    this.keyIds = typeof keyId === "string" && keyId !== "" ? [keyId] : [];
    this.#redHat = new RedHatApi(knownCredentials(this.variables));
    this.hosts = [redHatHost(this.#redHat)];
  }

  /** The shared images, in the scenario's order. */
  get shared(): readonly SharedImage[] {
    return this.#shared;
  }

  /** Puts credentials and shared images into the account, and brings the images into their earlier states. */
  async prepare(stage: Stage): Promise<void> {
    const { account } = stage;
    account.ssm.parameters.add(account.region, ...existingParameters(this.variables));
    const arnPrefix = `arn:${partition}:secretsmanager:${account.region}:${accountId}`;
    account.secrets.push(...existingSecrets(this.variables, arnPrefix));
    this.#shared = shareImages(account, this.#redHat, this.#scenario);
    this.#setUp(account);
    await this.#runEarlier(stage);
  }

  /** Follows the images through the executions. */
  follow(account: Account, startedAt: number): Follower<CopierPart> {
    const progress = new Progress(account, startedAt);
    return {
      observe: (event) => {
        progress.observe(event);
      },
      items: progress.items,
      answered: (call) => {
        progress.answered(call);
      },
      part: () => ({ runs: progress.runs(), images: progress.records(), account: holdingsOf(account) }),
    };
  }

  #setUp({ ec2: { settings } }: Account): void {
    const problemOfKey = settings.copyProblem;
    const problems = new Map(this.#shared.map(({ id, definition }) => [id, definition.copy_fails]));
    settings.copyMinutes = this.#scenario.copy_minutes;
    settings.pendingSeconds = this.#scenario.pending_seconds;
    settings.hiddenSeconds = this.#scenario.hidden_seconds;
    settings.snapshotCopyQuota = this.#scenario.snapshot_copy_quota;
    settings.quotaMode = this.#scenario.quota_mode;
    settings.failedCopiesLoseName = this.#scenario.failed_copies_lose.includes("name");
    settings.failedCopiesLoseTags = this.#scenario.failed_copies_lose.includes("tags");
    settings.failedCopiesHideSnapshots = this.#scenario.failed_copies_lose.includes("snapshots");
    settings.copyProblem = (source, key, region) => problems.get(source) ?? problemOfKey(source, key, region);
  }

  /**
   * Brings images into their earlier states by real executions: one that ends well, and one that is stopped half-way, just
   * after the copies failed that have to.
   */
  async #runEarlier({ account: { ec2 }, execute }: Stage): Promise<void> {
    const stateOf = ({ definition }: SharedImage) => definition.earlier ?? this.#scenario.earlier;
    const among = async (
      states: readonly string[],
      expected: ExecutionRecord["status"],
      run: () => Promise<ExecutionRecord>,
    ) => {
      const others = this.#shared.filter((image) => !states.includes(stateOf(image)));
      if (others.length === this.#shared.length) return;
      for (const { id } of others) ec2.unshare(id);
      const { name, status, error = "", cause = "" } = await run();
      if (status !== expected) {
        throw new ScenarioError(
          `The execution ${name}, which makes the images ${states.join(" or ")}, ended as ${status}: ${error} ${cause}. Correct what it stumbled on, or leave earlier out.`,
        );
      }
      for (const { id } of others) ec2.reshare(id);
    };
    await among(["copied"], "SUCCEEDED", () => execute({ name: "earlier", at: 0, input: {}, stopAfter: undefined }));

    const half = (this.#scenario.copy_minutes / 2) * millisecondsPerMinute;
    const failing = new Set(this.#shared.filter((image) => stateOf(image) === "failed").map(({ id }) => id));
    const { copyProblem } = ec2.settings;
    ec2.settings.failMinutes = (half - 1_000) / millisecondsPerMinute;
    ec2.settings.copyProblem = (source, key, region) =>
      failing.has(source) ? "Given key ID is not accessible" : copyProblem(source, key, region);
    await among(["half-copied", "failed"], "ABORTED", () =>
      execute({ name: "stopped", at: 0, input: {}, stopAfter: half - 500 }),
    );
    Object.assign(ec2.settings, { copyProblem, failMinutes: undefined });
  }
}

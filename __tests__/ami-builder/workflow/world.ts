import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createBuilderHandler } from "../../../lambdas/ami-builder/builder.ts";
import { createCheckerHandler } from "../../../lambdas/ami-builder/checker.ts";
import { createCleanerHandler } from "../../../lambdas/ami-builder/cleaner.ts";
import { perRegion } from "../../../lambdas/ami-builder/clients.ts";
import type { HttpAnswer } from "../../../lambdas/ami-builder/http/ask.ts";
import { keys as bucketKeys } from "../../../lambdas/ami-builder/contract.ts";
import { createPlannerHandler } from "../../../lambdas/ami-builder/planner.ts";
import { createProberHandler } from "../../../lambdas/ami-builder/prober.ts";
import { createPublisherHandler } from "../../../lambdas/ami-builder/publisher.ts";
import { createLogger } from "../../../lambdas/shared/logger.ts";
import { type Account, openAccount } from "../../../simulator/account.ts";
import { createAutoScaling } from "../../../simulator/aws/autoscaling/service.ts";
import { createEc2Service } from "../../../simulator/aws/ec2/service.ts";
import { Keys } from "../../../simulator/aws/kms/service.ts";
import { createS3Service } from "../../../simulator/aws/s3/service.ts";
import { createSsm } from "../../../simulator/aws/ssm/service.ts";
import { createStates } from "../../../simulator/aws/states/service.ts";
import { readStatements } from "../../../simulator/core/iam/policy.ts";
import { sessionArn } from "../../../simulator/core/iam/roles.ts";
import type { ExecutionRecord } from "../../../simulator/core/record.ts";
import { installResources } from "../../../simulator/installation.ts";
import { LambdaError } from "../../../simulator/lambda/lambda-function.ts";
import { readFunctions } from "../../../simulator/lambda/resources.ts";
import { putBaseImages } from "../../../simulator/modules/ami-builder/base-images.ts";
import { machines } from "../../../simulator/modules/ami-builder/commands/disk.ts";
import { MachineRunner } from "../../../simulator/modules/ami-builder/commands/runner.ts";
import type { BuilderScenario, DeclaredCommand } from "../../../simulator/modules/ami-builder/scenario.ts";
import { knownTemplates } from "../../../simulator/modules/ami-builder/templates.ts";
import { listKeys } from "../../../simulator/scenario/keys.ts";
import { decodeYaml } from "../../../simulator/terraform/functions/yaml.ts";
import type { EvaluatedModule } from "../../../simulator/terraform/evaluate.ts";
import { install } from "../support/installed.ts";
import { answering, type Call, type Fault } from "./calls.ts";
import { ProcessDied, runProcess } from "./processes.ts";

export const region = "us-east-1";
export const otherRegion = "eu-west-1";
export const start = Date.parse("2026-01-01T00:00:00.000Z");
const subnetId = "subnet-0a1b2c3d4e5f60718";

/** What a world is made with. */
export interface WorldOptions {
  /** Inputs of the module. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Texts by their keys. They are put into the bucket as Terraform would put them: evaluating the module anew takes seconds. */
  readonly templates?: Readonly<Record<string, string>>;
  /** KMS keys that the inputs name. */
  readonly keys?: readonly string[];
  /** What becomes of commands; all else succeeds. */
  readonly commands?: readonly Partial<DeclaredCommand>[];
  readonly seed?: number;
}

/** How one execution is run. */
export interface RunOptions {
  readonly name: string;
  readonly input?: unknown;
  /** Runs the cleanup's state machine instead of the main one. */
  readonly isCleanup?: boolean;
  /** Stops the execution when one of its functions dies. Without it Step Functions calls the function again. */
  readonly stopsAtDeath?: boolean;
  /** Stops it at a moment, in virtual seconds from its start. */
  readonly stopAfterSeconds?: number;
}

/** A call with what came of it. */
export interface SeenCall extends Call {
  readonly outcome: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const modules = new Map<string, Promise<EvaluatedModule>>();

/** The module with some inputs; evaluated once for all tests of a file. */
function moduleWith(variables: Readonly<Record<string, unknown>>): Promise<EvaluatedModule> {
  const key = JSON.stringify(variables);
  const module = modules.get(key) ?? install({ subnet_ids: [subnetId], ...variables });
  modules.set(key, module);
  return module;
}

/**
 * The module in an account of its own: its definition and its policies as Terraform gives them, its handlers in this process over an embedded
 * AWS without network. Time is virtual and passes in executions alone.
 */
export class World {
  readonly account: Account;
  readonly calls: SeenCall[] = [];
  /** Calls that were not allowed. */
  readonly denied: string[] = [];
  readonly logLines: string[] = [];
  /** What goes wrong: is asked for each call of a function, in order. */
  fault: (call: Call) => Fault | undefined = () => undefined;
  /** Lets other functions go first before a call; they all run in the same virtual moment. */
  pause: () => Promise<void> = () => Promise.resolve();
  /** Is told of each call that took effect. */
  watch: (call: SeenCall) => void = () => undefined;
  /** What hosts answer. */
  ask: (url: string) => HttpAnswer = () => ({ status: 200, body: "ready" });
  readonly #module: EvaluatedModule;
  readonly #runner: MachineRunner;
  readonly #keys: Keys;
  readonly #machineArn: string;
  /** Of executions that end with a death, by their names. */
  readonly #mortal = new Map<string, AbortController>();

  private constructor(account: Account, module: EvaluatedModule, runner: MachineRunner, keys: Keys) {
    this.account = account;
    this.#keys = keys;
    this.#module = module;
    this.#runner = runner;
    const [machine] = installResources(account, module);
    this.#machineArn = machine?.arn ?? "";
    this.#installFunctions();
  }

  static async open(options: WorldOptions = {}): Promise<World> {
    const { variables = {}, templates = {}, commands = [], keys: keyIds = [], seed = 0 } = options;
    const module = await moduleWith(variables);
    const { keys } = listKeys({ keys: [], region }, keyIds);
    const account = await openAccount({ region, start, keys, hosts: [], seed });
    const regions = [region, otherRegion];
    putBaseImages(account, { base_images: [] } as unknown as BuilderScenario, regions);
    for (const place of regions) {
      account.ec2.subnets.set(`${subnetId}${place === region ? "" : "e"}`, {
        id: `${subnetId}${place === region ? "" : "e"}`,
        region: place,
        vpcId: "vpc-0a1b2c3d4e5f60718",
        availabilityZone: `${place}a`,
        isDefault: false,
        givesPublicAddresses: false,
        route: "nat",
      });
    }
    Object.assign(account.ec2.instances.machines, machines);
    const runner = new MachineRunner({
      templates: knownTemplates(templates, region),
      commands: commands.map((command) => ({ stderr: "", ...command })),
      hygieneLeaves: [],
      now: () => account.clock.now,
      disarm: (instance) => {
        account.ec2.instances.disarm(instance);
      },
    });
    account.ssm.settings.runner = runner.run;
    const world = new World(account, module, runner, new Keys(keys));
    world.putTemplates(templates);
    return world;
  }

  /** Changes what the templates are, as an apply would. */
  putTemplates(templates: Readonly<Record<string, string>>): void {
    const decoded = Object.fromEntries(Object.entries(templates).map(([key, text]) => [key, decodeYaml(text)]));
    this.account.s3.put(this.bucket, bucketKeys.templates, JSON.stringify(decoded));
  }

  close(): Promise<void> {
    return this.account.close();
  }

  /** Scripts that ran, each with its guard. */
  get scripts() {
    return this.#runner.scripts;
  }

  get bucket(): string {
    return this.account.s3.buckets[0]?.settings.name ?? "";
  }

  /** Lets virtual time pass. */
  async sleep(seconds: number): Promise<void> {
    await this.account.clock.sleepUntil(this.account.clock.now + seconds * 1_000);
  }

  /** Runs the main state machine to its end. */
  async run({
    name,
    input = {},
    isCleanup = false,
    stopsAtDeath = false,
    stopAfterSeconds,
  }: RunOptions): Promise<ExecutionRecord> {
    const stop = new AbortController();
    if (stopsAtDeath) this.#mortal.set(name, stop);
    const { clock } = this.account;
    const timer =
      stopAfterSeconds === undefined
        ? undefined
        : clock.setTimer(() => {
            stop.abort();
          }, stopAfterSeconds * 1_000);
    const { ended } = this.account.stateMachines.start({
      stateMachineArn: isCleanup ? `${this.#machineArn}-cleanup` : this.#machineArn,
      name,
      input,
      since: clock.now,
      stop: stop.signal,
    });
    const record = await this.account.guard(ended);
    if (timer !== undefined) clock.clearTimer(timer);
    await Promise.allSettled([...this.#underWay]);
    return record;
  }

  readonly #underWay = new Set<Promise<unknown>>();

  #installFunctions(): void {
    const { account } = this;
    for (const { arn, name, version, roleArn, policy, environment } of readFunctions(this.#module)) {
      const caller = { arn: sessionArn(roleArn, name), policy: readStatements(policy) };
      const handler = this.#handler(name.split("-").at(-1) ?? "", caller, { ...environment, AWS_REGION: region });
      const invoke = (event: unknown): Promise<unknown> => {
        const work = account.clock.standStill(() => this.#callAsLambda(handler, event));
        this.#underWay.add(work);
        const forget = () => this.#underWay.delete(work);
        work.then(forget, forget);
        return work;
      };
      for (const target of [arn, `${arn}:${version ?? "$LATEST"}`]) {
        account.functions.set(target, { policy: [], invoke, invokeLater: () => undefined });
      }
    }
  }

  #handler(
    kind: string,
    caller: { readonly arn: string; readonly policy: ReturnType<typeof readStatements> },
    environment: Readonly<Record<string, string>>,
  ): (event: unknown) => Promise<unknown> {
    const { account } = this;
    const line = (name: string, service: ReturnType<typeof createSsm>, place: string) => ({
      name,
      service,
      region: place,
      caller,
      fault: (call: Call) => this.fault(call),
      pause: () => this.pause(),
      watch: (call: Call, outcome: string) => {
        const seen = { ...call, outcome, at: account.clock.now };
        this.calls.push(seen);
        if (/Unauthorized|AccessDenied/.test(outcome)) this.denied.push(`${call.operation}: ${outcome}`);
        this.watch(seen);
      },
    });
    const settings = { credentials: { accessKeyId: "test", secretAccessKey: "test" } };
    const dependencies = {
      ec2: perRegion((place) =>
        answering(
          new EC2Client({ ...settings, region: place }),
          line("ec2", createEc2Service(account.ec2, this.#keys), place),
        ),
      ),
      ssm: perRegion((place) =>
        answering(new SSMClient({ ...settings, region: place }), line("ssm", createSsm(account.ssm), place)),
      ),
      s3: answering(new S3Client({ ...settings, region }), line("s3", createS3Service(account.s3), region)),
      sfn: answering(
        new SFNClient({ ...settings, region }),
        line("states", createStates(account.stateMachines), region),
      ),
      environment,
      log: createLogger({}, (text) => this.logLines.push(text)),
      now: () => new Date(account.clock.now),
    };
    switch (kind) {
      case "planner":
        return createPlannerHandler(dependencies);
      case "builder":
        return createBuilderHandler(dependencies);
      case "checker":
        return createCheckerHandler(dependencies);
      case "publisher":
        return createPublisherHandler(dependencies);
      case "cleaner":
        return createCleanerHandler({
          ...dependencies,
          autoScaling: perRegion((place) =>
            answering(
              new AutoScalingClient({ ...settings, region: place }),
              line("autoscaling", createAutoScaling(account.autoScaling), place),
            ),
          ),
        });
      case "prober":
        return createProberHandler({ ...dependencies, ask: ({ url }) => Promise.resolve(this.ask(url)) });
      default:
        return () => Promise.reject(new Error(`There is no handler of ${kind} in these tests.`));
    }
  }

  /** Lambda's side of a task: JSON in, JSON out, and an error as the JSON that Step Functions puts into Cause. */
  async #callAsLambda(handler: (event: unknown) => Promise<unknown>, event: unknown) {
    const execution = executionOf(event);
    try {
      return throughJson(await runProcess(execution, () => handler(throughJson(event))));
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const isDeath = error instanceof ProcessDied;
      if (isDeath) this.#mortal.get(execution)?.abort();
      const name = isDeath ? "Runtime.ExitError" : error.name;
      const trace = error.stack?.split("\n") ?? [];
      throw new LambdaError(name, JSON.stringify({ errorType: name, errorMessage: error.message, trace }));
    }
  }
}

function throughJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

/** Name of the main execution that an event is of. */
function executionOf(event: unknown): string {
  const [, arn = ""] = /"execution_id":"([^"]+)"/.exec(JSON.stringify(event)) ?? [];
  return arn.split(":").at(-1) ?? "";
}

import type { Template } from "../../../lambdas/ami-builder/template/template.ts";
import type { Account } from "../../account.ts";
import { refusing } from "../../aws/ec2/instances/refusals.ts";
import type { Follower, Stage, World } from "../simulated-module.ts";
import { putBaseImages } from "./base-images.ts";
import type { Host } from "../../core/server/host.ts";
import { putImageUsers } from "./image-users.ts";
import { machines } from "./commands/disk.ts";
import { MachineRunner } from "./commands/runner.ts";
import { answerPage, type PagesHost } from "./hosts/pages.ts";
import { putHosts, putOwnImages } from "./hosts/put-hosts.ts";
import { answerQuestion } from "./hosts/question.ts";
import { networkHost, type PageRequest } from "./network.ts";
import { Progress } from "./progress.ts";
import type { BuilderPart } from "./record.ts";
import { recordOf } from "./recording.ts";
import { runEarlier } from "./earlier.ts";
import type { BuilderScenario } from "./scenario.ts";
import { knownTemplates, templateTexts } from "./templates.ts";

/** The subnet of the inputs, where a scenario names none. */
const usualSubnet = "subnet-0a1b2c3d4e5f60718";

/** An account with base images, a network and machines that run what they are told. */
export class BuilderWorld implements World<BuilderPart> {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly remarks: readonly string[];
  readonly keyIds: readonly string[];
  readonly hosts: readonly Host[];
  readonly #scenario: BuilderScenario;
  readonly #templates: ReadonlyMap<string, Template>;
  #runner: MachineRunner | undefined;
  #pages: PagesHost | undefined;

  constructor(scenario: BuilderScenario) {
    this.#scenario = scenario;
    const { variables = {}, region } = scenario;
    const texts = templateTexts(scenario);
    const hasNetwork = "subnet_ids" in variables || variables["associate_public_ip_address"] === true;
    this.variables = { ...(hasNetwork ? {} : { subnet_ids: [usualSubnet] }), ...variables, templates: texts };
    this.remarks = hasNetwork
      ? []
      : [`subnet_ids was made up for this simulation: ${usualSubnet}, with a NAT gateway.`];
    this.keyIds = keyIdsOf(variables);
    this.#templates = knownTemplates(texts, region);
    const isInside = isInNetwork(this.variables);
    this.hosts = [networkHost((request) => (isInside || isPublic(request) ? this.#open(request) : outside(request)))];
  }

  async prepare(stage: Stage): Promise<void> {
    const { account } = stage;
    const scenario = this.#scenario;
    const { regional } = this.variables as { readonly regional?: Readonly<Record<string, unknown>> };
    const regions = new Set([
      account.region,
      ...Object.keys(regional ?? {}),
      ...[...this.#templates.values()].flatMap((template) => template.regions),
    ]);
    putBaseImages(account, scenario, [...regions]);
    putSubnets(account, scenario, this.variables);
    putOwnImages(account, scenario.own_images);
    putImageUsers(account, scenario.image_users);
    this.#setUp(account);
    await runEarlier(stage, scenario);
    const { subnet_ids = [] } = this.variables as { readonly subnet_ids?: readonly string[] };
    await putHosts(account, scenario.hosts, { subnetId: subnet_ids[0] });
  }

  follow(account: Account, startedAt: number): Follower<BuilderPart> {
    const { ec2, clock } = account;
    this.#pages = { ec2, hosts: this.#scenario.hosts, now: () => clock.now, since: startedAt };
    const steps = (template: string) => this.#templates.get(template)?.steps.map(({ name }) => name) ?? [];
    const progress = new Progress(() => account.clock.now - startedAt, steps);
    return {
      observe: progress.observe,
      items: progress.items,
      part: () => recordOf(account, startedAt, progress, this.#runner?.scripts ?? []),
    };
  }

  readonly #open = (request: PageRequest) =>
    this.#pages === undefined ? outside(request) : answerPage(request, this.#pages);

  #setUp(account: Account): void {
    const { ec2, ssm, clock } = account;
    const scenario = this.#scenario;
    Object.assign(ec2.instances.machines, machines);
    this.#runner = new MachineRunner({
      templates: this.#templates,
      commands: scenario.commands,
      hygieneLeaves: scenario.hygiene_leaves,
      now: () => clock.now,
      disarm: (instance) => {
        ec2.instances.disarm(instance);
      },
      other: (command) => answerQuestion(command, this.#open),
    });
    ssm.settings.runner = this.#runner.run;
    ssm.settings.agentSeconds = scenario.agent_seconds;
    const { copyProblem } = ec2.settings;
    Object.assign(ec2.settings, {
      pendingInstanceSeconds: scenario.boot_seconds,
      stoppingSeconds: scenario.stop_seconds,
      imageMinutes: scenario.image_minutes,
      copyMinutes: scenario.copy_minutes,
      hiddenSeconds: scenario.hidden_seconds,
      hiddenInstanceSeconds: scenario.hidden_seconds,
      snapshotCopyQuota: scenario.snapshot_copy_quota,
      imageProblem: () => scenario.image_fails,
      refuseImage: () => scenario.image_refused,
      refuseLaunch: refusing(scenario.refusals.map((refusal) => definedOf(refusal))),
      copyProblem: (source, key, region) => scenario.copy_fails ?? copyProblem(source, key, region),
    } satisfies Partial<Account["ec2"]["settings"]>);
  }
}

/** Whether the function that asks hosts sits in their VPC. */
function isInNetwork({ probe_subnet_ids: subnets }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(subnets) && subnets.length > 0;
}

/** Whether everybody reaches a host: not by a private address or EC2's name for one. */
function isPublic({ host }: PageRequest): boolean {
  return !/^(10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\.|\.internal$/.test(host);
}

function outside({ host, port }: PageRequest): string {
  return `connect ETIMEDOUT ${host}:${port}`;
}

/** Subnets that the inputs name are there, with a way out. */
function putSubnets(
  account: Account,
  { subnets }: BuilderScenario,
  variables: Readonly<Record<string, unknown>>,
): void {
  const { subnet_ids = [], regional = {} } = variables as {
    readonly subnet_ids?: readonly string[];
    readonly regional?: Readonly<Record<string, { readonly subnet_ids?: readonly string[] }>>;
  };
  const named = [
    ...subnet_ids.map((id) => ({ id, region: account.region })),
    ...Object.entries(regional).flatMap(([region, place]) => (place.subnet_ids ?? []).map((id) => ({ id, region }))),
  ];
  const put = (id: string, region: string, route: "nat" | "internet-gateway" | "none", number: number) => {
    account.ec2.subnets.set(id, {
      id,
      region,
      vpcId: "vpc-0a1b2c3d4e5f60718",
      availabilityZone: `${region}${"abc".charAt(number % 3)}`,
      isDefault: false,
      givesPublicAddresses: false,
      route,
    });
  };
  named.forEach(({ id, region }, number) => {
    put(id, region, "nat", number);
  });
  subnets.forEach(({ id, region = account.region, route }, number) => {
    put(id, region, route, number);
  });
}

/** Keys that the inputs name, by whatever name. */
function keyIdsOf(variables: Readonly<Record<string, unknown>>): readonly string[] {
  const { kms_key_id, regional = {} } = variables as {
    readonly kms_key_id?: string;
    readonly regional?: Readonly<Record<string, { readonly kms_key_id?: string }>>;
  };
  return [kms_key_id, ...Object.values(regional).map((place) => place.kms_key_id)].filter(
    (id): id is string => typeof id === "string" && id !== "",
  );
}

function definedOf<Entry extends object>(entry: Entry): { [Key in keyof Entry]: Exclude<Entry[Key], undefined> } {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Entry]: Exclude<Entry[Key], undefined>;
  };
}

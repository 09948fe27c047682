import type { Timer, VirtualClock } from "../../../core/clock.ts";
import { isAllowed } from "../../../core/iam/policy.ts";
import type { Role } from "../../../core/iam/roles.ts";
import { hasRoute, type Instance } from "../../ec2/instances/instance.ts";
import type { Instances } from "../../ec2/instances/instances.ts";
import type { SsmSettings } from "../settings.ts";

/** The agent of an instance that has registered. All moments are milliseconds since 1970. */
export interface Agent {
  readonly instance: Instance;
  readonly registeredAt: number;
  /** Whether it runs and is in touch. */
  isConnected: boolean;
  /** When it was last in touch, if it is not now. */
  lostAt: number;
}

/** Is told of agents. */
export interface AgentObserver {
  /** It is in touch: after a boot, or for the first time. */
  readonly connected: (agent: Agent) => void;
  /** It has gone down with its instance. */
  readonly lost: (agent: Agent) => void;
  /** Its instance is no more. */
  readonly gone: (agent: Agent) => void;
}

/** What agents live among. */
export interface AgentsHost {
  readonly clock: Pick<VirtualClock, "now" | "setBackgroundTimer" | "clearTimer">;
  readonly instances: Instances;
  /** By their ARNs. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly settings: SsmSettings;
}

/** How long an agent that is silent passes for online. Milliseconds; from memory. */
const silence = 300_000;

/** The agents of an account's instances. */
export class Agents {
  readonly observers = new Set<AgentObserver>();
  readonly #host: AgentsHost;
  readonly #agents = new Map<string, Agent>();
  /** Agents that are about to connect. */
  readonly #starting = new Map<string, Timer>();

  constructor(host: AgentsHost) {
    this.#host = host;
    host.instances.observers.add({
      booted: (instance) => {
        this.#start(instance);
      },
      down: ({ id }) => {
        this.#lose(id);
      },
      changed: ({ id }, state) => {
        if (state === "terminated") this.#remove(id);
      },
    });
  }

  /** The agent of an instance, if it has ever registered. */
  find(instanceId: string): Agent | undefined {
    return this.#agents.get(instanceId);
  }

  /** The registered agents of a Region, by their registration. */
  list(region: string): readonly Agent[] {
    return [...this.#agents.values()].filter(({ instance }) => instance.region === region);
  }

  /** How Systems Manager takes an agent to be. */
  pingStatus({ isConnected, lostAt }: Agent): "Online" | "ConnectionLost" {
    return isConnected || this.#host.clock.now < lostAt + silence ? "Online" : "ConnectionLost";
  }

  /** Whether an instance is neither ending nor gone. */
  isAlive(instance: Instance): boolean {
    return !["shutting-down", "terminated"].includes(this.#host.instances.stateOf(instance));
  }

  /** When an agent was last in touch, in milliseconds since 1970. */
  lastPing({ isConnected, lostAt }: Agent): number {
    return isConnected ? this.#host.clock.now : lostAt;
  }

  /** Whether an agent can get commands now, by one of the two ways in which it asks for them (from memory). */
  receives({ instance, isConnected }: Agent): boolean {
    const may = (action: string) => this.#may(instance, action);
    return (
      isConnected &&
      (may("ec2messages:GetMessages") ||
        (may("ssmmessages:CreateControlChannel") && may("ssmmessages:OpenControlChannel")))
    );
  }

  /** The role that what runs on an instance has. */
  roleOf({ profile }: Instance): Role | undefined {
    return profile?.isTrusted === true ? this.#host.roles.get(profile.roleArn ?? "") : undefined;
  }

  #may(instance: Instance, action: string): boolean {
    const role = this.roleOf(instance);
    return role !== undefined && isAllowed(role.policy, { action, resource: "*" });
  }

  #start(instance: Instance): void {
    const { clock, settings } = this.#host;
    const timer = clock.setBackgroundTimer(() => {
      this.#starting.delete(instance.id);
      const isThere = settings.hasAgent(instance) && hasRoute(instance);
      if (isThere && this.#may(instance, "ssm:UpdateInstanceInformation")) this.#connect(instance);
    }, settings.agentSeconds * 1_000);
    this.#starting.set(instance.id, timer);
  }

  #connect(instance: Instance): void {
    const { now } = this.#host.clock;
    const agent = this.#agents.get(instance.id) ?? { instance, registeredAt: now, isConnected: true, lostAt: 0 };
    agent.isConnected = true;
    this.#agents.set(instance.id, agent);
    for (const { connected } of this.observers) connected(agent);
  }

  #lose(id: string): void {
    const starting = this.#starting.get(id);
    if (starting !== undefined) this.#host.clock.clearTimer(starting);
    const agent = this.#agents.get(id);
    if (agent?.isConnected !== true) return;
    agent.isConnected = false;
    agent.lostAt = this.#host.clock.now;
    for (const { lost } of this.observers) lost(agent);
  }

  #remove(id: string): void {
    const agent = this.#agents.get(id);
    if (agent === undefined) return;
    this.#agents.delete(id);
    for (const { gone } of this.observers) gone(agent);
  }
}

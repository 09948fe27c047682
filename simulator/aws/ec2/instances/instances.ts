import type { StateReason, Tag } from "@aws-sdk/client-ec2";
import { AwsError, ensure } from "../../../core/aws-error.ts";
import { hexadecimalId } from "../../../core/hash.ts";
import {
  type Boot,
  type DownCause,
  type Instance,
  type InstanceLaunch,
  type InstancePhase,
  type InstanceState,
  stateOf,
  type Volume,
} from "./instance.ts";
import { plainMachines } from "./machines.ts";
import { type PlanClock, Plans } from "./plans.ts";
import { reasons } from "./reasons.ts";

/** Is told what becomes of instances, at the moment it happens. */
export interface InstanceObserver {
  /** The operating system is up. */
  readonly booted?: (instance: Instance, boot: Boot) => void;
  /** The operating system goes down; nothing on the instance runs any more. */
  readonly down?: (instance: Instance, cause: DownCause) => void;
  /** A new state holds: `stopped` and `terminated` are ends. */
  readonly changed?: (instance: Instance, state: InstanceState) => void;
  /** Its tags have changed, or it was launched with tags. */
  readonly tagged?: (instance: Instance, keys: readonly string[], version: number) => void;
}

/** How long things take, in seconds. */
export interface InstanceTimes {
  readonly pendingInstanceSeconds: number;
  readonly stoppingSeconds: number;
  readonly shuttingDownSeconds: number;
  readonly rebootSeconds: number;
  readonly terminatedVisibleSeconds: number;
  readonly hiddenInstanceSeconds: number;
  /** Whether a stop does not end unless it is forced. */
  readonly stopHangs: (instanceId: string) => boolean;
}

/** All instances of an account, in all Regions, and what becomes of them as time passes. */
export class Instances {
  readonly observers = new Set<InstanceObserver>();
  /** What disks are made of; to be set before the first launch. */
  readonly machines = plainMachines();
  readonly #held = new Map<string, Instance>();
  readonly #plans: Plans;
  readonly #clock: PlanClock;
  readonly #times: InstanceTimes;

  /** @param times read whenever something begins, so that they may change */
  constructor(clock: PlanClock, times: InstanceTimes) {
    this.#clock = clock;
    this.#plans = new Plans(clock);
    this.#times = times;
  }

  /** Launches an instance: it is pending, then runs. */
  launch(id: string, { tags, ...launch }: InstanceLaunch): Instance {
    const { now } = this.#clock;
    const instance: Instance = {
      ...launch,
      id,
      privateIp: addressOf("10.0", id),
      publicIp: launch.hasPublicAddress ? addressOf("198.18", id) : undefined,
      Tags: [],
      tagVersion: 0,
      launchedAt: now,
      boots: [],
      phases: [],
      isUp: false,
      stateReason: undefined,
      visibleFrom: now + this.#times.hiddenInstanceSeconds * 1_000,
      visibleUntil: Infinity,
    };
    instance.machine = this.machines.launch(launch.machine, instance);
    this.#held.set(id, instance);
    this.tag(instance, tags);
    this.#bringUp(instance, "launch");
    this.#watchExpiry(instance);
    return instance;
  }

  /** Starts a stopped instance; its disk is as it was. */
  start(instance: Instance): void {
    this.#truncate(instance);
    instance.launchedAt = this.#clock.now;
    instance.stateReason = undefined;
    this.#bringUp(instance, "start");
  }

  /** Stops an instance that runs, or one that is stopping again. */
  stop(
    instance: Instance,
    { reason = reasons.askedFor, isForced = false }: { reason?: StateReason; isForced?: boolean } = {},
  ): void {
    this.#truncate(instance);
    instance.stateReason = reason;
    this.#takeDown(instance, "stop");
    if (this.stateOf(instance) !== "stopping") this.#enter(instance, "stopping", 0);
    if (isForced || !this.#times.stopHangs(instance.id)) {
      this.#enter(instance, "stopped", this.#times.stoppingSeconds);
    }
  }

  /** Reboots an instance that runs; its state stays. */
  reboot(instance: Instance, cause: "reboot" | "image" = "reboot"): void {
    this.#truncate(instance);
    this.#takeDown(instance, cause);
    this.#plans.add(instance.id, this.#times.rebootSeconds, () => {
      this.#boot(instance, cause);
    });
  }

  /** Ends an instance for good. One that is ending already stays as it is. */
  terminate(instance: Instance, reason: StateReason = reasons.askedFor): void {
    const state = stateOf(instance, this.#clock.now);
    if (state === "shutting-down" || state === "terminated") return;
    this.#truncate(instance);
    instance.stateReason = reason;
    this.#takeDown(instance, "terminate");
    const seconds = state === "stopped" ? 0 : this.#times.shuttingDownSeconds;
    this.#enter(instance, "shutting-down", 0);
    this.#enter(instance, "terminated", seconds);
    instance.visibleUntil = this.#clock.now + (seconds + this.#times.terminatedVisibleSeconds) * 1_000;
  }

  /** The machine powers itself off, by a command on it: it stops or ends as its launch said. Nothing happens unless it is up. */
  powerOff(instance: Instance): void {
    if (!instance.isUp) return;
    if (instance.shutdownBehavior === "terminate") this.terminate(instance, reasons.shutDown);
    else this.stop(instance, { reason: reasons.shutDown });
  }

  /** EC2 takes a spot instance back. */
  interrupt(instance: Instance): void {
    this.terminate(instance, reasons.interrupted);
  }

  /** Removes the timer that powers the machine off from its disk, as a command on it can. */
  disarm(instance: Instance): void {
    instance.powerOffAt = undefined;
  }

  /** Adds tags to an instance, or overwrites them. */
  tag(instance: Instance, added: readonly Tag[]): void {
    const before = new Map(instance.Tags.map(({ Key, Value }) => [Key, Value]));
    const changed = added.flatMap(({ Key = "", Value }) => (before.has(Key) && before.get(Key) === Value ? [] : Key));
    const keys = new Set(added.map(({ Key }) => Key));
    instance.Tags = [...instance.Tags.filter(({ Key }) => !keys.has(Key)), ...added];
    if (changed.length === 0) return;
    instance.tagVersion += 1;
    for (const { tagged } of this.observers) tagged?.(instance, changed, instance.tagVersion);
  }

  /** A volume of an instance. */
  findVolume(id: string): Volume | undefined {
    return this.all.flatMap(({ volumes }) => volumes).find((volume) => volume.id === id);
  }

  /** The state of an instance now. */
  stateOf(instance: Instance): InstanceState {
    return stateOf(instance, this.#clock.now);
  }

  /**
   * An instance as EC2 shows it.
   *
   * @throws AwsError InvalidInstanceID.Malformed, InvalidInstanceID.NotFound
   */
  find(id: string, region: string): Instance {
    ensure(/^i-[0-9a-f]+$/.test(id), "InvalidInstanceID.Malformed", `Invalid id: "${id}"`);
    const instance = this.#held.get(id);
    if (instance?.region !== region || !this.#isVisible(instance)) {
      throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`);
    }
    return instance;
  }

  /** An instance whatever EC2 shows of it. */
  get(id: string): Instance | undefined {
    return this.#held.get(id);
  }

  /** The instances of a Region that EC2 shows. */
  list(region: string): readonly Instance[] {
    return [...this.#held.values()].filter((instance) => instance.region === region && this.#isVisible(instance));
  }

  /** All instances there ever were. */
  get all(): readonly Instance[] {
    return [...this.#held.values()];
  }

  #isVisible({ visibleFrom, visibleUntil }: Instance): boolean {
    const { now } = this.#clock;
    return visibleFrom <= now && now < visibleUntil;
  }

  #bringUp(instance: Instance, cause: "launch" | "start"): void {
    const seconds = this.#times.pendingInstanceSeconds;
    this.#enter(instance, "pending", 0);
    this.#enter(instance, "running", seconds);
    this.#plans.add(instance.id, seconds, () => {
      this.#boot(instance, cause);
    });
  }

  #boot(instance: Instance, cause: Boot["cause"]): void {
    const boot = { at: this.#clock.now, cause };
    instance.isUp = true;
    instance.boots = [...instance.boots, boot];
    for (const { booted } of this.observers) booted?.(instance, boot);
  }

  #takeDown(instance: Instance, cause: DownCause): void {
    if (!instance.isUp) return;
    instance.isUp = false;
    for (const { down } of this.observers) down?.(instance, cause);
  }

  /** Lets a state hold after a while, and tells of it then. */
  #enter(instance: Instance, state: InstanceState, seconds: number): void {
    const phase: InstancePhase = { state, from: this.#clock.now + seconds * 1_000 };
    instance.phases = [...instance.phases, phase];
    this.#plans.add(instance.id, seconds, () => {
      for (const { changed } of this.observers) changed?.(instance, state);
    });
  }

  /** Forgets what was to happen to an instance, but for what is due at this very moment. */
  #truncate(instance: Instance): void {
    this.#plans.drop(instance.id);
    const { now } = this.#clock;
    instance.phases = instance.phases.filter(({ from }) => from <= now);
  }

  /** A systemd timer with an absolute moment fires when that comes and the machine is up, however often it has booted. */
  #watchExpiry(instance: Instance): void {
    const { powerOffAt } = instance;
    if (powerOffAt === undefined || powerOffAt <= this.#clock.now) return;
    this.#clock.setBackgroundTimer(() => {
      if (instance.powerOffAt === powerOffAt) this.powerOff(instance);
    }, powerOffAt - this.#clock.now);
  }
}

/** An address that comes from the id, and is the same in every run. */
function addressOf(network: string, id: string): string {
  const digits = hexadecimalId(id, 4);
  return `${network}.${Number.parseInt(digits.slice(0, 2), 16)}.${Number.parseInt(digits.slice(2), 16)}`;
}

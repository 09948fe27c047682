import { EC2Client, type Image, type Tag } from "@aws-sdk/client-ec2";
import { AsyncLocalStorage } from "node:async_hooks";
import { AwsError } from "../../../simulator/core/aws-error.ts";
import { deleteSnapshotAccess, ec2Access } from "../../../simulator/aws/ec2/access/access.ts";
import { Ec2, type ImageInput } from "../../../simulator/aws/ec2/ec2.ts";
import { type AccessRequest, isAllowed, type Statement } from "../../../simulator/core/iam/policy.ts";
import { redHatAccount, redHatImage } from "../../../simulator/modules/ami-copier/red-hat/images.ts";
import { VirtualClock } from "../../../simulator/core/clock.ts";
import type { Ec2Settings } from "../../../simulator/aws/ec2/settings.ts";
import { viewImage } from "../../../simulator/aws/ec2/view.ts";
import { ec2Error } from "./ec2-error.ts";

/** The account the copies are made in. */
export const ownAccount = "111122223333";
export const homeRegion = "us-east-1";
export { redHatAccount };

/** One call that reached the fake, whether it succeeded or not. */
export interface RecordedCall {
  readonly operation: string;
  readonly region: string;
  readonly input: object;
  /** The policy of its caller, if it has one. */
  readonly policy: readonly Statement[] | undefined;
}

/** A snapshot as the tests look at it. */
export interface FakeSnapshot {
  readonly id: string;
  readonly region: string;
  readonly tags: readonly Tag[];
}

/** The process that a call comes from. One store for all accounts: Node.js keeps every store that was ever used. */
const processes = new AsyncLocalStorage<{ isDead: boolean }>();

/** A function's process died in the middle of its work. */
export class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

/**
 * The simulator's EC2 behind real EC2Clients, without network and processes: a middleware answers in its place, so the SDK's
 * paginators take the clients. Time passes on its clock, which executions share, and by `advance`.
 */
export class FakeEc2 {
  readonly calls: RecordedCall[] = [];
  /** What callers asked for and were not allowed. */
  readonly denials: AccessRequest[] = [];
  /** Told of each call that reaches EC2, before it takes effect. */
  watch: ((call: RecordedCall) => void) | undefined;
  /** The clock of all executions in this account. */
  readonly clock = new VirtualClock(Date.parse("2026-01-01T00:00:00.000Z"));
  readonly #ec2: Ec2;
  readonly #copyFailures = new Map<string, string>();
  readonly #errors: { readonly operation: string; readonly code: string; readonly status: number }[] = [];
  readonly #happenings = new Map<string, () => void>();
  /** What calls outside `runProcess`. */
  #ownProcess = { isDead: false };
  #advanced = 0;
  #sharedNames = 0;
  #plannedDeath: { callsLeft: number; readonly after: boolean } | undefined;

  constructor() {
    const timeOf = () => this.#time;
    this.#ec2 = new Ec2(ownAccount, homeRegion, {
      get now() {
        return timeOf();
      },
      setBackgroundTimer: (callback, milliseconds) => this.clock.setBackgroundTimer(callback, milliseconds),
      clearTimer: (timer) => {
        this.clock.clearTimer(timer);
      },
    });
    this.settings.copyProblem = (sourceImageId) => this.#copyFailures.get(sourceImageId);
  }

  /** How EC2 behaves today. */
  get settings(): Ec2Settings {
    return this.#ec2.settings;
  }

  /**
   * A client in a Region.
   *
   * @param policy what its caller may do; everything when left out
   */
  client(region: string = homeRegion, policy?: readonly Statement[]): EC2Client {
    const client = new EC2Client({ region, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
    client.middlewareStack.add(
      (_next, context) => (args) =>
        new Promise((resolve) => {
          const operation = String(context["commandName"]).replace(/Command$/, "");
          const answer = this.#answer(operation, region, structuredClone(args.input), policy);
          resolve({ output: { ...answer, $metadata: {} } as never, response: {} });
        }),
      { step: "initialize", priority: "high", name: "fakeEc2" },
    );
    return client;
  }

  readonly now = (): Date => new Date(this.#time);

  /** Lets time pass. */
  advance(minutes: number): void {
    this.#advanced += minutes * 60_000;
  }

  /**
   * Does work as a process of its own, which each invocation of a function is here: a planned death ends the process that makes the
   * call, and no other.
   *
   * @throws ProcessDied when it died, whatever the work made of that
   */
  async runProcess<T>(work: () => Promise<T>): Promise<T> {
    const process = { isDead: false };
    const [ending] = await Promise.allSettled([processes.run(process, work)]);
    if (process.isDead) throw new ProcessDied();
    if (ending.status === "rejected") throw ending.reason;
    return ending.value;
  }

  /** Creates an image of Red Hat's that is shared with the account; returns its id. */
  share(image: ImageInput = {}): string {
    this.#sharedNames += 1;
    const uuid = `00000000-0000-4000-8000-${this.#sharedNames.toString(16).padStart(12, "0")}`;
    return this.#ec2.share(redHatImage({ Name: `composer-api-${uuid}`, ...image }));
  }

  /** Withdraws the share of an image. */
  unshare(imageId: string): void {
    this.#ec2.unshare(imageId);
  }

  /** Puts an image into the account by hand, for example one the Python original made; returns its id. */
  addOwn(image: ImageInput): string {
    return this.#ec2.addOwn(redHatImage({ Name: "by-hand", ...image }));
  }

  /** Changes an image of the account by hand. */
  modify(imageId: string, change: Partial<Image>): void {
    this.#ec2.modify(imageId, change);
  }

  /** Removes an image of the account by hand, with its snapshots. */
  remove(ImageId: string): void {
    this.#ec2.call("DeregisterImage", { ImageId, DeleteAssociatedSnapshots: true }, homeRegion);
  }

  /** Lets copies of an image started from now on fail after their time. */
  failCopiesOf(sourceImageId: string, reason: string): void {
    this.#copyFailures.set(sourceImageId, reason);
  }

  /** The next call of an operation answers with an error, without effect. Repeat it for more calls. */
  failNext(operation: string, code: string, status = 400): void {
    this.#errors.push({ operation, code, status });
  }

  /** Lets something happen just before the next call of an operation. */
  beforeNext(operation: string, happen: () => void): void {
    this.#happenings.set(operation, happen);
  }

  /** Deletes a snapshot of the account by hand. */
  deleteSnapshot(SnapshotId: string): void {
    this.#ec2.call("DeleteSnapshot", { SnapshotId }, homeRegion);
  }

  /** The process that makes the n-th call from now (1 is the next) dies before the call reaches AWS. */
  failBefore(n: number): void {
    this.#plannedDeath = { callsLeft: n, after: false };
  }

  /** The process that makes the n-th call from now dies after the call took effect, before its answer arrives. */
  failAfter(n: number): void {
    this.#plannedDeath = { callsLeft: n, after: true };
  }

  /** Whether a death is planned that did not come yet. */
  get isDeathPlanned(): boolean {
    return this.#plannedDeath !== undefined;
  }

  /** Forgets a planned death, and starts a new process where calls are made outside `runProcess`. */
  revive(): void {
    this.#ownProcess = { isDead: false };
    this.#plannedDeath = undefined;
  }

  /** Inputs of the calls of one operation, in order. */
  callsTo(operation: string): readonly object[] {
    return this.calls.filter((call) => call.operation === operation).map((call) => call.input);
  }

  /** The account's registered images, in whatever state. */
  ownImages(region: string = homeRegion): readonly Image[] {
    return this.#ec2.ownImages(region).map((stored) => viewImage(stored, this.#time));
  }

  /** The account's snapshots. */
  snapshots(): readonly FakeSnapshot[] {
    return [...this.#ec2.store.snapshots.values()].map(({ region, snapshot }) => ({
      id: snapshot.SnapshotId,
      region,
      tags: snapshot.Tags ?? [],
    }));
  }

  get #time(): number {
    return this.clock.now + this.#advanced;
  }

  #answer(operation: string, region: string, input: object, policy: readonly Statement[] | undefined): object {
    const process = processes.getStore() ?? this.#ownProcess;
    if (process.isDead) {
      throw new ProcessDied();
    }
    this.calls.push({ operation, region, input, policy });
    const death = this.#takeDeath();
    if (death === "before") {
      process.isDead = true;
      throw new ProcessDied();
    }
    this.watch?.({ operation, region, input, policy });
    this.#happenings.get(operation)?.();
    this.#happenings.delete(operation);
    const error = this.#takeError(operation);
    if (error !== undefined) {
      throw ec2Error(error.code, `injected ${error.code}`, error.status);
    }
    try {
      return this.#call(operation, region, input, policy);
    } catch (error) {
      throw error instanceof AwsError ? ec2Error(error.code, error.message, error.status) : error;
    } finally {
      if (death === "after") {
        process.isDead = true;
        throw new ProcessDied();
      }
    }
  }

  /** IAM first, as EC2 does: what is not there has no tags, and is refused where tags are asked for. */
  #call(operation: string, region: string, input: object, policy: readonly Statement[] | undefined): object {
    const place = { partition: "aws", region, accountId: ownAccount };
    const allows = (request: AccessRequest) => policy === undefined || isAllowed(policy, request);
    const denied = ec2Access(operation, input, place, this.#ec2).find((request) => !allows(request));
    if (denied !== undefined) {
      this.denials.push(denied);
      throw new AwsError("UnauthorizedOperation", `not authorized: ${denied.action} on ${denied.resource}`, 403);
    }
    return this.#ec2.call(operation, input, region, {
      mayDelete: (id) => allows(deleteSnapshotAccess(id, place, this.#ec2)),
      mayEncryptWith: () => true,
    });
  }

  /** When the process that calls now dies. */
  #takeDeath(): "before" | "after" | undefined {
    if (this.#plannedDeath === undefined) return undefined;
    this.#plannedDeath.callsLeft -= 1;
    if (this.#plannedDeath.callsLeft > 0) return undefined;
    const { after } = this.#plannedDeath;
    this.#plannedDeath = undefined;
    return after ? "after" : "before";
  }

  #takeError(operation: string) {
    const index = this.#errors.findIndex((error) => error.operation === operation);
    return index === -1 ? undefined : this.#errors.splice(index, 1)[0];
  }
}

import type { DescribeImagesCommandOutput } from "@aws-sdk/client-ec2";
import { AutoScaling } from "./aws/autoscaling/groups.ts";
import { createAutoScaling } from "./aws/autoscaling/service.ts";
import { Ec2 } from "./aws/ec2/ec2.ts";
import { stateChangeEvent, tagChangeEvent } from "./aws/ec2/events.ts";
import { createEc2Service } from "./aws/ec2/service.ts";
import { EventBridge } from "./aws/events/event-bridge.ts";
import { createEvents } from "./aws/events/service.ts";
import type { FunctionTarget } from "./aws/events/targets.ts";
import { createKms, type Key, Keys } from "./aws/kms/service.ts";
import { S3 } from "./aws/s3/s3.ts";
import { createS3Service } from "./aws/s3/service.ts";
import { createSecretsManager, type Secret } from "./aws/secrets-manager/service.ts";
import { type AwsServiceName, endpointVariables } from "./aws/services.ts";
import { createSns } from "./aws/sns/service.ts";
import { Topics } from "./aws/sns/topics.ts";
import { Queues } from "./aws/sqs/queues.ts";
import { createSqs } from "./aws/sqs/service.ts";
import { imageParameters } from "./aws/ssm/parameters/image-parameters.ts";
import { createSsm } from "./aws/ssm/service.ts";
import { Ssm } from "./aws/ssm/ssm.ts";
import { createStates } from "./aws/states/service.ts";
import { createSts } from "./aws/sts/service.ts";
import { type AnsweredCall, watchAnswers } from "./core/answered-call.ts";
import { AwsError } from "./core/aws-error.ts";
import { Breakdown } from "./core/breakdown.ts";
import { VirtualClock } from "./core/clock.ts";
import { FaultPlan, type Faults } from "./core/faults.ts";
import { ModuleError } from "./core/module-error.ts";
import type { Role } from "./core/iam/roles.ts";
import { seededDraw } from "./core/random.ts";
import { callService, contextOf } from "./core/server/aws.ts";
import type { Caller, Callers } from "./core/server/callers.ts";
import type { ObservedCall } from "./core/server/exchange.ts";
import type { Host } from "./core/server/host.ts";
import { startServer } from "./core/server/server.ts";
import type { Service } from "./core/service.ts";
import { AsynchronousInvocations } from "./lambda/asynchronous.ts";
import { LambdaError } from "./lambda/lambda-function.ts";
import { PublishedVersions } from "./lambda/published-versions.ts";
import type { InterpreterEvent } from "./step-functions/history.ts";
import { StateMachines } from "./step-functions/state-machines.ts";
import { statusEvent } from "./step-functions/status-event.ts";
import { executionArn, type ServiceCall } from "./step-functions/tasks.ts";

export const accountId = "111122223333";
export const partition = "aws";

/** Somebody at a command line, with credentials of the account. */
export const person: Caller = {
  name: "person",
  arn: `arn:${partition}:iam::${accountId}:user/person`,
  accessKeyId: "AKIAPERSON0000000000",
  secretAccessKey: "secret-of-the-person",
};

/** What an account is made with. */
export interface AccountOptions {
  readonly region: string;
  /** When its clock begins, in milliseconds since 1970. */
  readonly start: number;
  readonly keys: readonly Key[];
  /** What is reached beside AWS. */
  readonly hosts: readonly Host[];
  /** Of what chance decides, such as the jitter of retries; 0 when left out. */
  readonly seed?: number;
}

/** A function of the account. */
export interface AccountFunction extends FunctionTarget {
  /** Calls it, for an execution if one is named. @throws LambdaError with the name that Step Functions sees */
  readonly invoke: (event: unknown, executionArn?: string) => Promise<unknown>;
}

/** An AWS account on the loopback address, with other hosts beside it: all on one server and one virtual clock. */
export interface Account {
  readonly region: string;
  readonly clock: VirtualClock;
  readonly ec2: Ec2;
  readonly ssm: Ssm;
  readonly autoScaling: AutoScaling;
  /** What Secrets Manager holds; add to it what an installation brings. */
  readonly secrets: Secret[];
  readonly s3: S3;
  readonly events: EventBridge;
  readonly topics: Topics;
  readonly queues: Queues;
  readonly stateMachines: StateMachines;
  /** By their ARNs. */
  readonly roles: Map<string, Role>;
  /** By their ARNs: without a version, and each version and alias under its own. */
  readonly functions: Map<string, AccountFunction>;
  /** What is published of them. */
  readonly versions: PublishedVersions;
  /** Invocations that nobody waits for. */
  readonly invocations: AsynchronousInvocations;
  readonly callers: Callers;
  /** Are told what happens in executions, whoever started them. */
  readonly executionObservers: Set<(event: InterpreterEvent) => void>;
  /** Are told of the calls that AWS's services answered well, also where the answer was lost on its way. */
  readonly answerObservers: Set<(call: AnsweredCall) => void>;
  /** Every call so far, with its moment in milliseconds since 1970. */
  readonly calls: readonly (ObservedCall & { readonly at: number })[];
  readonly url: string;
  /** Addresses of all services and hosts for a caller, under the names the SDK and the functions look for. */
  readonly endpoints: (caller: Caller) => Readonly<Record<string, string>>;
  /** Decides what goes wrong from now on. */
  readonly plan: (faults: Faults) => void;
  /** From here on records of executions that events and functions start count, in milliseconds since 1970; the account's start at first. */
  readonly recordFrom: (moment: number) => void;
  /** Waits for something that happens in the account. @throws whatever error the simulator itself has meanwhile */
  readonly guard: <T>(work: Promise<T>) => Promise<T>;
  /** Ends when nothing is under way any more: no event, no execution, no invocation. The virtual clock goes on meanwhile. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens an account; close it at the end. */
export async function openAccount({ region, start, keys, hosts, seed = 0 }: AccountOptions): Promise<Account> {
  const clock = new VirtualClock(start);
  const breakdown = new Breakdown();
  const ec2 = new Ec2(accountId, region, clock);
  const keyring = new Keys(keys);
  ec2.settings.keyProblem = (kmsKeyId, place) => keyring.findProblem(kmsKeyId, place);
  ec2.settings.copyProblem = (_sourceImageId, kmsKeyId, place) => keyring.findProblem(kmsKeyId, place);
  const s3 = new S3(keyring, () => clock.now);
  const secrets: Secret[] = [];
  const roles = new Map<string, Role>();
  const functions = new Map<string, AccountFunction>();
  const ssm = new Ssm({
    accountId,
    clock,
    instances: ec2.instances,
    roles,
    isImage: (imageId, place) => isAvailable(ec2, imageId, place),
    s3,
    broken: breakdown.report,
  });
  ec2.referrers.parameters = (place) => imageParameters(ssm.parameters, { partition, region: place, accountId });
  const versions = new PublishedVersions();
  const invocations = new AsynchronousInvocations(clock, breakdown.report);
  const queues = new Queues(clock);
  const topics = new Topics(clock, queues);
  const callers: Callers = new Map([[person.accessKeyId, person]]);
  const calls: (ObservedCall & { readonly at: number })[] = [];
  const observe = (call: ObservedCall) => calls.push({ ...call, at: clock.now });
  const executionObservers = new Set<(event: InterpreterEvent) => void>();
  const answerObservers = new Set<(call: AnsweredCall) => void>();
  let faults: Faults = new FaultPlan([]);
  let recordsFrom = start;

  const stateMachines: StateMachines = new StateMachines({
    clock,
    draw: seededDraw(seed),
    since: () => recordsFrom,
    invoke: (arn, event, executionArn) => {
      const target = functions.get(arn);
      if (target === undefined) {
        // As Lambda answers (Invoke); the prefix is what Step Functions puts before Lambda's errors.
        throw new LambdaError("Lambda.ResourceNotFoundException", `Function not found: ${arn}`);
      }
      return target.invoke(event, executionArn);
    },
    call: (call) => callInside(services, call, { clock, region, faults, observe }),
    event: (event) => {
      for (const observer of executionObservers) observer(event);
    },
    status: (execution) => events.putEvent(statusEvent(execution), execution.executionArn.split(":")[3] ?? ""),
    broken: breakdown.report,
  });
  const events: EventBridge = new EventBridge({
    accountId,
    clock,
    queues,
    broken: breakdown.report,
    targets: {
      roles,
      functions,
      queues,
      topics,
      startExecution: (stateMachineArn, name, input) => {
        stateMachines.start({ stateMachineArn, name, input });
      },
    },
  });
  ec2.instances.observers.add({
    changed: (instance, state) => {
      events.putEvent(stateChangeEvent(instance, state, { partition, accountId }), instance.region);
    },
    tagged: (instance, keys, version) => {
      events.putEvent(tagChangeEvent(instance, keys, version, { partition, accountId }), instance.region);
    },
  });
  const autoScaling = new AutoScaling();
  const byName: Readonly<Record<AwsServiceName, Service>> = {
    autoscaling: createAutoScaling(autoScaling),
    ec2: createEc2Service(ec2, keyring),
    events: createEvents(events, accountId),
    kms: createKms(keyring),
    s3: createS3Service(s3),
    secretsmanager: createSecretsManager(accountId, secrets),
    sns: createSns(topics),
    sqs: createSqs(queues, clock),
    ssm: createSsm(ssm),
    states: createStates(stateMachines),
    sts: createSts(accountId),
  };
  const services = new Map(
    Object.entries(byName).map(([name, service]) => [
      name,
      watchAnswers(name, service, (call) => {
        for (const observer of answerObservers) observer(call);
      }),
    ]),
  );
  const server = await startServer({
    services,
    hosts,
    callers,
    faults: () => faults,
    observe,
    broken: breakdown.report,
  });
  const settle = async () => {
    // Each can start another: an event an execution, an execution a function, its end an event.
    for (let before = -1; before !== events.seen.length;) {
      before = events.seen.length;
      await events.settled();
      await invocations.settled();
      await stateMachines.records();
    }
  };
  return {
    region,
    clock,
    ec2,
    ssm,
    autoScaling,
    secrets,
    s3,
    events,
    topics,
    queues,
    stateMachines,
    roles,
    functions,
    versions,
    invocations,
    callers,
    executionObservers,
    answerObservers,
    calls,
    url: server.url,
    endpoints: (caller) => ({
      ...endpointVariables(server.url),
      ...Object.fromEntries(hosts.flatMap((host) => Object.entries(host.environment(server.hostUrl(host, caller))))),
    }),
    plan: (planned) => {
      faults = planned;
    },
    recordFrom: (moment) => {
      recordsFrom = moment;
    },
    guard: (work) => breakdown.guard(work),
    settled: () => breakdown.guard(settle()),
    close: async () => {
      clock.stop();
      await server.close();
    },
  };
}

/** Whether an image of a Region can be used, as EC2 tells who asks for it. */
function isAvailable(ec2: Ec2, imageId: string, region: string): boolean {
  try {
    const { Images = [] } = ec2.call("DescribeImages", { ImageIds: [imageId] }, region) as DescribeImagesCommandOutput;
    return Images.some(({ State }) => State === "available");
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

/** What the calls of state machines meet. */
interface Inside {
  readonly clock: VirtualClock;
  readonly region: string;
  readonly faults: Faults;
  readonly observe: (call: ObservedCall) => void;
}

/**
 * A call of a state machine's task goes over no wire, so that no connection can break: it is refused instead. No function makes
 * it, so that none can die of it.
 */
async function callInside(
  services: ReadonlyMap<string, Service>,
  { service: name, operation, input, role }: ServiceCall,
  { clock, region, faults, observe }: Inside,
): Promise<object> {
  const service = services.get(name);
  if (service === undefined) {
    throw new ModuleError(`A state machine calls ${name}:${operation}, which is not simulated`);
  }
  const caller = {
    name: role.machineArn.split(":").at(-1) ?? "",
    arn: role.sessionArn,
    accessKeyId: "",
    secretAccessKey: "",
    executionArn: () => executionArn(role),
    ...(role.policy === undefined ? {} : { policy: role.policy }),
  };
  const seen = (outcome: string) => {
    observe({ service: name, operation, caller, executionArn: executionArn(role), outcome });
  };
  const perform = () => clock.standStill(() => callService(service, operation, input, contextOf(caller, region)));
  const { kind: fault, seconds = 0 } = faults.take(name, operation, "state machine") ?? {};
  if (fault === "slow") {
    seen(fault);
    await clock.sleepUntil(clock.now + seconds * 1_000);
    return perform();
  }
  if (fault !== undefined) {
    seen(fault);
    if (fault === "lose-answer" || fault === "kill-after") {
      // Whatever the service says, nobody hears it.
      await perform().catch((error: unknown) => {
        if (!(error instanceof AwsError)) throw error;
      });
    }
    const [code, status] = service.protocol.refusals[fault === "throttle" ? "throttle" : "unavailable"];
    throw new AwsError(code, "Injected by the simulation.", status);
  }
  try {
    const output = await perform();
    seen("ok");
    return output;
  } catch (error) {
    seen(error instanceof AwsError ? error.code : "InternalError");
    throw error;
  }
}

import { VirtualClock } from "./core/clock.ts";
import { Ec2 } from "./aws/ec2/ec2.ts";
import { createEc2Service } from "./aws/ec2/service.ts";
import type { Caller, Callers } from "./core/server/callers.ts";
import { FaultPlan, type Faults } from "./core/faults.ts";
import type { Host } from "./core/server/host.ts";
import type { ObservedCall } from "./core/server/exchange.ts";
import { startServer } from "./core/server/server.ts";
import { createKms, type Key, Keys } from "./aws/kms/service.ts";
import { createSecretsManager, type Secret } from "./aws/secrets-manager/service.ts";
import type { Service } from "./core/service.ts";
import { createSsm, type Parameter } from "./aws/ssm/service.ts";
import { endpointVariables } from "./aws/services.ts";
import { createSts } from "./aws/sts/service.ts";

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
}

/** An AWS account on the loopback address, with other hosts beside it: all on one server and one virtual clock. */
export interface Account {
  readonly region: string;
  readonly clock: VirtualClock;
  readonly ec2: Ec2;
  /** What Parameter Store and Secrets Manager hold; add to it what an installation brings. */
  readonly parameters: Parameter[];
  readonly secrets: Secret[];
  readonly callers: Callers;
  /** Every call so far, with its moment in milliseconds since 1970. */
  readonly calls: readonly (ObservedCall & { readonly at: number })[];
  readonly url: string;
  /** Addresses of all services and hosts for a caller, under the names the SDK and the functions look for. */
  readonly endpoints: (caller: Caller) => Readonly<Record<string, string>>;
  /** Decides what goes wrong from now on. */
  readonly plan: (faults: Faults) => void;
  readonly close: () => Promise<void>;
}

/** Opens an account; close it at the end. */
export async function openAccount({ region, start, keys, hosts }: AccountOptions): Promise<Account> {
  const clock = new VirtualClock(start);
  const ec2 = new Ec2(accountId, region, () => clock.now);
  const keyring = new Keys(keys);
  ec2.settings.copyProblem = (_sourceImageId, kmsKeyId, place) => keyring.findProblem(kmsKeyId, place);
  const parameters: Parameter[] = [];
  const secrets: Secret[] = [];
  const callers: Callers = new Map([[person.accessKeyId, person]]);
  const calls: (ObservedCall & { readonly at: number })[] = [];
  let faults: Faults = new FaultPlan([]);
  const services = new Map<string, Service>([
    ["ec2", createEc2Service(ec2, keyring)],
    ["kms", createKms(keyring)],
    ["secretsmanager", createSecretsManager(secrets)],
    ["ssm", createSsm(accountId, parameters)],
    ["sts", createSts(accountId)],
  ]);
  const server = await startServer({
    services,
    hosts,
    callers,
    faults: () => faults,
    observe: (call) => calls.push({ ...call, at: clock.now }),
  });
  return {
    region,
    clock,
    ec2,
    parameters,
    secrets,
    callers,
    calls,
    url: server.url,
    endpoints: (caller) => ({
      ...endpointVariables(server.url),
      ...Object.fromEntries(hosts.flatMap((host) => Object.entries(host.environment(server.hostUrl(host, caller))))),
    }),
    plan: (planned) => {
      faults = planned;
    },
    close: server.close,
  };
}

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Account, accountId, person } from "../../../simulator/account.ts";
import { createAutoScaling } from "../../../simulator/aws/autoscaling/service.ts";
import { createEc2Service } from "../../../simulator/aws/ec2/service.ts";
import { createEvents } from "../../../simulator/aws/events/service.ts";
import { createKms, Keys } from "../../../simulator/aws/kms/service.ts";
import { operationsAtAws, servedOperations } from "../../../simulator/aws/operations.ts";
import { createS3Service } from "../../../simulator/aws/s3/service.ts";
import { createSecretsManager } from "../../../simulator/aws/secrets-manager/service.ts";
import { type AwsServiceName, awsServiceNames } from "../../../simulator/aws/services.ts";
import { createSns } from "../../../simulator/aws/sns/service.ts";
import { createSqs } from "../../../simulator/aws/sqs/service.ts";
import { createSsm } from "../../../simulator/aws/ssm/service.ts";
import { createStates } from "../../../simulator/aws/states/service.ts";
import { createSts } from "../../../simulator/aws/sts/service.ts";
import { AwsError } from "../../../simulator/core/aws-error.ts";
import { type Fault, FaultPlan } from "../../../simulator/core/faults.ts";
import { contextOf } from "../../../simulator/core/server/aws.ts";
import type { Service } from "../../../simulator/core/service.ts";
import { open, region, start } from "./support.ts";

let account: Account;

beforeEach(async () => {
  account = await open();
});

afterEach(() => account.close());

describe("the operations that the simulator says it answers", () => {
  function serviceOf(name: AwsServiceName): Service {
    const services: Readonly<Record<AwsServiceName, () => Service>> = {
      autoscaling: () => createAutoScaling(account.autoScaling),
      ec2: () => createEc2Service(account.ec2, new Keys([])),
      events: () => createEvents(account.events, accountId),
      kms: () => createKms(new Keys([])),
      s3: () => createS3Service(account.s3),
      secretsmanager: () => createSecretsManager(accountId, []),
      sns: () => createSns(account.topics),
      sqs: () => createSqs(account.queues, account.clock),
      ssm: () => createSsm(account.ssm),
      states: () => createStates(account.stateMachines),
      sts: () => createSts(accountId),
    };
    return services[name]();
  }

  /** Whether a service does something for an operation, be it that it refuses what it is told. */
  async function isKnown(service: Service, operation: string): Promise<boolean> {
    try {
      await service.call(operation, {}, contextOf(person, region));
      return true;
    } catch (error) {
      return !(
        error instanceof AwsError &&
        ["UnknownOperationException", "InvalidAction", "NotImplemented"].includes(error.code)
      );
    }
  }

  test.each(awsServiceNames)("%s answers them, and no others that it has at AWS", async (name) => {
    const service = serviceOf(name);
    const known: string[] = [];
    for (const operation of operationsAtAws(name)) {
      if (await isKnown(service, operation)) known.push(operation);
    }
    expect(known.sort()).toEqual([...servedOperations[name]].sort());
  });
});

describe("a state machine's own call", () => {
  const arn = `arn:aws:states:${region}:${accountId}:stateMachine:caller`;
  const task = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity", Parameters: {}, End: true };

  async function run(fault: Fault, more: object = {}) {
    const plan = new FaultPlan([fault]);
    account.plan(plan);
    account.stateMachines.put({
      arn,
      name: "caller",
      roleArn: `arn:aws:iam::${accountId}:role/caller`,
      policy: [],
      definition: { StartAt: "Call", States: { Call: { ...task, ...more } } },
    });
    account.stateMachines.start({ stateMachineArn: arn, name: "one", input: {} });
    const [record] = await account.stateMachines.records();
    return { record, faults: plan.records, calls: account.calls.map(({ at, outcome }) => [at - start, outcome]) };
  }

  test("that is slow takes its virtual time, and the call takes effect", async () => {
    const { record, faults, calls } = await run({ kind: "slow", service: "sts", seconds: 90 });
    expect(record).toMatchObject({ status: "SUCCEEDED", endedAt: 90_000, output: { Account: accountId } });
    expect(faults).toMatchObject([{ calls: 1, hits: 1 }]);
    expect(calls).toEqual([[0, "slow"]]);
  });

  test("that is slower than the state may be times out", async () => {
    const { record } = await run({ kind: "slow", seconds: 90 }, { TimeoutSeconds: 60 });
    expect(record).toMatchObject({ status: "FAILED", error: "States.Timeout", endedAt: 60_000 });
  });

  test.each(["kill-before", "kill-after"] as const)(
    "kills nobody: %s is not about it, and hits nothing",
    async (kind) => {
      const { record, faults } = await run({ kind, service: "sts" });
      expect(record).toMatchObject({ status: "SUCCEEDED", endedAt: 0 });
      expect(faults).toMatchObject([{ calls: 0, hits: 0 }]);
    },
  );

  test.each(["throttle", "unavailable", "timeout", "drop", "lose-answer"] as const)(
    "fails its state when it meets %s",
    async (kind) => {
      const { record, calls } = await run({ kind, service: "sts", operation: "GetCallerIdentity" });
      expect(record).toMatchObject({ status: "FAILED", cause: "Injected by the simulation." });
      expect(calls).toEqual([[0, kind]]);
    },
  );
});

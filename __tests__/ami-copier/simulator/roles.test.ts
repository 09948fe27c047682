import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { isAllowed, readStatements, type Statement } from "../../../simulator/core/iam/policy.ts";
import { type Definition, listStates } from "../../../simulator/step-functions/definition.ts";
import type { CopierScenarioInput } from "../../../simulator/modules/ami-copier/scenario.ts";
import { applied, place } from "./resources.ts";
import { execute, withSimulation } from "./support.ts";

const text = (value: unknown) => z.string().parse(value);

/** An action on a resource. */
type Need = readonly [action: string, resource: string];

/** The module's roles, by the last part of their names, and what they are for. */
async function installed(variables: Readonly<Record<string, unknown>> = {}) {
  const resources = await applied(variables);
  const only = (type: string) => resources(type)[0] ?? {};
  const statementsOf = (ending: string): readonly Statement[] =>
    resources("aws_iam_role_policy")
      .filter((policy) => text(policy["role"]).endsWith(ending))
      .flatMap((policy) =>
        readStatements(
          z.object({ Statement: z.array(z.unknown()) }).parse(JSON.parse(text(policy["policy"]))).Statement,
        ),
      );
  const machine = only("aws_sfn_state_machine");
  return {
    statementsOf,
    stateMachineArn: text(machine["arn"]),
    definition: JSON.parse(text(machine["definition"])) as Definition,
  };
}

const defaults = await installed();

function mayDo(statements: readonly Statement[], [action, resource]: Need): boolean {
  return isAllowed(statements, { action, resource });
}

/** What the statements allow beyond some needs: each action and each resource pattern that none of them uses. */
function unused(statements: readonly Statement[], needs: readonly Need[]): readonly string[] {
  return statements.flatMap((statement) =>
    statement.Action.flatMap((action) =>
      statement.Resource.filter(
        (resource) => !needs.some((need) => mayDo([{ ...statement, Action: [action], Resource: [resource] }], need)),
      ).map((resource) => `${action} on ${resource}`),
    ),
  );
}

/** Delivery of a state machine's log to CloudWatch (Step Functions Developer Guide, Logging to CloudWatch Logs). */
const logDelivery: readonly Need[] = [
  ...["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"],
  ...["PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"],
].map((action) => [`logs:${action}`, "*"]);

/** What X-Ray is told, and asks (Step Functions Developer Guide, Trace Step Functions request data in AWS X-Ray). */
const tracing: readonly Need[] = [
  "PutTraceSegments",
  "PutTelemetryRecords",
  "GetSamplingRules",
  "GetSamplingTargets",
].map((action) => [`xray:${action}`, "*"]);

function withoutVersion(functionArn: string): string {
  return functionArn.split(":").slice(0, 7).join(":");
}

/** What a state machine with such a definition does: calls its functions, runs the items of a distributed map, writes its log. */
function needsOf({ stateMachineArn, definition }: Awaited<ReturnType<typeof installed>>): readonly Need[] {
  const states = listStates(definition);
  const distributed = states.find(([, { ItemProcessor }]) => ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED");
  const label = distributed?.[1].Label ?? "";
  const execution = stateMachineArn.replace(":stateMachine:", ":execution:");
  return [
    ...states.flatMap(([, { Type, Resource = "" }]): Need[] =>
      Type === "Task"
        ? // A run in progress calls earlier versions, one from before there were versions calls none (Lambda, function versions).
          [Resource, Resource.replace(/:1$/, ":0"), withoutVersion(Resource)].map((arn) => [
            "lambda:InvokeFunction",
            arn,
          ])
        : [],
    ),
    // Step Functions Developer Guide, IAM policies for using Distributed Map states. A child's ARN has the map's label in it.
    ...(distributed !== undefined
      ? ([
          ["states:StartExecution", stateMachineArn],
          ...[`${execution}:name`, `${execution}/${label}:name`].flatMap((child): Need[] => [
            ["states:DescribeExecution", child],
            ["states:StopExecution", child],
          ]),
          ["states:RedriveExecution", `${execution}/${label}:name`],
        ] as const)
      : []),
    ...logDelivery,
  ];
}

describe("the state machine's role", () => {
  test("may do what the workflow does, and nothing more", () => {
    const [statements, needs] = [defaults.statementsOf("-sfn"), needsOf(defaults)];
    expect(needs.filter((need) => !mayDo(statements, need))).toEqual([]);
    expect(unused(statements, needs)).toEqual([]);
  });

  test("may trace when tracing is on, and only then", async () => {
    const on = await installed({ tracing_enabled: true });
    expect(tracing.filter((need) => mayDo(defaults.statementsOf("-sfn"), need))).toEqual([]);
    expect(tracing.filter((need) => !mayDo(on.statementsOf("-sfn"), need))).toEqual([]);
    expect(unused(on.statementsOf("-sfn"), [...needsOf(on), ...tracing])).toEqual([]);
  });

  test("covers every function that a simulated run calls", async () => {
    const statements = defaults.statementsOf("-sfn");
    await withSimulation({ images: 1, composes: false }, async (simulation) => {
      await execute(simulation);
      const called = new Set(simulation.installation.invocations.map(({ functionName }) => functionName));
      expect(called.size).toBe(3);
      for (const name of called) {
        const resource = `arn:${place.partition}:lambda:${place.region}:${place.accountId}:function:${name}`;
        expect(mayDo(statements, ["lambda:InvokeFunction", `${resource}:1`]), name).toBe(true);
      }
    });
  });

  test.each<Need>([
    ["lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111122223333:function:other"],
    ["lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111122223333:function:rhel-ami-copier-initiator-other:1"],
    ["states:StartExecution", "arn:aws:states:us-east-1:111122223333:stateMachine:other"],
    ["states:StopExecution", "arn:aws:states:us-east-1:111122223333:execution:rhel-ami-copier-other:name"],
    ["iam:PassRole", "*"],
  ])("may not %s on %s", (...need) => {
    expect(mayDo(defaults.statementsOf("-sfn"), need)).toBe(false);
  });
});

test("the schedule's role may start the state machine, and nothing more", () => {
  const { statementsOf, stateMachineArn } = defaults;
  const needs: readonly Need[] = [["states:StartExecution", stateMachineArn]];
  const statements = statementsOf("-eventbridge");
  expect(needs.filter((need) => !mayDo(statements, need))).toEqual([]);
  expect(unused(statements, needs)).toEqual([]);
  expect(mayDo(statements, ["states:StartExecution", `${stateMachineArn}-other`])).toBe(false);
});

const stores: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Parameter Store": { redhat_credential_store: "ssm" },
  "Secrets Manager": { redhat_credential_store: "secretsmanager" },
};

describe.each(Object.entries(stores))("with %s the functions' roles allow what runs call, and no more", (_, store) => {
  const services = new Set(["ec2", "kms", "ssm", "secretsmanager"]);
  /** Allowed for a call of another name: tags in the calls that create, EC2's use of the key, logs, traces. */
  const implied = new Set([
    "ec2:CreateTags",
    ...["Decrypt", "GenerateDataKeyWithoutPlaintext", "ReEncrypt*", "CreateGrant"].map((action) => `kms:${action}`),
    ...["logs:CreateLogStream", "logs:PutLogEvents"],
  ]);
  const variables = { kms_key_id: "alias/images", ...store };
  const called = new Map<string, Set<string>>();
  let module = defaults;

  beforeAll(async () => {
    module = await installed({
      ...variables,
      enable_redhat_api: true,
      redhat_client_id: "id",
      redhat_client_secret: "secret",
    });
    // One copy ends well, one fails, and EC2 leaves its snapshots for the function to delete.
    const scenario: CopierScenarioInput = {
      images: [{ boot_mode: "uefi" }, { copy_fails: "The key is disabled" }],
      composes: 2,
      variables,
    };
    const calls = await withSimulation(scenario, async (simulation) => {
      simulation.account.ec2.settings.snapshotReturnCode = "internal-error";
      await execute(simulation);
      return simulation.account.calls;
    });
    for (const { caller, service, operation } of calls) {
      if (!services.has(service)) continue;
      called.set(caller.name, (called.get(caller.name) ?? new Set()).add(`${service}:${operation}`));
    }
  });

  test.each([
    ["rhel-ami-copier-initiator", "-ami-copier-role"],
    ["rhel-ami-copier-status-checker", "-status-checker"],
    ["rhel-ami-copier-finalizer", "-finalizer"],
  ])("%s", (name, ending) => {
    const granted = new Set(module.statementsOf(ending).flatMap(({ Action }) => Action));
    expect([...granted].filter((action) => !implied.has(action)).sort()).toEqual([...(called.get(name) ?? [])].sort());
  });
});

import aslValidator from "asl-validator";
import { beforeAll, describe, expect, it } from "vitest";
import { transientLambdaErrors } from "../../../lambdas/shared/error-names.ts";
import { errorNames } from "../../../lambdas/ami-builder/contract.ts";
import { functionTimeouts } from "../../../stacks/ami-builder/definition/functions.ts";
import { mainDefinition } from "../../../stacks/ami-builder/definition/main.ts";
import { retriers } from "../../../stacks/ami-builder/definition/retriers.ts";
import { payloadLimit } from "../../../simulator/step-functions/limits.ts";
import { openWorld } from "./deaths.ts";
import { captureOf, launchHost } from "./hosts.ts";

/** What the tests look at in a state. */
interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Label?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly StartAt?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly ItemProcessor?: Machine;
}

interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:golden-ami-builder-${name}`;
const functions = Object.fromEntries(
  Object.entries(functionTimeouts).map(([name, timeout]) => [name, { arn: arnOf(name), timeout }]),
);

/** The module's definition as data: its own type is exact to the letter. */
const definition = JSON.parse(
  JSON.stringify(
    mainDefinition({ functions: functions as never, settings: "{}", maxConcurrentBuilds: 4, retry: retriers }),
  ),
) as Machine;

function machines(machine: Machine): Machine[] {
  return [
    machine,
    ...Object.values(machine.States).flatMap((state) =>
      state.ItemProcessor === undefined ? [] : machines(state.ItemProcessor),
    ),
  ];
}

const all = machines(definition);
const states = all.flatMap(({ States }) => Object.entries(States));
const tasks = states.filter(([, { Type }]) => Type === "Task");

describe("the state machine definition", () => {
  it("is valid Amazon States Language", () => {
    // A copy: the validator writes into what it checks.
    expect(aslValidator(structuredClone(definition), { checkPaths: true, checkArn: true })).toMatchObject({
      isValid: true,
      errors: [],
    });
  });

  it("gives no two states the same name, so that a log line names one", () => {
    const names = states.map(([name]) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("reaches every state, and goes to none that is not there", () => {
    for (const { StartAt, States } of all) {
      const reached = new Set<string>();
      const visit = (name: string) => {
        if (reached.has(name)) return;
        reached.add(name);
        const state = States[name];
        if (state === undefined) throw new Error(`There is no state ${name}`);
        const { Next, Default, Choices = [], Catch = [] } = state;
        for (const next of [
          Next,
          Default,
          ...Choices.map((choice) => choice.Next),
          ...Catch.map((catcher) => catcher.Next),
        ]) {
          if (next !== undefined) visit(next);
        }
      };
      visit(StartAt);
      expect(Object.keys(States).filter((name) => !reached.has(name))).toEqual([]);
    }
  });

  it.each(tasks)("bounds %s in time, tries it again on passing errors, and catches all others", (_, task) => {
    const [, timeout = Number.NaN] =
      Object.entries(functionTimeouts).find(([name]) => task.Resource === arnOf(name)) ?? [];
    expect(task.TimeoutSeconds).toBeGreaterThan(timeout);
    expect(task.Retry?.[0]).toMatchObject({ ErrorEquals: [...transientLambdaErrors, errorNames.awsTransient] });
    expect(task.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL"))).toBe(true);
  });

  it("catches what maps themselves fail with", () => {
    const uncaught = states.filter(
      ([name, { Type, Catch = [] }]) =>
        // The cells' map is within the waves', which catches.
        Type === "Map" && name !== "BuildCells" && !Catch.some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL")),
    );
    expect(uncaught).toEqual([]);
  });

  it("tries nothing again that another try cannot cure", () => {
    const retried = new Set(tasks.flatMap(([, { Retry = [] }]) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals)));
    const passing = [...transientLambdaErrors, errorNames.awsTransient, errorNames.parameterNotAccepted];
    expect([...retried].filter((name) => !passing.some((other) => other === name))).toEqual([]);
  });

  it("labels its distributed maps differently, as Step Functions takes it", () => {
    const labels = states.flatMap(([, { Label }]) => Label ?? []);
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
  });

  it("holds no path as a literal text", () => {
    const literals: string[] = [];
    const visit = (value: unknown, key: string): void => {
      if (typeof value === "string") {
        if (value.startsWith("$") && !/(\.\$|Path|^Variable)$/.test(key)) literals.push(`${key}: ${value}`);
      } else if (typeof value === "object" && value !== null) {
        for (const [name, inner] of Object.entries(value)) visit(inner, Array.isArray(value) ? key : name);
      }
    };
    visit(definition, "");
    expect(literals).toEqual([]);
  });
});

/** Ways through the states: what is asked for, and what goes wrong. */
const walks: Readonly<Record<string, (entered: Set<string>, sizes: number[]) => Promise<void>>> = {
  "builds, and does so again": async (entered, sizes) => {
    const world = await openWorld();
    for (const name of ["first", "second"]) note(await world.run({ name }), entered, sizes);
    await world.close();
  },
  "fails in a step": async (entered, sizes) => {
    const world = await openWorld({ commands: [{ step: "two", exit: 3 }] });
    const run = await world.run({ name: "first" });
    expect(run).toMatchObject({ status: "FAILED", error: "BuildsFailed" });
    expect(run.cause).toContain("StepFailedError");
    note(run, entered, sizes);
    await world.close();
  },
  "runs out of room for a while": async (entered, sizes) => {
    const world = await openWorld();
    let refused = 0;
    world.account.ec2.settings.refuseLaunch = () => (refused++ < 4 ? "InsufficientInstanceCapacity" : undefined);
    const run = await world.run({ name: "first" });
    expect(run.status).toBe("SUCCEEDED");
    note(run, entered, sizes);
    await world.close();
  },
  "has to stop by force": async (entered, sizes) => {
    const world = await openWorld();
    world.account.ec2.settings.stopHangs = () => true;
    note(await world.run({ name: "first" }), entered, sizes);
    await world.close();
  },
  "validates, promotes and rolls back": async (entered, sizes) => {
    const world = await openWorld();
    await world.run({ name: "first" });
    await world.run({ name: "second", input: { force: true } });
    const inputs = [
      { action: "validate", template: "web" },
      { action: "promote", template: "web", channel: "stable" },
      { action: "rollback", template: "web", channel: "latest", reason: "broken" },
    ];
    for (const [index, input] of inputs.entries()) {
      const run = await world.run({ name: `event-${index}`, input });
      expect([run.status, run.cause], input.action).toEqual(["SUCCEEDED", undefined]);
      note(run, entered, sizes);
    }
    await world.close();
  },
  "captures by the function and by the instance": async (entered, sizes) => {
    for (const via of ["lambda", "instance"]) {
      const world = await openWorld();
      let asked = 0;
      world.ask = () => (asked++ % 2 === 0 ? { problem: "refused" } : { status: 200, body: "ready" });
      const input = captureOf(await launchHost(world)) as { readonly readiness: object };
      const readiness = { ...input.readiness, via, timeout_seconds: 600 };
      note(await world.run({ name: "first", input: { ...input, readiness, verify: true } }), entered, sizes);
      await world.close();
    }
  },
  "refuses what it does not understand": async (entered, sizes) => {
    const world = await openWorld();
    const run = await world.run({ name: "first", input: { action: "explode" } });
    expect(run).toMatchObject({ status: "FAILED", error: "PlanError" });
    note(run, entered, sizes);
    await world.close();
  },
};

/** What none of these ways leads through, so that a new state is walked through or written down here. */
const notWalked: readonly string[] = [
  // A host that is asked by itself needs an agent with a role, which these hosts have not.
  ...["WaitForProbe", "CheckProbe"],
  // Commands and stops that are tried again.
  ...["NextCommand", "StopByForce", "NextTestsOnVerifier"],
  // Names and room that come free, for an image or a clone.
  ...["WaitForNameOfCapture", "NextCandidateOfClone"],
  ...["SendProbeClone", "IsProbeCloneAnswered", "WaitForProbeClone", "CheckProbeClone", "SendProbeCloneAgain"],
  ...["SendProbeAfterReboot", "IsProbeAfterRebootAnswered", "WaitForProbeAfterReboot", "CheckProbeAfterReboot"],
  ...["SendProbeAfterRebootAgain", "CleanUpCapture"],
  // Deletions are walked through with the cleaner.
  ...["FindImages", "DeleteImages", "ReportDeletion"],
  // Ends that only a fault of a function leads to.
  ...["ReportFailed", "CaptureNotRecorded", "DeletionFailed"],
  ...[
    "WaitForName",
    "NextCandidateOfVerifier",
    "MoveParameters",
    "BuildNotRecorded",
    "WaitForCopyQuota",
    "RegionFailed",
  ],
  // Further Regions of captures.
  ...["WaitForCopyOfCapture", "CheckCopyOfCapture", "WaitForCopyQuotaOfCapture", "RegionFailedOfCapture"],
  ...[
    "NextCandidateOfValidator",
    "NextTestsOnValidator",
    "CleanUpValidation",
    "ValidationNotRecorded",
    "ChannelNotMoved",
  ],
  ...["DeleteImage", "DeleteImageFailed", "DeleteImageLost"],
];

type Run = Awaited<ReturnType<Awaited<ReturnType<typeof openWorld>>["run"]>>;

function note({ states: entered, largestPayload }: Run, into: Set<string>, sizes: number[]): void {
  for (const { name } of entered) into.add(name);
  sizes.push(largestPayload);
}

describe("the workflow, state by state", () => {
  const entered = new Set<string>();
  const sizes: number[] = [];
  beforeAll(async () => {
    for (const [name, walk] of Object.entries(walks)) {
      await walk(entered, sizes).catch((error: unknown) => {
        throw new Error(`It ${name}: ${String(error)}`, { cause: error });
      });
    }
  });

  it("is walked through but for what is listed", () => {
    const names = states.map(([name]) => name).filter((name) => !entered.has(name));
    expect(names.filter((name) => !notWalked.includes(name))).toEqual([]);
  });

  it("carries little from state to state", () => {
    expect(Math.max(...sizes)).toBeLessThan(payloadLimit / 16);
  });
});

import aslValidator from "asl-validator";
import { describe, expect, it } from "vitest";
import { errorNames } from "../../../lambdas/ami-copier/contract.ts";
import { transientLambdaErrors } from "../../../lambdas/shared/error-names.ts";
import { amiCopierDefinition } from "../../../stacks/ami-copier/definition.ts";
import { allStates, definitionInput } from "./support.ts";

const definition = amiCopierDefinition(definitionInput);
const states = allStates(definition);
const tasks = states.filter(([, state]) => state.Type === "Task");

describe("the state machine definition", () => {
  it("is valid Amazon States Language", () => {
    // A copy: the validator writes into what it checks.
    const copy = structuredClone(definition);
    expect(aslValidator(copy, { checkPaths: true, checkArn: true })).toMatchObject({ isValid: true, errors: [] });
  });

  it("keeps the original's names of the states that it keeps", () => {
    expect(states.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        ...["DiscoverAMIs", "CheckAMIsFound", "NoAMIsToProcess", "ProcessAMIs", "AggregateResults", "Success"],
        ...["DiscoveryFailed", "WaitForCopy", "CheckStatus", "IsAMIReady", "FinalizeAMI", "AMICompleted"],
        ...["CopyFailed", "StatusCheckFailed", "FinalizationFailed"],
      ]),
    );
  });

  it("gives no two states the same name, so that a log line names one", () => {
    const names = states.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(tasks)("bounds %s in time and tries it again on passing errors, with backoff and jitter", (_, task) => {
    expect(task.TimeoutSeconds).toBeGreaterThan(0);
    expect(task.Retry?.[0]).toMatchObject({
      ErrorEquals: [...transientLambdaErrors, errorNames.awsTransient],
      JitterStrategy: "FULL",
    });
    for (const retrier of task.Retry ?? []) {
      expect(retrier.MaxAttempts).toBeLessThanOrEqual(10);
      expect(retrier.MaxDelaySeconds).toBeLessThanOrEqual(900);
    }
  });

  it("tries nothing again that another try cannot cure", () => {
    const retried = new Set(tasks.flatMap(([, task]) => task.Retry?.flatMap((retrier) => retrier.ErrorEquals) ?? []));
    for (const final of [
      errorNames.invalidInput,
      errorNames.configuration,
      errorNames.imageNotShared,
      errorNames.encryptionKey,
      errorNames.awsRequest,
      errorNames.nameTaken,
      errorNames.billingMismatch,
      "States.ALL",
    ]) {
      expect(retried).not.toContain(final);
    }
  });

  it("catches every error of every task and of the waves", () => {
    const uncaught = [...tasks, ...states.filter(([name]) => name === "ProcessAMIs")].filter(
      ([, task]) => !task.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL")),
    );
    expect(uncaught).toEqual([]);
  });

  it("reads no cause where there may be none: what is caught has one only as a rule", () => {
    expect(JSON.stringify(definition)).not.toMatch(/\.Cause\b/);
  });

  it("labels its waves as Step Functions takes it, and as the role that redrives them has it", () => {
    const { Label } = definition.States.ProcessAMIs;
    expect(Label).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
  });

  it("holds no path as a literal text, as the original's summary did", () => {
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

  it("passes the user's tags on as one text, so that no key of theirs is read as a path", () => {
    const tags = JSON.stringify({ "cost.$": "$.execution_id" });
    const withTags = amiCopierDefinition({ ...definitionInput, tags });
    const carrying = allStates(withTags).filter(([, state]) => state.Parameters?.tags !== undefined);
    expect(carrying.map(([name, state]) => [name, state.Parameters?.tags])).toEqual([
      ["StartCopy", tags],
      ["FinalizeAMI", tags],
    ]);
  });
});

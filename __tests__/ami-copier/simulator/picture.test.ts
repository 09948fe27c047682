import { describe, expect, test } from "vitest";
import { summaryText } from "../../../simulator/cli/summary.ts";
import { amiCopier } from "../../../simulator/modules/ami-copier/index.ts";
import type { CopierRecord } from "../../../simulator/modules/ami-copier/record.ts";
import { finalResult, run, withSimulation } from "./support.ts";

const summaryOf = (record: CopierRecord) => summaryText(amiCopier, record);
const endsOf = ({ images }: CopierRecord) => images.map(({ outcome, reason }) => [outcome, reason]);
const one = "ami-00000000000000001";

describe("an image that no execution discovered is not one that needed nothing", () => {
  test("discovery is throttled", async () => {
    const record = await run({
      images: [{ count: 2 }, { earlier: "copied" }],
      faults: [{ kind: "throttle", operation: "DescribeImages" }],
    });
    const reason = expect.stringMatching(
      /^no discovery was completed: AwsTransientError: .*RequestLimitExceeded/,
    ) as string;
    expect(endsOf(record)).toEqual([
      ["undiscovered", reason],
      ["undiscovered", reason],
      ["undiscovered", reason],
    ]);
    expect(summaryOf(record)).toMatch(/^Images: 3 undiscovered$/m);
    expect(summaryOf(record)).toMatch(/^ {2}3 undiscovered: no discovery was completed: /m);
  });

  test("it is shared in another Region", async () => {
    const record = await run({ images: [{ earlier: "copied" }, { region: "eu-west-1" }] });
    expect(endsOf(record)).toEqual([
      ["skipped", undefined],
      ["undiscovered", "it is shared in eu-west-1, and the executions looked in us-east-1"],
    ]);
    expect(summaryOf(record)).toMatch(/^Images: 1 undiscovered, 1 skipped$/m);
  });

  test("the filters leave it out", async () => {
    const record = await run({
      images: [{ architecture: "arm64" }, {}],
      composes: false,
      variables: { source_architectures: ["x86_64"] },
    });
    expect(endsOf(record)).toEqual([
      ["undiscovered", "DescribeImages did not list it for the module's owners, names and architectures"],
      ["done", undefined],
    ]);
  });

  test("the input of the execution names another image", async () => {
    const record = await run({ images: 2, runs: [{ input: { source_ami_id: one } }] });
    expect(endsOf(record)).toEqual([
      ["done", undefined],
      ["undiscovered", "the executions looked for other images, which their inputs name"],
    ]);
  });

  test("nothing was started", async () => {
    const record = await withSimulation({ images: 1 }, (simulation) => Promise.resolve(simulation.record([])));
    expect(endsOf(record)).toEqual([["undiscovered", "no execution looked for it"]]);
  });
});

test("an image that a run leaves to a later one is deferred, not skipped", async () => {
  const record = await run({ images: 3, snapshot_copy_quota: 1, copy_minutes: 300 });
  expect(
    endsOf(record)
      .map(([outcome]) => outcome)
      .sort(),
  ).toEqual(["deferred", "deferred", "done"]);
});

test("a run that failed tells its counts and the causes", async () => {
  const record = await run({ images: [{ count: 2, copy_fails: "Given key ID is not accessible" }, { count: 1 }] });
  expect(record.executions).toMatchObject([{ status: "FAILED", error: "CopiesFailed" }]);
  expect(record.runs).toMatchObject([
    {
      execution: "run-1",
      summary: { discovered: 3, copied: 1, skipped: 0, failed: 2, deferred: 0 },
      failures: [{ source_ami_id: one }, { source_ami_id: "ami-00000000000000002" }],
    },
  ]);
  const text = summaryOf(record);
  expect(text).toMatch(/\n {2}3 discovered: 1 copied, 0 skipped, 2 failed, 0 deferred\n/);
  expect(text).toMatch(
    /\n {2}2 failed: the copy is failed: Given key ID is not accessible \(ami-00000000000000001, ami-00000000000000002\)\n/,
  );
});

test("a copy belongs to the execution that registered its image, however many were there", async () => {
  const record = await run({ images: 3, runs: [{}, { at_minutes: 3 }] });
  expect(record.executions.map(finalResult)).toMatchObject([{ status: "success" }, { status: "success" }]);
  expect(record.images.map(({ registeredBy }) => registeredBy)).toEqual(["run-1", "run-1", "run-1"]);
  expect(record.runs.map(({ execution, registered }) => [execution, registered.length])).toEqual([
    ["run-1", 3],
    ["run-2", 0],
  ]);
  // What the counts say is the module's matter: here that it copied none.
  expect(summaryOf(record)).toMatch(
    /run-2: SUCCEEDED[^\n]*\n {2}3 discovered: 0 copied, 3 skipped[^\n]*\n {2}Of the images that it waited for, 3 were registered by run-1\n/,
  );
  expect(summaryOf(record).match(/Of the images that it waited for/g)).toHaveLength(1);
  const registrations = record.calls.filter(
    ({ operation, outcome }) => operation === "RegisterImage" && outcome === "ok",
  );
  expect(registrations.map(({ execution }) => execution)).toEqual(["run-1", "run-1", "run-1"]);
});

test("an image under way stays what it is when another execution comes upon it", async () => {
  const record = await run({ images: 1, runs: [{}, { at_minutes: 3 }] });
  expect(record.images[0]?.phases.map(({ phase }) => phase)).toEqual(["queued", "copying", "finalizing"]);
});

test("the given inputs are in the record, and secrets are not", async () => {
  const record = await run({ images: 1, composes: 1, variables: { name_prefix: "gold", tags: { Team: "images" } } });
  expect(record.inputs).toEqual([
    { name: "name_prefix", value: "gold", isSensitive: false },
    { name: "tags", value: { Team: "images" }, isSensitive: false },
    { name: "enable_redhat_api", value: true, isSensitive: false },
    { name: "redhat_client_id", value: null, isSensitive: true },
    { name: "redhat_client_secret", value: null, isSensitive: true },
  ]);
  expect(JSON.stringify(record)).not.toContain("simulated-client-secret");
});

test("warnings and errors that functions log are in the record, equal ones together", async () => {
  const record = await run({
    images: [{ count: 3, copy_fails: "Given key ID is not accessible" }],
    faults: [{ kind: "drop", service: "redhat" }],
  });
  expect(record.logs).toMatchObject([
    {
      level: "warn",
      message: expect.stringContaining("Red Hat's API did not tell everything") as string,
      count: 1,
      firstAt: 0,
    },
    {
      level: "warn",
      functionName: "rhel-ami-copier-finalizer",
      message: "A copy is removed",
      count: 3,
      firstAt: 1_800_000,
      fields: { reason: "the copy is failed: Given key ID is not accessible" },
    },
  ]);
  expect(summaryOf(record)).toMatch(
    /\n\nWarnings and errors that functions logged: 4\n {2}00:0\d:\d\d {2}warn {3}1 × rhel-ami-copier-initiator: Red Hat's API[^\n]*\n {2}00:30:00 {2}warn {3}3 × rhel-ami-copier-finalizer: A copy is removed/,
  );
});

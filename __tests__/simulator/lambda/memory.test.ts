import { mkdtempSync, rmSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { VirtualClock } from "../../../simulator/core/clock.ts";
import type { InvocationRecord } from "../../../simulator/core/record.ts";
import { type Invocation, LambdaFunction } from "../../../simulator/lambda/lambda-function.ts";
import { buildRuntime } from "../../../simulator/lambda/package.ts";
import { functionNotes } from "../../../simulator/report/function-notes.ts";
import { retryTransient } from "../../../stacks/shared/asl.ts";
import { run, sequence, task } from "../step-functions/support.ts";

const folder = mkdtempSync(join(tmpdir(), "functions-"));

let runtime = "";

beforeAll(async () => {
  runtime = await buildRuntime(folder);
  await copyFile(fileURLToPath(new URL("handler.cjs", import.meta.url)), join(folder, "index.js"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A function named `work` with 128 MB, which does what its event says. */
function createFunction(
  clock: VirtualClock,
  observe: (invocation: Invocation) => void,
  named = "nodejs22.x",
): LambdaFunction {
  const definition = {
    arn: "arn:aws:lambda:us-east-1:111122223333:function:work",
    name: "work",
    zip: "",
    handler: "index.handler",
    runtime: named,
    timeout: 60,
    memoryMegabytes: 128,
    environment: {},
    roleArn: "arn:aws:iam::111122223333:role/work",
    policy: [],
    version: undefined,
    aliases: [],
    settings: "",
  };
  return new LambdaFunction(definition, folder, {
    runtime,
    clock,
    callers: new Map(),
    region: "us-east-1",
    endpoints: () => ({}),
    observe,
    log: () => undefined,
  });
}

test("a run sees that a function took too much memory, and tries it again as the modules do", async () => {
  const invocations: Invocation[] = [];
  let work: LambdaFunction | undefined;
  const record = await run(
    sequence({ Work: { ...task, Retry: [retryTransient] } }),
    { action: "fill", megabytes: 128 },
    {
      work: (event, clock) => {
        work ??= createFunction(clock, (invocation) => invocations.push(invocation));
        return work.invoke(event);
      },
    },
  );
  expect(record).toMatchObject({ status: "FAILED", error: "Runtime.OutOfMemory" });
  expect(JSON.parse(record.cause ?? "")).toMatchObject({
    errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: signal: killed$/) as string,
  });
  expect(record.states).toMatchObject([{ retries: retryTransient.MaxAttempts }]);
  // Each in a process of its own, for the one before is dead.
  const cold = { coldStart: true, result: { peakMegabytes: 128 } };
  expect(invocations).toMatchObject(Array.from({ length: 1 + retryTransient.MaxAttempts }, () => cold));
});

test("where a machine has no Node.js of the runtime, the invocation tells under which one the function ran", async () => {
  const invocations: Invocation[] = [];
  const record = await run(
    sequence({ Work: task }),
    { action: "version" },
    { work: (event, clock) => createFunction(clock, (each) => invocations.push(each), "nodejs98.x").invoke(event) },
  );
  expect(record.status).toBe("SUCCEEDED");
  expect(invocations).toMatchObject([{ substitute: { runtime: "nodejs98.x", version: process.versions.node } }]);
});

test("the summary says once who had too little memory, and what Node.js stood in for another", () => {
  const invocation: InvocationRecord = {
    functionName: "finalizer",
    at: 0,
    duration: 0,
    memoryMegabytes: 128,
    peakMegabytes: 128,
    coldStart: true,
    outcome: "Runtime.OutOfMemory",
  };
  const substitute = { runtime: "nodejs22.x", version: "20.20.2" };
  expect(functionNotes({ invocations: [invocation, { ...invocation, substitute }] })).toEqual([
    "Functions ran under Node.js 20.20.2; the module names nodejs22.x, which npm ci --prefix simulator/runtimes fetches.",
    "finalizer was killed: it took more than its 128 MB of memory.",
  ]);
  expect(functionNotes({ invocations: [{ ...invocation, outcome: "ok" }] })).toEqual([]);
});

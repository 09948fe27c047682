import { describe, expect, test } from "vitest";
import { findNode, hasRuntime } from "../../../simulator/lambda/node-js.ts";
import { run } from "./support.ts";

describe.each(["nodejs22.x", "nodejs24.x"])("functions of %s", (runtime) => {
  const isMissing = !hasRuntime(findNode(runtime), runtime);
  const title = "copy images under the Node.js of that version";

  test.skipIf(isMissing)(isMissing ? `${title} (skipped: npm run test:runtimes fetches it)` : title, async () => {
    const record = await run({ images: 3, variables: { lambda_runtime: runtime } });
    expect(record.executions).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(record.images.map(({ outcome }) => outcome)).toEqual(["done", "done", "done"]);
    expect(record.invocations.filter(({ substitute }) => substitute !== undefined)).toEqual([]);
  });
});

test("where a machine has no Node.js of the runtime, the record says what the functions ran under", async () => {
  const { invocations } = await run({ images: 1, variables: { lambda_runtime: "nodejs98.x" } });
  const substitute = { runtime: "nodejs98.x", version: process.versions.node };
  expect(invocations.length).toBeGreaterThan(0);
  expect(invocations.filter((invocation) => invocation.substitute === undefined)).toEqual([]);
  expect(invocations[0]).toMatchObject({ substitute });
});

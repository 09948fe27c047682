import { describe, expect, test } from "vitest";
import { findNode, hasRuntime } from "../../../simulator/lambda/node-js.ts";
import { tellSkipped } from "../../support/skipped.ts";
import { run } from "./support.ts";

describe.each(["nodejs22.x", "nodejs24.x"])("functions of %s", (runtime) => {
  const isMissing = !hasRuntime(findNode(runtime), runtime);
  // What was fetched for these tests and is not found is a failure.
  const isSkipped = isMissing && process.env["TEST_RUNTIMES"] === undefined;
  if (isSkipped) tellSkipped(`a simulation under the Node.js of ${runtime}`, "npm run test:runtimes fetches it");

  test.skipIf(isSkipped)("copy images under the Node.js of that version", async () => {
    const record = await run({ images: 3, variables: { lambda_runtime: runtime } });
    expect(record.executions).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(record.images.map(({ outcome }) => outcome)).toEqual(["done", "done", "done"]);
    expect(record.invocations.filter(({ substitute }) => substitute !== undefined)).toEqual([]);
  });
});

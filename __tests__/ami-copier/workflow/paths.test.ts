import { afterAll, describe, expect, it } from "vitest";
import { amiCopierDefinition } from "../../../stacks/ami-copier/definition.ts";
import { expectConverged, expectNothingLeftBehind, finalsOf } from "../support/expectations.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions, type FunctionOptions } from "../support/functions.ts";
import { type Run, type RunOptions, runWorkflow } from "./run.ts";
import { allStates, definitionInput } from "./support.ts";

const entered = new Set<string>();

async function run(world: FakeEc2, options: RunOptions = {}, functionOptions: FunctionOptions = {}): Promise<Run> {
  const result = await runWorkflow(world, createFunctions(world, functionOptions), options);
  for (const state of result.entered) entered.add(state);
  return result;
}

function always(name: string, message: string) {
  return () => Promise.reject(Object.assign(new Error(message), { name }));
}

describe("the workflow, state by state", () => {
  it("copies what is new and says so", async () => {
    const world = new FakeEc2();
    const sources = [world.share(), world.share()];
    const { status, output, entered: path } = await run(world);
    expect(status).toBe("SUCCEEDED");
    expect(output).toMatchObject({
      final_result: {
        status: "success",
        mode: "discovery",
        summary: { discovered: 2, copied: 2, skipped: 0, failed: 0, deferred: 0 },
      },
    });
    expectConverged(world, sources);
    expect(path.filter((state) => state === "WaitForCopy")).toHaveLength(6);
    expect(path.slice(-3)).toEqual(["AggregateResults", "CheckForFailures", "Success"]);
  });

  it("has nothing to do the second time", async () => {
    const world = new FakeEc2();
    world.share();
    await run(world);
    const calls = world.calls.length;
    const second = await run(world, { name: "second" });
    expect(second.entered).toEqual(["DiscoverAMIs", "CheckAMIsFound", "NoAMIsToProcess", "Success"]);
    expect(second.output).toMatchObject({
      result: { status: "success", message: "No AMIs to process", summary: { total_discovered: 1, skipped: 1 } },
    });
    expect(world.calls.length - calls).toBe(2);
  });

  it("copies one image that is asked for by its id", async () => {
    const world = new FakeEc2();
    const [wanted] = [world.share(), world.share()];
    const { output } = await run(world, { input: { source_ami_id: wanted } });
    expect(output).toMatchObject({ final_result: { mode: "single", summary: { discovered: 1, copied: 1 } } });
    expectConverged(world, [wanted]);
    expect(world.ownImages()).toHaveLength(1);
  });

  it.each([
    ["an id that is none", { source_ami_id: "ami-123" }, /InvalidInputError.*ami-123.*AMI id/],
    ["an image that nobody shares", { source_ami_id: "ami-0123456789abcdef0" }, /ImageNotSharedError.*source_region/],
    ["an input that is no object", [], /InvalidInputError.*JSON object/],
  ])("refuses %s and touches nothing", async (_, input, cause) => {
    const world = new FakeEc2();
    world.share();
    const result = await run(world, { input });
    expect(result).toMatchObject({ status: "FAILED", error: "DiscoveryError" });
    expect(result.cause).toMatch(cause);
    expect(result.entered).toEqual(["DiscoverAMIs", "DiscoveryFailed", "DescribeFailure", "RunFailed"]);
    expect(world.ownImages()).toEqual([]);
  });

  it("goes on with the others when one copy cannot be started, and ends FAILED naming it", async () => {
    const world = new FakeEc2();
    const sources = [world.share(), world.share(), world.share()];
    world.failNext("CopyImage", "UnauthorizedOperation", 403);
    const result = await run(world);
    expect(result).toMatchObject({ status: "FAILED", error: "CopiesFailed" });
    expect(result.cause).toMatch(
      /1 of the images failed.*ami-[0-9a-f]+: AwsRequestError: CopyImage: UnauthorizedOperation/,
    );
    expect(sources.filter((id) => finalsOf(world, id).length === 1)).toHaveLength(2);
    expectNothingLeftBehind(world);
  });

  it("removes a copy that fails, ends FAILED with AWS's reason, and copies it again in the next run", async () => {
    const world = new FakeEc2();
    const source = world.share();
    world.failCopiesOf(source, "The key is disabled");
    const first = await run(world);
    expect(first).toMatchObject({ status: "FAILED", error: "CopiesFailed" });
    expect(first.cause).toContain("The key is disabled");
    expectNothingLeftBehind(world);
    const second = await run(world, { name: "second" });
    expect(second.entered).toContain("StartCopy");
  });

  it("tries a passing fault again without failing anything", async () => {
    const world = new FakeEc2();
    const source = world.share();
    for (const operation of ["DescribeImages", "CopyImage", "RegisterImage", "DeregisterImage"]) {
      world.failNext(operation, "RequestLimitExceeded", 503);
    }
    const result = await run(world);
    expect(result.status).toBe("SUCCEEDED");
    expect(Object.values(result.retries).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(4);
    expectConverged(world, [source]);
  });

  it("defers an image while others use up the quota of copies, and does not fail for it", async () => {
    const world = new FakeEc2();
    world.share();
    world.settings.snapshotCopyQuota = 0;
    const result = await run(world);
    expect(result.status).toBe("SUCCEEDED");
    expect(result.output).toMatchObject({
      final_result: { summary: { discovered: 1, copied: 0, deferred: 1, failed: 0 } },
    });
    expect(result.entered).toContain("CopyDeferred");
  });

  it("takes more images than fit the quota in waves of one execution, until none is left", async () => {
    const world = new FakeEc2();
    const sources = Array.from({ length: 7 }, () => world.share());
    world.settings.snapshotCopyQuota = 3;
    const result = await run(world, {}, { environment: { MAX_CONCURRENT_COPIES: "3" } });
    expect(result.status).toBe("SUCCEEDED");
    expectConverged(world, sources);
    expect(result.entered.filter((state) => state === "PrepareCopies")).toHaveLength(3);
  });

  it("leaves a copy that cannot be finished where the next run finds it", async () => {
    const world = new FakeEc2();
    const source = world.share();
    world.failNext("RegisterImage", "UnauthorizedOperation", 403);
    const first = await run(world);
    expect(first).toMatchObject({ status: "FAILED", error: "CopiesFailed" });
    expect(first.entered).toContain("FinalizationFailed");
    const copies = world.callsTo("CopyImage").length;
    const second = await run(world, { name: "second" });
    expect(second.status).toBe("SUCCEEDED");
    expect(world.callsTo("CopyImage")).toHaveLength(copies);
    expectConverged(world, [source]);
  });

  it("counts a wave as failed when it cannot be prepared", async () => {
    const world = new FakeEc2();
    world.share();
    const result = await run(world, { states: { PrepareCopies: always("AwsRequestError", "no") } });
    expect(result).toMatchObject({ status: "FAILED", error: "CopiesFailed" });
    expect(result.cause).toMatch(/ami-[0-9a-f]+: .*AwsRequestError/);
    expect(result.entered).toContain("PreparationFailed");
  });

  it("counts a wave as failed when its status cannot be seen, and finishes it in the next run", async () => {
    const world = new FakeEc2();
    const source = world.share();
    const first = await run(world, { states: { CheckStatus: always("AwsTransientError", "EC2 is away") } });
    expect(first).toMatchObject({ status: "FAILED", error: "CopiesFailed" });
    expect(first.retries["CheckStatus"]).toBe(6);
    expect(first.entered).toContain("StatusCheckFailed");
    expect((await run(world, { name: "second" })).status).toBe("SUCCEEDED");
    expectConverged(world, [source]);
    expect(world.callsTo("CopyImage")).toHaveLength(1);
  });

  it("ends FAILED when the waves cannot be run", async () => {
    const world = new FakeEc2();
    world.share();
    const result = await run(world, { failing: { ProcessAMIs: { Error: "States.Permissions", Cause: "no" } } });
    expect(result).toMatchObject({ status: "FAILED", error: "ProcessingError", cause: "States.Permissions: no" });
  });

  it("ends FAILED under its own name when nobody can count, though the copies were made", async () => {
    const world = new FakeEc2();
    const source = world.share();
    const result = await run(world, { states: { AggregateResults: always("InvalidInputError", "what is this?") } });
    expect(result).toMatchObject({
      status: "FAILED",
      error: "AggregationError",
      cause: "InvalidInputError: what is this?",
    });
    expectConverged(world, [source]);
  });

  it("waits for nothing when every image of a wave was settled", async () => {
    const world = new FakeEc2();
    const source = world.share();
    const functions = createFunctions(world);
    const prepare = async (event: unknown) => {
      world.unshare(source);
      return functions.initiator(event);
    };
    const result = await run(world, { states: { PrepareCopies: prepare } });
    expect(result).toMatchObject({ error: "CopiesFailed", report: { summary: { discovered: 1, failed: 1 } } });
    expect(result.cause).toContain("no longer shared");
    expect(result.entered).not.toContain("WaitForCopy");
    expect(result.endedAt).toBe(result.startedAt);
  });

  it("waits for nothing when no copy could be started", async () => {
    const world = new FakeEc2();
    world.share();
    world.share();
    for (const status of [403, 403]) world.failNext("CopyImage", "UnauthorizedOperation", status);
    const result = await run(world);
    expect(result).toMatchObject({ error: "CopiesFailed", report: { summary: { discovered: 2, failed: 2 } } });
    expect(result.entered).not.toContain("WaitForCopy");
    expect(result.endedAt).toBe(result.startedAt);
  });

  it("waits for the others when the first copy could not be started", async () => {
    const world = new FakeEc2();
    const [, second] = [world.share(), world.share()];
    world.failNext("CopyImage", "UnauthorizedOperation", 403);
    const result = await run(world);
    expect(result).toMatchObject({ error: "CopiesFailed", report: { summary: { copied: 1, failed: 1 } } });
    expect(finalsOf(world, second)).toHaveLength(1);
  });

  it("runs two executions at once over the same images without a second copy", async () => {
    const world = new FakeEc2();
    const sources = [world.share(), world.share(), world.share()];
    const results = await Promise.all([run(world, { name: "one" }), run(world, { name: "two" })]);
    expect(results.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    expectConverged(world, sources);
  });

  afterAll(() => {
    const all = allStates(amiCopierDefinition(definitionInput)).map(([name]) => name);
    expect([...entered].sort()).toEqual([...all].sort());
  });
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ExecutionEnvironment } from "../../../simulator/lambda/execution-environment.ts";
import { findNode, type NodeJs, runningNode } from "../../../simulator/lambda/node-js.ts";
import { buildRuntime } from "../../../simulator/lambda/package.ts";
import { tellSkipped } from "../../support/skipped.ts";

let folder = "";
let runtime = "";
const started: ExecutionEnvironment[] = [];
const lines: string[] = [];
const now = Date.parse("2026-01-01T12:00:00.000Z");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "functions-"));
  runtime = await buildRuntime(folder);
});

afterAll(() => {
  for (const environment of started) environment.kill();
  rmSync(folder, { recursive: true });
});

/** The Node.js that runs this, and those that were fetched: `npm run test:runtimes` does it. */
const nodes = ["nodejs22.x", "nodejs24.x"].reduce<readonly NodeJs[]>(
  (found, name) => (found.includes(findNode(name)) ? found : [...found, findNode(name)]),
  [runningNode],
);

// A process that does not answer tells nothing of itself, and only Linux tells of another's memory: elsewhere its timeout ends it.
const fillings = process.platform === "linux" ? ["fill", "fill and wait"] : ["fill"];
if (!fillings.includes("fill and wait")) {
  tellSkipped("a function that takes too much memory before it answers", "the system is not Linux");
}

describe.each(nodes)("a function's process under Node.js $version", (node) => {
  function start({ timeout = 60, memoryMegabytes = 256 } = {}): ExecutionEnvironment {
    const environment = new ExecutionEnvironment({
      number: 10,
      node: node.path,
      runtime,
      file: fileURLToPath(new URL("handler.cjs", import.meta.url)),
      exportName: "handler",
      variables: { AWS_REGION: "eu-west-1" },
      timeout,
      memoryMegabytes,
      log: (line) => lines.push(line),
    });
    started.push(environment);
    return environment;
  }

  test("is one of that version", async () => {
    expect((await start().invoke({ action: "version" }, now)).value).toBe(node.version);
  });

  test("has the virtual time and its own environment variables, and is kept for the next event", async () => {
    const environment = start();
    const first = await environment.invoke({ action: "now" }, now);
    expect(first).toMatchObject({
      value: { date: "2026-01-01T12:00:00.000Z", now, region: "eu-west-1" },
      now,
      peakMegabytes: expect.any(Number) as number,
    });
    expect(first.value).not.toHaveProperty("home");
    const second = await environment.invoke({ action: "now" }, now + 86_400_000);
    expect(second.value).toMatchObject({ date: "2026-01-02T12:00:00.000Z" });
  });

  test("reports errors by their names, and what it logs", async () => {
    const environment = start();
    const { error } = await environment.invoke({ action: "fail" }, now);
    expect(error).toMatchObject({ errorType: "OutOfRange", errorMessage: "out of range" });
    await environment.invoke({ action: "log" }, now);
    // A line travels beside the result: it is there by the next one.
    await environment.invoke({ action: "now" }, now);
    expect(lines).toContain("a line");
  });

  test("that crashes or is killed is an error, and takes no more events", async () => {
    const crashing = start();
    const crash = await crashing.invoke({ action: "crash" }, now);
    expect(crash.error).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: "RequestId: 0000000a-0000-4000-8000-000000000001 Error: Runtime exited with error: exit status 3",
      trace: [],
    });
    const killed = start();
    const end = killed.invoke({ action: "sleep", milliseconds: 60_000 }, now);
    killed.kill();
    expect((await end).error).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringMatching(/Error: Runtime exited with error: signal: killed$/) as string,
    });
    expect([crashing.alive, killed.alive]).toEqual([false, false]);
  });

  test("may take as much memory as the function has, and its parent's is not counted", async () => {
    const ofParent = Buffer.alloc(300 * 1_024 * 1_024, 1);
    const { value, peakMegabytes } = await start().invoke({ action: "fill", megabytes: 80 }, now);
    expect(value).toBe(10);
    expect(peakMegabytes).toBeGreaterThan(80);
    expect(peakMegabytes).toBeLessThan(256);
    expect(ofParent).toHaveLength(300 * 1_024 * 1_024);
  });

  test.each(fillings)("is killed when it takes more memory than that: %s", async (action) => {
    const environment = start({ memoryMegabytes: 128 });
    expect(await environment.invoke({ action: "now" }, now)).not.toHaveProperty("error");
    const killed = await environment.invoke({ action, megabytes: 128 }, now);
    expect(killed).toMatchObject({
      error: {
        errorType: "Runtime.OutOfMemory",
        errorMessage:
          "RequestId: 0000000a-0000-4000-8000-000000000002 Error: Runtime exited with error: signal: killed",
      },
      peakMegabytes: 128,
      now,
    });
    expect(environment.alive).toBe(false);
  });

  test("dies when its objects need more memory than the function has", async () => {
    const environment = start({ memoryMegabytes: 128 });
    // Which comes first is up to the machine: Node.js gives up at nine tenths, or it is killed.
    const { error } = await environment.invoke({ action: "fill heap" }, now);
    expect(["Runtime.ExitError", "Runtime.OutOfMemory"]).toContain(error?.errorType);
    expect(environment.alive).toBe(false);
  });

  test("that sleeps takes virtual time", async () => {
    expect(await start().invoke({ action: "sleep", milliseconds: 50 }, now)).toMatchObject({
      value: now + 50,
      now: now + 50,
    });
  });

  test("that takes longer than its timeout is killed, at that virtual moment", async () => {
    const environment = start({ timeout: 300 });
    const end = environment.invoke({ action: "sleep", milliseconds: 3_600_000 }, now);
    await environment.passTime(Infinity, new AbortController().signal);
    expect(await end).toMatchObject({
      error: {
        errorType: "Sandbox.Timedout",
        errorMessage: "RequestId: 0000000a-0000-4000-8000-000000000001 Error: Task timed out after 300.00 seconds",
      },
      now: now + 300_000,
    });
    expect(environment.alive).toBe(false);
  });

  test("has no time pass while this machine is slow to answer, whatever timers are set", async () => {
    const slow = createServer((_request, response) => {
      setTimeout(() => response.end("late"), 60);
    });
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    expect(await start().invoke({ action: "ask", url, milliseconds: 20 }, now)).toMatchObject({ value: now, now });
    slow.close();
    slow.closeAllConnections();
  });

  test("has no time pass while this machine is slow to read files", async () => {
    // Nothing comes from a pipe until somebody writes.
    const url = join(folder, `pipe-${node.version}`);
    execFileSync("mkfifo", [url]);
    const environment = start();
    await environment.invoke({ action: "now" }, now);
    const end = environment.invoke({ action: "read", url, milliseconds: 15_000 }, now);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await writeFile(url, "x");
    expect(await end).toMatchObject({ value: now, now });
  });

  test("that waits for an answer gives up when its own patience ends, in virtual time", async () => {
    const environment = start();
    const silent = createServer((request) => {
      const closed = new AbortController();
      request.socket.on("close", () => {
        closed.abort();
      });
      void environment.passTime(Infinity, closed.signal);
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { value } = await environment.invoke({ action: "fetch", url, milliseconds: 10_000 }, now);
    expect(value).toEqual({ error: "TimeoutError", now: now + 10_000 });
    silent.close();
  });
});

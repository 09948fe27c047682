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
import { buildRuntime } from "../../../simulator/lambda/package.ts";

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

function start(timeout = 60): ExecutionEnvironment {
  const environment = new ExecutionEnvironment({
    runtime,
    file: fileURLToPath(new URL("handler.cjs", import.meta.url)),
    exportName: "handler",
    variables: { AWS_REGION: "eu-west-1" },
    timeout,
    log: (line) => lines.push(line),
  });
  started.push(environment);
  return environment;
}

describe("a function's process", () => {
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
    expect(crash.error).toMatchObject({ errorType: "Runtime.ExitError" });
    const killed = start();
    const end = killed.invoke({ action: "sleep", milliseconds: 60_000 }, now);
    killed.kill();
    expect((await end).error).toMatchObject({ errorType: "Runtime.ExitError" });
    expect([crashing.alive, killed.alive]).toEqual([false, false]);
  });

  test("that sleeps takes virtual time", async () => {
    expect(await start().invoke({ action: "sleep", milliseconds: 50 }, now)).toMatchObject({
      value: now + 50,
      now: now + 50,
    });
  });

  test("that takes longer than its timeout is killed, at that virtual moment", async () => {
    const environment = start(300);
    const end = environment.invoke({ action: "sleep", milliseconds: 3_600_000 }, now);
    await environment.passTime(Infinity, new AbortController().signal);
    expect(await end).toMatchObject({
      error: { errorType: "Sandbox.Timedout", errorMessage: "Task timed out after 300.00 seconds" },
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
    const url = join(folder, "pipe");
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

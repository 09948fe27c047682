import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findNode, hasRuntime } from "../../../simulator/lambda/node-js.ts";

let folder = "";
const running = { path: "/usr/bin/node", version: "20.20.2" };
const fetched = () => join(folder, `node22-${process.platform}-${process.arch}`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "runtimes-"));
  mkdirSync(join(fetched(), "bin"), { recursive: true });
  writeFileSync(join(fetched(), "bin", "node"), "");
  chmodSync(join(fetched(), "bin", "node"), 0o755);
  writeFileSync(join(fetched(), "package.json"), JSON.stringify({ version: "22.23.3" }));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("a function runs under the Node.js of its runtime: the one that runs, or one that was fetched", () => {
  expect(findNode("nodejs20.x", folder, running)).toBe(running);
  expect(findNode("nodejs22.x", folder, running)).toEqual({ path: join(fetched(), "bin", "node"), version: "22.23.3" });
});

test("where there is none, the one that runs stands in, and is known not to be it", () => {
  expect(findNode("nodejs24.x", folder, running)).toBe(running);
  expect(hasRuntime(running, "nodejs24.x")).toBe(false);
  expect(hasRuntime({ version: "24.21.0" }, "nodejs24.x")).toBe(true);
  expect(hasRuntime({ version: "2.4.0" }, "nodejs24.x")).toBe(false);
});

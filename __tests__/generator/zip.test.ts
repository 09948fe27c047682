import { strToU8, unzipSync } from "fflate";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { afterAll, describe, expect, it } from "vitest";
import { packFunctions } from "../../generator/render.ts";
import { packZip } from "../../generator/zip.ts";
import { modules } from "../../main.ts";
import { Account } from "../../stacks/shared/account.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { NodeFunction } from "../../stacks/shared/function.ts";
import { sample, sampleSettings } from "./fixtures/sample.ts";

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "zip-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The entries of a zip's central directory (PKWARE's APPNOTE, 4.3.12): what an unpacking tool goes by. */
function readDirectory(zip: Uint8Array) {
  const view = Buffer.from(zip);
  const entries = [];
  for (let at = view.indexOf("PK\x01\x02"); at >= 0; at = view.indexOf("PK\x01\x02", at + 46)) {
    entries.push({
      name: view.toString("utf8", at + 46, at + 46 + view.readUInt16LE(at + 28)),
      madeOn: view.readUInt8(at + 5),
      time: view.readUInt16LE(at + 12),
      date: view.readUInt16LE(at + 14),
      mode: (view.readUInt32LE(at + 38) >>> 16).toString(8),
    });
  }
  return entries;
}

describe("packZip", () => {
  const zip = packZip({ "b.txt": strToU8("b"), "a.txt": strToU8("a") });

  it("sorts entries and gives each the same mode and date, on Unix", () => {
    // 0x21 is the first of January 1980, the earliest date of a zip.
    const rest = { madeOn: 3, time: 0, date: 0x21, mode: "100644" };
    expect(readDirectory(zip)).toEqual([
      { name: "a.txt", ...rest },
      { name: "b.txt", ...rest },
    ]);
  });

  it("does not depend on the order of what it is given", () => {
    expect(packZip({ "a.txt": strToU8("a"), "b.txt": strToU8("b") })).toEqual(zip);
  });
});

describe.each([...modules, sample])("the zips of $name", async (module) => {
  const stack = createModuleStack(new App({ outdir: newFolder() }), module);
  const zips = await packFunctions(stack, process.cwd());

  it.each(zips)("%s holds the handler and the licences, nothing else", (_, zip) => {
    expect(readDirectory(zip).map(({ name }) => name)).toEqual(["THIRD-PARTY-NOTICES.txt", "index.js"]);
  });

  it.each(zips)("%s holds no path and no package by name", (_, zip) => {
    const code = Buffer.from(unzipSync(zip)["index.js"] ?? []).toString("utf8");
    expect(code).not.toContain(process.cwd());
    expect(code).not.toContain("node_modules");
    expect(code).not.toContain("schemas_0");
  });

  it.each(zips)("%s names what it is made of, with its licence", (_, zip) => {
    const notices = Buffer.from(unzipSync(zip)["THIRD-PARTY-NOTICES.txt"] ?? []).toString("utf8");
    expect(notices).toMatch(/^\S+ \d+\.\d+\.\d+ \(\S+\)$/m);
    expect(notices).not.toContain(process.cwd());
  });

  it.each(zips)("%s gives a handler to a fresh Node.js process that has nothing else", (name, zip) => {
    const folder = newFolder();
    const file = join(folder, "index.js");
    writeFileSync(file, unzipSync(zip)["index.js"] ?? new Uint8Array());
    const script = `process.stdout.write(typeof require(${JSON.stringify(file)}).handler)`;
    const output = execFileSync(process.execPath, ["--no-warnings", "-e", script], {
      cwd: folder,
      env: { PATH: process.env["PATH"], AWS_REGION: "us-east-1" },
      encoding: "utf8",
    });
    expect(output, name).toBe("function");
  });
});

describe("the zips of ami-copier", async () => {
  const [amiCopier] = modules;
  const zips = amiCopier
    ? await packFunctions(createModuleStack(new App({ outdir: newFolder() }), amiCopier), process.cwd())
    : [];

  it.each(zips)("%s has what it calls of EC2, and no other operation", (_, zip) => {
    const code = Buffer.from(unzipSync(zip)["index.js"] ?? []).toString("utf8");
    expect(code).not.toContain("RunInstancesRequest");
    expect(code).toContain("DescribeImagesRequest");
    const notices = Buffer.from(unzipSync(zip)["THIRD-PARTY-NOTICES.txt"] ?? []).toString("utf8");
    expect(notices).toMatch(/^@aws-sdk\/client-ec2 \d+\.\d+\.\d+ \(Apache-2\.0\)$/m);
    expect(notices).toContain("Apache License");
  });

  it.each([
    ["initiator", 220_000],
    ["status-checker", 120_000],
    ["finalizer", 120_000],
  ])("%s stays under %d bytes", (name, limit) => {
    expect(new Map(zips).get(name)?.length).toBeLessThan(limit);
  });
});

it("two handlers of one name are an error, for one zip would take the other's place", async () => {
  const stack = createModuleStack(new App({ outdir: newFolder() }), sample);
  new NodeFunction(stack, "other", {
    address: "other",
    entry: "elsewhere/handler.ts",
    functionName: "other",
    description: "",
    timeout: 3,
    role: { purpose: "None.", permissions: [] },
    settings: sampleSettings(new Account(stack, "account"), { zipFolder: "." }),
  });
  await expect(packFunctions(stack, process.cwd())).rejects.toThrow("handler.ts");
});

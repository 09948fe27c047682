import { strToU8, zipSync } from "fflate";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Account, accountId, partition } from "../../simulator/account.ts";
import { awsTypes } from "../../simulator/aws/computed.ts";
import { ModuleError } from "../../simulator/core/module-error.ts";
import { readStatements } from "../../simulator/core/iam/policy.ts";
import { install, type Installation } from "../../simulator/installation.ts";
import { evaluateModule } from "../../simulator/terraform/evaluate.ts";
import { open, region, start } from "./aws/support.ts";

const minute = 60_000;
const fixture = fileURLToPath(new URL("terraform/fixtures/listener", import.meta.url));
const handler = `exports.handler = async ({ detail }) => {
  if (detail.fail) throw Object.assign(new Error("as told"), { name: "AsTold" });
};`;
let folder = "";
let account: Account;
const installed: Installation[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "listener-"));
  cpSync(fixture, folder, { recursive: true });
  writeFileSync(join(folder, "listener.zip"), zipSync({ "index.js": strToU8(handler) }));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  account = await open();
});

afterEach(async () => {
  await Promise.all(installed.splice(0).map(({ close }) => close()));
  await account.close();
});

async function installFixture(variables: Readonly<Record<string, unknown>> = {}): Promise<Installation> {
  const module = await evaluateModule(folder, variables, { accountId, partition, region }, awsTypes);
  const installation = await install(account, module);
  installed.push(installation);
  return installation;
}

const put = (fail: unknown) =>
  account.events.putEvent({ source: "tests", "detail-type": "Told", detail: { fail } }, region);
const outcomes = ({ invocations }: Installation) =>
  invocations.map(({ at, result }) => [(at - start) / minute, result.error?.errorType ?? "ok"]);

test("a function with a role that Lambda may not assume is not created", async () => {
  await expect(installFixture({ trusted: "ec2.amazonaws.com" })).rejects.toThrow(
    /lambda\.amazonaws\.com cannot assume \S+role\/listener for \S+function:listener\. Let its trust policy allow it/,
  );
});

test("schedules are those of the module, and only enabled ones fire", async () => {
  const installation = await installFixture();
  expect(installation.schedules).toEqual([
    { ruleName: "nightly", expression: "rate(1 day)", enabled: true },
    { ruleName: "off", expression: "rate(1 hour)", enabled: false },
  ]);
  expect(installation.stateMachines).toEqual([]);
  await expect(installation.fire("off", start)).rejects.toThrow(/disabled/);
  await expect(installation.fire("happened", start)).rejects.toThrow(/no rule with a schedule/);
  await expect(installation.fire("other", start)).rejects.toThrow(/other is no rule of the module/);
});

test("a schedule and a pattern reach the function, each with what its target says", async () => {
  const installation = await installFixture();
  await installation.fire("nightly", start + 5 * minute);
  put(false);
  put("neither");
  await account.settled();
  expect(outcomes(installation)).toEqual([
    [5, "ok"],
    [5, "ok"],
  ]);
  expect(account.events.seen.map(({ deliveries }) => deliveries.map(({ rule, outcome }) => [rule, outcome]))).toEqual([
    [["nightly", "ok"]],
    [["happened", "ok"]],
    [],
  ]);
});

test.each(["1", "live"])(
  "an event reaches the version %s of a function, with a permission of its own",
  async (qualifier) => {
    const installation = await installFixture({ publish: true, target_qualifier: qualifier });
    put(false);
    await account.settled();
    expect(outcomes(installation)).toEqual([[0, "ok"]]);
    const [delivery] = account.events.seen[0]?.deliveries ?? [];
    expect(delivery).toMatchObject({ targetArn: `${listener}:${qualifier}`, outcome: "ok" });
  },
);

test("a permission for a function is none for its version", async () => {
  await installFixture({ publish: true, target_qualifier: "1", permission_qualifier: null });
  put(false);
  await account.settled();
  expect(account.events.seen[0]?.deliveries).toMatchObject([{ outcome: "NO_PERMISSIONS" }]);
});

test("an alias of a version that is not simulated is the module's matter", async () => {
  await expect(installFixture({ target_qualifier: "live", alias_version: "7" })).rejects.toThrow(ModuleError);
});

test("a function that fails for an event is invoked twice more, after one and after two minutes", async () => {
  const installation = await installFixture();
  put(true);
  await account.settled();
  const tries = outcomes(installation);
  expect(tries.map(([, outcome]) => outcome)).toEqual(["AsTold", "AsTold", "AsTold"]);
  expect(tries.map(([at]) => Math.round(Number(at)))).toEqual([0, 1, 3]);
});

test("without a permission no event reaches the function", async () => {
  const installation = await installFixture({ permitted: false });
  put(false);
  await account.settled();
  expect(installation.invocations).toEqual([]);
  expect(account.events.seen[0]?.deliveries).toMatchObject([{ outcome: "NO_PERMISSIONS", attempts: 1 }]);
});

/** Runs a state machine of one task, with a role that may invoke one resource. */
async function callFunction(functionArn: string, allowed: string) {
  const stateMachineArn = `arn:aws:states:${region}:${accountId}:stateMachine:caller`;
  account.stateMachines.put({
    arn: stateMachineArn,
    name: "caller",
    definition: { StartAt: "Call", States: { Call: { Type: "Task", Resource: functionArn } } },
    roleArn: `arn:aws:iam::${accountId}:role/caller`,
    policy: readStatements([{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: allowed }]),
  });
  const { error, cause } = await account.stateMachines.start({ stateMachineArn, input: { detail: {} } }).ended;
  return error === undefined ? "ok" : `${error}: ${cause ?? ""}`;
}

const listener = `arn:aws:lambda:${region}:${accountId}:function:listener`;

test("a function that is published is called by its version too, and no other version is there", async () => {
  await installFixture({ publish: true });
  for (const version of ["", ":1", ":$LATEST"]) {
    expect(await callFunction(`${listener}${version}`, "*"), version).toBe("ok");
  }
  // As Lambda answers for a version that is not there (Invoke).
  for (const version of [":2", ":0", ":live"]) {
    expect(await callFunction(`${listener}${version}`, "*")).toBe(
      `Lambda.ResourceNotFoundException: Function not found: ${listener}${version}`,
    );
  }
});

test("a function that is not published has no version", async () => {
  await installFixture();
  expect(await callFunction(`${listener}:1`, "*")).toMatch(/^Lambda\.ResourceNotFoundException/);
});

test.each([
  [":1", "", false],
  [":1", ":2", false],
  [":1", ":*", true],
  ["", ":*", false],
  ["", "", true],
])("a call of function%s with a policy for function%s is allowed: %s", async (called, allowed, expected) => {
  await installFixture({ publish: true });
  const outcome = await callFunction(`${listener}${called}`, `${listener}${allowed}`);
  if (expected) expect(outcome).toBe("ok");
  else expect(outcome).toContain(`not authorized to perform: lambda:InvokeFunction on resource: ${listener}${called}`);
});

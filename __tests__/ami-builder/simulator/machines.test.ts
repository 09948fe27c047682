import { expect, test } from "vitest";
import { onceCommand } from "../../../lambdas/ami-builder/scripts/command.ts";
import { hygieneScript, proofScript, testsScript } from "../../../lambdas/ami-builder/scripts/scripts.ts";
import { lowerBound, prism } from "../../../simulator/modules/ami-builder/bench/references.ts";
import { wantedOutput } from "../../../simulator/modules/ami-builder/commands/outcomes.ts";
import { argumentsOf, unpack } from "../../../simulator/modules/ami-builder/commands/packed.ts";

const build = {
  template: "web",
  version: "1",
  architecture: "x86_64",
  region: "us-east-1",
  baseImage: "ami-1",
  id: "b1",
} as const;
const plain = { build, attempt: 1, instanceId: "i-1", index: 2, retry: 0, timeoutSeconds: 60, reboot: false };

test.each(["echo plain", "echo 'it'\\''s'\nset -- 'x'\n", "'", "a\n\n  b 'c' \\' \"d\" $e `f`", "set -- 'other'\n"])(
  "a script is unpacked as it was sent: %j",
  (script) => {
    const { Parameters } = onceCommand({ ...plain, kind: "step", name: "it's", script });
    expect(unpack(Parameters.commands)).toMatchObject({
      kind: "step",
      name: "it's",
      template: "web",
      script,
      timeoutSeconds: 60,
    });
  },
);

test("the words of the module's own scripts are found", () => {
  expect(argumentsOf(hygieneScript(["machine_id", "logs"]).script).slice(-2)).toEqual(["machine_id", "logs"]);
  expect(argumentsOf(proofScript("i-0abc").script)).toEqual(["/", "i-0abc"]);
  const { script } = testsScript([{ command: "echo 'a'\necho b", timeout_seconds: 7 }]);
  expect(argumentsOf(script)).toEqual(["5", "7", "echo 'a'\necho b"]);
});

test("a command of somebody else is none of the module's", () => {
  expect(unpack(["echo hello"])).toBeUndefined();
  expect(unpack([])).toBeUndefined();
});

test("a test that passes prints what it wants to see", () => {
  const wants = (demands: object) =>
    wantedOutput({
      name: "t",
      command: "c",
      expected_contains: [],
      expected_not_contains: [],
      exit_code: 0,
      stream: "stdout",
      timeout_seconds: 1,
      on: ["image"],
      ...demands,
    });
  expect(wants({ expected: "loaded", expected_contains: ["load"] })).toBe("loaded");
  expect(wants({ expected_contains: ["a", "b"], expected_matches: "^1\\.2$" })).toBe("a\nb\n1.2");
  expect(wants({})).toBe("");
});

test("the figures of others follow from the situation", () => {
  const situation = {
    scriptSeconds: 312,
    testSeconds: 0,
    imageMinutes: 5,
    copyMinutes: 10,
    architectures: 2,
    regions: 4,
  };
  // Eight builders of 312 s and half a minute, each until its image is there.
  expect(prism(situation).instanceMinutes).toBeCloseTo(8 * (5 + 342 / 60));
  expect(lowerBound({ ...situation, architectures: 1, regions: 1 }).minutes * 60).toBeCloseTo(60 + 312 + 30 + 300 + 60);
});

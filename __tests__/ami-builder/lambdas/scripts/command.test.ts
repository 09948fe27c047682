import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { commandBytes, guardName, maxCommandBytes } from "../../../../lambdas/ami-builder/scripts/command.ts";
import { outputKeys } from "../../../../lambdas/ami-builder/scripts/output-keys.ts";
import { step } from "./support.ts";

const of = { index: 3, instanceId: "i-0123456789abcdef0", script: "echo", retry: 0 };

test("the same delivery has the same folder, everything else another", () => {
  expect(guardName(of)).toBe("03-2d05bceb00e8");
  const others = [
    { ...of, index: 12 },
    { ...of, instanceId: "i-0fedcba9876543210" },
    { ...of, script: "echo " },
    { ...of, retry: 2 },
  ].map(guardName);
  expect(new Set([guardName(of), ...others]).size).toBe(5);
  expect(others[3]).toBe("03-2d05bceb00e8-2");
});

test("a command is one line that no service and no shell changes, in times that fit each other", () => {
  const { Comment, DocumentName, Parameters, TimeoutSeconds } = step("/", "echo {{ssm:x}} 'ü'\r\n", {
    timeoutSeconds: 1800,
  });
  expect(DocumentName).toBe("AWS-RunShellScript");
  expect(Comment).toBe("r-research x86_64 packages");
  expect(TimeoutSeconds).toBe(120);
  expect(Parameters.executionTimeout).toEqual(["1860"]);
  expect(Parameters.commands).toEqual([
    expect.stringMatching(
      /^script=\$\(printf %s '[A-Za-z0-9+/=]+' \| base64 -d \| gzip -dc\) && eval "\$script"$/,
    ) as string,
  ]);
});

test("the first line of what is sent says what it is", () => {
  const { Parameters } = step("/", "echo", { kind: "tests", name: "tests", tests: ["R's version", "b\nc"] });
  const packed = /'([^']+)'/.exec(Parameters.commands[0] ?? "")?.[1] ?? "";
  const [first = ""] = gunzipSync(Buffer.from(packed, "base64")).toString("utf8").split("\n");
  expect(JSON.parse(first.replace(/^# /, ""))).toEqual({
    kind: "tests",
    template: "r-research",
    name: "tests",
    tests: ["R's version", "b\nc"],
  });
});

test("a comment that is too long ends between characters", () => {
  const { Comment } = step("/", "echo", { name: "a".repeat(80) + "\u{1f4bf}".repeat(20) });
  expect(Comment.length).toBeLessThanOrEqual(100);
  expect(Comment).toMatch(/^r-research x86_64 a{80}…$/);
});

test("a script is compressed, and what does not fit can be told", () => {
  const repeated = "apt-get install -y something\n".repeat(2000);
  expect(commandBytes(step("/", repeated))).toBeLessThan(8_000);
  const random = randomBytes(65_536).toString("latin1").replaceAll("\0", "x");
  expect(commandBytes(step("/", random))).toBeGreaterThan(maxCommandBytes);
});

test("output is where Systems Manager puts it", () => {
  expect(outputKeys("logs/0a1b/1/03-packages", "c-1", "i-1")).toEqual({
    stdout: "logs/0a1b/1/03-packages/c-1/i-1/awsrunShellScript/0.awsrunShellScript/stdout",
    stderr: "logs/0a1b/1/03-packages/c-1/i-1/awsrunShellScript/0.awsrunShellScript/stderr",
  });
});

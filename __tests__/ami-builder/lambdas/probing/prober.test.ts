import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { Capture } from "../../../../lambdas/ami-builder/capture-shapes.ts";
import { isAllowedAddress } from "../../../../lambdas/ami-builder/http/allowed-address.ts";
import { ask, type HttpAnswer } from "../../../../lambdas/ami-builder/http/ask.ts";
import { createProberHandler } from "../../../../lambdas/ami-builder/prober.ts";
import { createLogger } from "../../../../lambdas/shared/logger.ts";

const start = Date.parse("2026-01-01T00:00:00.000Z");

function captureOf(successes = 1): Capture {
  return {
    execution_id: "arn:run",
    architecture: "x86_64",
    region: "us-east-1",
    already: null,
    request: {
      instance_id: "i-host",
      version: "v1",
      variant: "",
      job_id: "19",
      reboot: true,
      delay_seconds: 30,
      readiness: {
        url: "https://{private_ip}/",
        status: [200],
        contains: ["kamiwaza", "login"],
        interval_seconds: 30,
        timeout_seconds: 600,
        start_after_seconds: 0,
        successes,
        verify_tls: false,
        via: "lambda",
      },
      regions: [],
      force: false,
      verify: false,
      publish_as: null,
      tags: {},
      dry_run: false,
    },
    probe: {
      instance_id: "i-host",
      url: "https://10.0.0.7/",
      successes: 0,
      since: new Date(start).toISOString(),
      deadline: new Date(start + 600_000).toISOString(),
      last: "",
      command_id: null,
    },
    check: { state: "again", wait_seconds: 0 },
  };
}

function proberWith(answer: HttpAnswer, seconds = 0) {
  const asked: string[] = [];
  const handler = createProberHandler({
    ask: ({ url, verifyTls }) => {
      asked.push(`${url} ${String(verifyTls)}`);
      return Promise.resolve(answer);
    },
    log: createLogger({}, () => undefined),
    now: () => new Date(start + seconds * 1_000),
  });
  return { asked, probe: (capture: Capture) => handler({ action: "probe", capture }) };
}

describe("a host", () => {
  test("is ready when it answers with a status that is listed and any of the texts, in whatever case", async () => {
    const { asked, probe } = proberWith({ status: 200, body: "<h1>LOGIN</h1>" });
    await expect(probe(captureOf())).resolves.toMatchObject({ check: { state: "done" }, probe: { successes: 1 } });
    expect(asked).toEqual(["https://10.0.0.7/ false"]);
  });

  test("is asked again after any other answer, which begins the counting anew", async () => {
    const answers: readonly HttpAnswer[] = [
      { status: 503, body: "login" },
      { status: 200, body: "welcome to nginx" },
      { problem: "ECONNREFUSED" },
    ];
    for (const answer of answers) {
      const capture = captureOf(2);
      const probe = capture.probe === null ? null : { ...capture.probe, successes: 1 };
      await expect(proberWith(answer).probe({ ...capture, probe })).resolves.toMatchObject({
        check: { state: "again", wait_seconds: 30 },
        probe: { successes: 0 },
      });
    }
  });

  test("must answer well so many times in a row", async () => {
    const { probe } = proberWith({ status: 200, body: "login" });
    const once = await probe(captureOf(2));
    expect(once.check).toEqual({ state: "again", wait_seconds: 30 });
    await expect(probe(once)).resolves.toMatchObject({ check: { state: "done" } });
  });

  test("that is not ready in time fails the capture with its last answer", async () => {
    const { probe } = proberWith({ status: 502, body: "" }, 601);
    await expect(probe(captureOf())).rejects.toThrow(
      "https://10.0.0.7/ was not ready by 2026-01-01T00:10:00.000Z. The last answer: status 502",
    );
  });
});

test("nobody's own or link-local address is asked, however it is written", async () => {
  for (const address of [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "169.254.169.254",
    "::1",
    "fe80::1",
    "::ffff:127.0.0.1",
  ]) {
    expect(isAllowedAddress(address)).toBe(false);
  }
  for (const address of ["10.0.0.1", "192.168.1.1", "8.8.8.8", "fd00::1"]) expect(isAllowedAddress(address)).toBe(true);
  const server = createServer((_request, response) => response.end("secret"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  for (const host of ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"]) {
    const answer = await ask({ url: `http://${host}:${port}/`, verifyTls: true, seconds: 5 });
    expect(answer).toHaveProperty("problem");
  }
  server.close();
});

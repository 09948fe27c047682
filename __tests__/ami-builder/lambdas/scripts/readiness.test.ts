import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readinessCommand } from "../../../../lambdas/ami-builder/scripts/readiness.ts";
import { readReadiness } from "../../../../lambdas/ami-builder/scripts/results.ts";
import { deliver, describeScripts, makeRoot } from "./support.ts";

const mebibyte = 1_048_576;

describeScripts("an instance asks a URL", () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const answers: Readonly<Record<string, readonly [number, string]>> = {
        "/": [200, "<title>Kamiwaza\0 – Anmeldung Ü</title>"],
        "/starting": [503, "starting"],
        "/moved": [302, "login"],
        "/late": [200, `${"x".repeat(mebibyte)}login`],
        "/early": [200, `login${"x".repeat(3 * mebibyte)}`],
      };
      const [status, body] = answers[request.url ?? ""] ?? [404, "?"];
      response.writeHead(status, { location: "/" }).end(body);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const ask = async (path: string, contains: readonly string[], url?: string) => {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    const command = readinessCommand({
      url: url ?? address,
      verifyTls: true,
      contains,
      timeoutSeconds: 10,
      comment: ["capture", "i-0123456789abcdef0", "readiness"],
    });
    const { code, stdout, stderr } = await deliver(makeRoot(), command).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return readReadiness(stdout) ?? expect.fail("no answer");
  };

  test.each<[string, readonly string[], number, boolean]>([
    ["/", [], 200, true],
    ["/", ["nothing", "KAMIWAZA"], 200, true],
    ["/", ["anmeldung ü"], 200, true],
    ["/", ["nothing", "*"], 200, false],
    ["/", ["it's", "{{ssm:x}}"], 200, false],
    ["/starting", ["starting"], 503, true],
    ["/moved", ["login"], 302, true],
    ["/late", ["login"], 200, false],
    ["/early", ["login"], 200, true],
  ])("%s for %j", async (path, contains, status, found) => {
    expect(await ask(path, contains)).toMatchObject({ status, found });
  });

  test("and says what it got", async () => {
    const { body, error } = await ask("/starting", []);
    expect({ body, error }).toEqual({ body: "starting", error: "" });
  });

  test("and says why there was no answer", async () => {
    const { status, found, error } = await ask("", ["x"], "http://127.0.0.1:1/");
    expect({ status, found }).toEqual({ status: 0, found: false });
    expect(error).toMatch(/^curl: \(7\)/);
  });

  test("and no file of its own", async () => {
    expect(await ask("", ["root"], "file:///etc/passwd")).toMatchObject({ status: 0, found: false });
  });
});

import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runInThisContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleHandler } from "../../generator/bundle.ts";
import { userData } from "../../lambdas/ami-builder/scripts/user-data.ts";

const image = (id: string) =>
  `<item><imageId>${id}</imageId><tagSet><item><key>a</key><value>b</value></item></tagSet></item>`;
const answer = `<?xml version="1.0" encoding="UTF-8"?>
<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>1</requestId><imagesSet>${image("ami-1")}${image("ami-2")}</imagesSet>
</DescribeImagesResponse>`;

describe("a bundle, from which most of the SDK was dropped", () => {
  const requests: { readonly authorization: string | undefined; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      requests.push({ authorization: request.headers.authorization, body });
      response.setHeader("content-type", "text/xml").end(answer);
    });
  });
  beforeAll(() => new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening)));
  afterAll(() => server.close());

  it("still writes requests, signs them with the environment's credentials and reads answers", async () => {
    const { code } = await bundleHandler("__tests__/generator/fixtures/handler.ts", process.cwd());
    const folder = mkdtempSync(join(tmpdir(), "bundle-"));
    writeFileSync(join(folder, "index.js"), code);
    const script = 'require("./index.js").handler({ id: "ami-0" }).then((count) => console.log(count))';
    const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", "-e", script], {
      cwd: folder,
      // What AWS Lambda gives a function, and where to find the server.
      env: {
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "example",
        AWS_SESSION_TOKEN: "example",
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
    });
    expect(stdout.trim()).toBe("2");
    expect(requests).toHaveLength(1);
    expect(requests[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\//);
    expect(new URLSearchParams(requests[0]?.body).get("Action")).toBe("DescribeImages");
    expect(new URLSearchParams(requests[0]?.body).get("ImageId.1")).toBe("ami-0");
  });
});

it("a shell script is in a bundle as its text, and the tests see the same", async () => {
  const { code } = await bundleHandler("lambdas/ami-builder/scripts/user-data.ts", process.cwd());
  const built = { exports: {} as { userData: typeof userData } };
  const run = runInThisContext(`(module) => {${Buffer.from(code).toString("utf8")}}`) as (module: typeof built) => void;
  run(built);
  const launch = { expiresAt: "2026-03-01T04:00:00.000Z", region: "eu-west-1", installsAgent: true };
  expect(built.exports.userData(launch)).toBe(userData(launch));
  expect(userData(launch)).toMatch(/^#!\/bin\/sh\n/);
});

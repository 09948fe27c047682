import { SignatureV4 } from "@smithy/signature-v4";
import { createHash, createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Server, startServer } from "../../../simulator/core/server/server.ts";
import type { Service } from "../../../simulator/core/service.ts";
import type { WireRequest } from "../../../simulator/core/wire/protocol.ts";

const caller = { name: "x", arn: "arn:aws:iam::111122223333:user/x", accessKeyId: "AKIA", secretAccessKey: "secret" };
const received: WireRequest[] = [];

/** A service that is called by method and path, and answers later, with a head of its own. */
const rest: Service = {
  protocol: {
    read: (request) => {
      received.push(request);
      return { operation: request.method, input: { body: request.body } };
    },
    answer: (_operation, output) => {
      const { body } = output as { readonly body: Uint8Array };
      return { status: 200, contentType: "application/octet-stream", headers: { etag: '"1"' }, body };
    },
    refuse: ({ code, status }) => ({ status, contentType: "text/plain", body: code }),
    refusals: { throttle: ["SlowDown", 503], unavailable: ["ServiceUnavailable", 503] },
    deniedStatus: 403,
  },
  denial: "AccessDenied",
  access: () => [],
  call: async (_operation, input) => Promise.resolve({ body: Buffer.from((input as { body: Buffer }).body).reverse() }),
};

class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string);
  }
  update(data: Uint8Array) {
    this.#hash.update(data);
  }
  digest() {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset() {
    throw new Error("not needed");
  }
}

let server: Server;

beforeEach(async () => {
  server = await startServer({
    services: new Map([["s3", rest]]),
    hosts: [],
    callers: new Map([[caller.accessKeyId, caller]]),
    faults: () => ({ take: () => undefined }),
    observe: () => undefined,
    broken: () => undefined,
  });
});

afterEach(() => server.close());

async function send(body: Buffer, headers: Readonly<Record<string, string>>, sent: Buffer = body) {
  const { hostname, port } = new URL(server.url);
  const signer = new SignatureV4({
    credentials: caller,
    region: "us-east-1",
    service: "s3",
    sha256: Sha256,
    uriEscapePath: false,
  });
  const signed = await signer.sign({
    method: "PUT",
    protocol: "http:",
    hostname,
    path: "/bucket/a%20b",
    query: { "x-id": "PutObject" },
    headers: { host: `${hostname}:${port}`, ...headers },
    body,
  });
  const url = `${server.url}/bucket/a%20b?x-id=PutObject`;
  return fetch(url, { method: "PUT", headers: signed.headers, body: new Uint8Array(sent) });
}

const bytes = Buffer.from([0, 255, 128, 13, 10]);

test("bytes come and go as they are, with method, path and head", async () => {
  const answer = await send(bytes, {});
  expect([answer.status, answer.headers.get("etag")]).toEqual([200, '"1"']);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(bytes).reverse());
  expect(received.at(-1)).toMatchObject({ method: "PUT", url: "/bucket/a%20b?x-id=PutObject" });
});

test("a body that is not the signed one is refused, unless it was left out of the signature", async () => {
  const other = Buffer.from("other");
  expect(await (await send(bytes, {}, other)).text()).toBe("XAmzContentSHA256Mismatch");
  expect((await send(bytes, { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }, other)).status).toBe(200);
});

test("a body in chunks comes out of them", async () => {
  const chunks = Buffer.concat([
    Buffer.from("5\r\n"),
    bytes,
    Buffer.from("\r\n2\r\nab\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"),
  ]);
  const streaming = { "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER" };
  const answer = await send(chunks, streaming);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.concat([bytes, Buffer.from("ab")]).reverse());
  expect(await (await send(chunks.subarray(0, 9), streaming)).text()).toBe("IncompleteBody");
});

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Service } from "../service.ts";
import type { WireRequest, WireResponse } from "../wire/protocol.ts";
import { answerAws } from "./aws.ts";
import type { Caller, Callers } from "./callers.ts";
import { type Exchange, type ObservedCall, runExchange } from "./exchange.ts";
import type { Faults } from "../faults.ts";
import type { Host } from "./host.ts";

/** Where the paths of hosts begin; the host's name and the caller's access key id follow. */
const hostPrefix = "/hosts/";
const hostPattern = /^\/hosts\/([^/]+)\/([^/]+)(\/.*)$/;

/** What the server stands in for. */
export interface ServerOptions {
  /** By their names in the scope of a signature: `ec2`, `ssm` … */
  readonly services: ReadonlyMap<string, Service>;
  /** What is reached beside AWS. */
  readonly hosts: readonly Host[];
  readonly callers: Callers;
  readonly faults: () => Faults;
  /** Is told of every call. */
  readonly observe: (call: ObservedCall) => void;
  /** Is told of errors of the simulator itself. */
  readonly broken: (error: unknown) => void;
}

/** A running server. */
export interface Server {
  readonly url: string;
  /** Where a caller finds a host: the address tells who asks, for such a request is not signed. */
  readonly hostUrl: (host: Host, caller: Caller) => string;
  readonly close: () => Promise<void>;
}

/** Starts the server on a free port of the loopback address. It has no other address, so nobody else can call it. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const http = createServer((request, response) => {
    readRequest(request).then(
      (whole) =>
        serve(options, whole, response).catch((error: unknown) => {
          options.broken(error);
          send(response, { status: 500, contentType: "text/plain", body: String(error) }, undefined);
        }),
      // A caller that died in the middle of its request gets no answer.
      () => undefined,
    );
  });
  // A connection that a function keeps open must not end between two of its calls.
  http.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    url,
    hostUrl: ({ name }, { accessKeyId }) => `${url}${hostPrefix}${name}/${accessKeyId}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => {
          resolve();
        });
        http.closeAllConnections();
      }),
  };
}

async function serve(options: ServerOptions, request: WireRequest, outgoing: ServerResponse): Promise<void> {
  const closed = new AbortController();
  outgoing.on("close", () => {
    closed.abort();
  });
  const exchange = await plan(options, request);
  const result = await runExchange(exchange, options, closed.signal);
  if (result === "broken") {
    outgoing.destroy();
  } else if (result !== "abandoned") {
    send(outgoing, result, "caller" in exchange ? exchange.caller : undefined);
  }
}

async function plan(options: ServerOptions, request: WireRequest): Promise<Exchange | WireResponse> {
  return request.url.startsWith(hostPrefix) ? answerHost(options, request) : answerAws(options, request);
}

function answerHost({ hosts, callers }: ServerOptions, request: WireRequest): Exchange | WireResponse {
  const [, name = "", accessKeyId = "", url = ""] = hostPattern.exec(request.url) ?? [];
  const host = hosts.find((candidate) => candidate.name === name);
  const caller = callers.get(accessKeyId);
  if (host === undefined || caller === undefined) {
    return { status: 404, contentType: "text/plain", body: "" };
  }
  return { service: name, caller, ...host.answer({ ...request, url }) };
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
  }
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: incoming.method ?? "GET",
    url: incoming.url ?? "/",
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

/** The SDK compares the answer's date with its own clock, and tries again when they differ: each caller gets its own date. */
function send(
  outgoing: ServerResponse,
  { status, contentType, headers, body }: WireResponse,
  caller: Caller | undefined,
): void {
  const date = new Date(caller?.process?.now() ?? Date.now()).toUTCString();
  const length = Buffer.byteLength(body);
  outgoing.writeHead(status, { date, "content-type": contentType, "content-length": length, ...headers });
  outgoing.end(body);
}

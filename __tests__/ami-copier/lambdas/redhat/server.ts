import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Compose,
  RedHatApi,
  type RedHatCredentials,
} from "../../../../simulator/modules/ami-copier/red-hat/api.ts";

/** What a request is answered with instead. */
export type Fault = "hang" | "drop" | "no json" | "other shape" | { readonly status: number };

/** The simulator's Red Hat behind a server that can be told to be broken in every way. */
export interface RedHatServer {
  readonly url: string;
  composes: readonly Compose[];
  /** By the beginning of the path, without the API's base. */
  readonly faults: Map<string, Fault>;
  /** Paths that were asked for, without the API's base. */
  readonly requests: string[];
  /** Bodies of the requests for a token. */
  readonly tokenForms: URLSearchParams[];
  close(): Promise<void>;
}

const basePath = "/api/image-builder/v1";
export const accessToken = "an-access-token";

/** Starts the server on a free port of the loopback address. */
export async function startRedHat(credentials: readonly RedHatCredentials[]): Promise<RedHatServer> {
  const api = new RedHatApi(credentials, accessToken);
  const http = createServer((request, response) => {
    void answer(api, server, request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const server: RedHatServer = {
    url: `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`,
    composes: [],
    faults: new Map(),
    requests: [],
    tokenForms: [],
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => {
          resolve();
        });
      }),
  };
  return server;
}

async function answer(
  api: RedHatApi,
  server: RedHatServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "", "http://localhost");
  const path = url.pathname.startsWith("/auth/") ? "/token" : url.pathname.slice(basePath.length);
  server.requests.push(path);
  const body = await readBody(request);
  const fault = [...server.faults].find(([prefix]) => path.startsWith(prefix))?.[1];
  if (fault === "hang") return;
  if (fault === "drop") {
    request.socket.destroy();
    return;
  }
  if (typeof fault === "object") {
    response.writeHead(fault.status).end(`no: ${body}`);
    return;
  }
  if (fault === "no json") {
    response.end("<html>maintenance</html>");
    return;
  }
  const form = new URLSearchParams(body);
  if (path === "/token") server.tokenForms.push(form);
  api.composes = server.composes;
  const { authorization } = request.headers;
  const { status, value = {} } = api.answer({ path: url.pathname, query: url.searchParams, authorization, form });
  const result = fault === "other shape" && status === 200 ? { surprise: true } : value;
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(result));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

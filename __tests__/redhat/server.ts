import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A compose of the server. */
export interface TestCompose {
  readonly id: string;
  readonly ami?: string;
  readonly createdAt: string;
  readonly imageType?: string;
  readonly name?: string;
  readonly description?: string;
  readonly blueprint?: { readonly id: string; readonly version: number };
  readonly packages?: number;
  /** Images of its clones. */
  readonly clones?: readonly string[];
}

/** What a request is answered with instead. */
export type Fault = "hang" | "drop" | "no json" | "other shape" | { readonly status: number };

/** Red Hat's single sign-on and Image Builder, on this machine. */
export interface RedHatServer {
  readonly url: string;
  composes: readonly TestCompose[];
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
export async function startRedHat(): Promise<RedHatServer> {
  const http = createServer((request, response) => {
    void answer(server, request, response);
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

async function answer(server: RedHatServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
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
  if (path === "/token") {
    server.tokenForms.push(new URLSearchParams(body));
  } else if (request.headers.authorization !== `Bearer ${accessToken}`) {
    response.writeHead(401).end();
    return;
  }
  const result = fault === "other shape" ? { surprise: true } : find(server, path, url.searchParams);
  response.writeHead(result === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(result ?? {}));
}

function find({ composes }: RedHatServer, path: string, query: URLSearchParams): unknown {
  const [, kind, id, part] = path.split("/");
  if (path === "/token") return { access_token: accessToken, expires_in: 300 };
  if (kind === "clones") {
    return { status: "success", type: "aws", options: { ami: id?.replace("clone-", ""), region: "eu-west-1" } };
  }
  if (id === undefined) {
    const offset = Number(query.get("offset"));
    return {
      meta: { count: composes.length },
      links: { first: "", last: "" },
      data: composes.slice(offset, offset + Number(query.get("limit"))).map(listItem),
    };
  }
  const compose = composes.find((candidate) => candidate.id === id);
  if (compose === undefined) return undefined;
  if (part === "clones")
    return { meta: { count: 0 }, data: (compose.clones ?? []).map((ami) => ({ id: `clone-${ami}` })) };
  if (part === "metadata") return { packages: Array.from({ length: compose.packages ?? 0 }, () => ({ name: "bash" })) };
  const options = compose.ami === undefined ? undefined : { ami: compose.ami, region: "us-east-1" };
  return {
    image_status: { status: "success", upload_status: { status: "success", type: "aws", options } },
    request: requestOf(compose),
  };
}

function listItem(compose: TestCompose): object {
  return {
    id: compose.id,
    created_at: compose.createdAt,
    image_name: compose.name,
    blueprint_id: compose.blueprint?.id ?? null,
    blueprint_version: compose.blueprint?.version ?? null,
    request: requestOf(compose),
  };
}

function requestOf({ imageType = "aws", name, description }: TestCompose): object {
  return {
    distribution: "rhel-9",
    image_name: name,
    image_description: description,
    image_requests: [{ architecture: "x86_64", image_type: imageType, upload_request: { type: imageType } }],
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

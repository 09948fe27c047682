import type { Host } from "../../core/server/host.ts";
import type { WireResponse } from "../../core/wire/protocol.ts";
import { networkVariable, noAnswerHeader, verifyTlsHeader } from "../../lambda/network.ts";

/** Name of the network as faults and records have it, and its one operation. */
export const networkOperations = { name: "network", operations: ["GetPage"] } as const;

/** A page that somebody asks for. */
export interface PageRequest {
  readonly scheme: "http" | "https";
  /** Address or name of the host, as it was asked for. */
  readonly host: string;
  readonly port: number;
  /** With its query. */
  readonly path: string;
}

/** What a host answers; a text is why it gives no answer. */
export type Page = string | { readonly status: number; readonly body: string; readonly isTrusted: boolean };

/**
 * The network of a VPC: hosts that answer by their own addresses.
 *
 * @param open what a host answers at this moment
 */
export function networkHost(open: (request: PageRequest) => Page): Host {
  return {
    ...networkOperations,
    environment: (url) => ({ [networkVariable]: url }),
    answer: ({ url, headers }) => ({
      operation: "GetPage",
      perform: () => {
        const page = open(readRequest(url));
        if (typeof page === "string") return { response: nobody(page), outcome: "no answer" };
        if (!page.isTrusted && headers[verifyTlsHeader] === "true") {
          return { response: nobody("self-signed certificate"), outcome: "self-signed certificate" };
        }
        const { status, body } = page;
        return {
          response: { status, contentType: "text/html", body },
          outcome: status < 400 ? "ok" : `HTTP ${status}`,
        };
      },
      refuse: () => ({ status: 503, contentType: "text/html", body: "" }),
    }),
  };
}

function readRequest(url: string): PageRequest {
  const [, scheme = "https", host = "", path = ""] = /^\/(https?)\/([^/]+)(.*)$/.exec(url) ?? [];
  const target = new URL(`${scheme}://${host}`);
  return {
    scheme: scheme === "http" ? "http" : "https",
    host: target.hostname,
    port: Number(target.port === "" ? (scheme === "http" ? 80 : 443) : target.port),
    path: path === "" ? "/" : path,
  };
}

function nobody(problem: string): WireResponse {
  return { status: 502, contentType: "text/plain", headers: { [noAnswerHeader]: problem }, body: "" };
}

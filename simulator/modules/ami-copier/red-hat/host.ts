import type { Host } from "../../../core/server/host.ts";
import type { WireResponse } from "../../../core/wire/protocol.ts";
import { operationOf, type RedHatApi } from "./api.ts";

const statuses = { throttle: 429, unavailable: 503 } as const;

/** Red Hat on the network. */
export function redHatHost(api: RedHatApi): Host {
  return {
    name: "redhat",
    environment: (url) => ({ REDHAT_SSO_URL: url, REDHAT_API_URL: url }),
    answer: (request) => {
      const { pathname, searchParams } = new URL(request.url, "http://localhost");
      return {
        operation: operationOf(pathname),
        perform: () => {
          const { status, value } = api.answer({
            path: pathname,
            query: searchParams,
            authorization: request.headers["authorization"],
            form: new URLSearchParams(request.body.toString("utf8")),
          });
          return { response: json(status, value), outcome: status === 200 ? "ok" : `HTTP ${status}` };
        },
        refuse: (kind) => json(statuses[kind]),
      };
    },
  };
}

function json(status: number, value: unknown = {}): WireResponse {
  return { status, contentType: "application/json", body: JSON.stringify(value) };
}

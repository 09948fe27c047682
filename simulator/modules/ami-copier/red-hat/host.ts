import { operationOf, type RedHatApi } from "./api.ts";
import type { WireRequest, WireResponse } from "../../../core/wire/protocol.ts";
import type { Callers } from "../../../core/server/callers.ts";
import type { Exchange } from "../../../core/server/exchange.ts";

/** Where Red Hat's paths begin; the caller's access key id follows. */
export const redHatPrefix = "/redhat/";

const statuses = { throttle: 429, unavailable: 503 } as const;

/** Understands a request to Red Hat. */
export function answerRedHat(
  { redHat, callers }: { readonly redHat: RedHatApi; readonly callers: Callers },
  request: WireRequest,
): Exchange | WireResponse {
  const [, accessKeyId = "", address = ""] = /^\/redhat\/([^/]+)(\/.*)$/.exec(request.url) ?? [];
  const caller = callers.get(accessKeyId);
  if (caller === undefined) {
    return json(404);
  }
  const { pathname, searchParams } = new URL(address, "http://localhost");
  return {
    service: "redhat",
    operation: operationOf(pathname),
    caller,
    perform: () => {
      const { status, value } = redHat.answer({
        path: pathname,
        query: searchParams,
        authorization: request.headers["authorization"],
        form: new URLSearchParams(request.body),
      });
      return { response: json(status, value), outcome: status === 200 ? "ok" : `HTTP ${status}` };
    },
    refuse: (kind) => json(statuses[kind]),
  };
}

function json(status: number, value: unknown = {}): WireResponse {
  return { status, contentType: "application/json", body: JSON.stringify(value) };
}

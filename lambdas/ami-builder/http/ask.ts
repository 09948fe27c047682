import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { isAllowedAddress, lookupAllowed } from "./allowed-address.ts";

/** Most bytes of a body that are looked at. */
const mostBytes = 1_048_576;

/** A URL that is asked once. */
export interface Question {
  readonly url: string;
  readonly verifyTls: boolean;
  /** Seconds for the whole answer. */
  readonly seconds: number;
}

/** What came: a status and the beginning of the body, or why there is no answer. */
export type HttpAnswer = { readonly status: number; readonly body: string } | { readonly problem: string };

/**
 * Asks a URL once. Redirects are not followed: what is behind them is another host.
 *
 * @returns the answer; whatever goes wrong is a problem, never an error, for a host that is not ready is none
 */
export function ask({ url, verifyTls, seconds }: Question): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const target = new URL(url);
    const host = target.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && !isAllowedAddress(host)) {
      resolve({ problem: `${host} may not be asked` });
      return;
    }
    const signal = AbortSignal.timeout(seconds * 1_000);
    const options = {
      lookup: lookupAllowed,
      signal,
      agent: false,
      headers: { "user-agent": "ami-builder", accept: "*/*" },
    };
    const fail = (error: Error) => {
      resolve({ problem: signal.aborted ? `no answer in ${seconds} s` : describe(error) });
    };
    const read = (response: http.IncomingMessage) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => {
        const body = Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8");
        resolve({ status: response.statusCode ?? 0, body });
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= mostBytes) {
          finish();
          response.destroy();
        }
      });
      response.on("end", finish);
      response.on("error", fail);
    };
    const request =
      target.protocol === "https:"
        ? https.request(target, { ...options, rejectUnauthorized: verifyTls }, read)
        : http.request(target, options, read);
    request.on("error", fail);
    request.end();
  });
}

/** A connection that is refused for both families has no message, only a code. */
function describe(error: Error & { readonly code?: string }): string {
  return error.message === "" ? (error.code ?? error.name) : error.message;
}

import http from "node:http";
import https from "node:https";

/** The variable that tells a function's process where the embedded network is; without it there is none. */
export const networkVariable = "SIMULATED_NETWORK";

/** The embedded network's way to say that nobody answers, and why: a header that no host of the network sends. */
export const noAnswerHeader = "x-simulated-no-answer";

/** Whether the caller checks the certificate of the host: TLS ends at the network's door. */
export const verifyTlsHeader = "x-simulated-verify-tls";

type Arguments = readonly [
  target: unknown,
  options?: https.RequestOptions,
  answer?: (response: http.IncomingMessage) => void,
];

/**
 * Lets requests of a function's process that go to a host by its own address arrive in the simulation: at AWS they would go through the
 * network of a VPC. What goes to the loopback address, as all calls of AWS's services do here, goes on as it is.
 *
 * @param network address of the embedded network
 */
export function joinNetwork(network: string): void {
  const door = new URL(network).hostname;
  const route = (original: typeof http.request) =>
    ((...given: Arguments) => {
      const [target, options = {}, answer] = given;
      if (!(target instanceof URL) || target.hostname === door) {
        return original(...(given as Parameters<typeof http.request>));
      }
      return enter(network, target, options, answer);
    }) as typeof http.request;
  https.request = route(https.request);
  http.request = route(http.request);
}

const plainRequest = http.request;

function enter(network: string, target: URL, options: https.RequestOptions, answer: Arguments[2]): http.ClientRequest {
  const scheme = target.protocol.slice(0, -1);
  const { signal, headers } = options;
  const request = plainRequest(
    `${network}/${scheme}/${target.host}${target.pathname}${target.search}`,
    {
      ...(signal === undefined ? {} : { signal }),
      agent: false,
      headers: {
        ...(headers as http.OutgoingHttpHeaders | undefined),
        [verifyTlsHeader]: String(options.rejectUnauthorized !== false),
      },
    },
    (response) => {
      const problem = response.headers[noAnswerHeader];
      if (problem === undefined) {
        answer?.(response);
        return;
      }
      response.resume();
      request.emit("error", new Error(String(problem)));
    },
  );
  return request;
}

import type { WireRequest } from "../wire/protocol.ts";
import type { Exchange } from "./exchange.ts";

/** What faults may hit of a host. */
export interface HostOperations {
  /** What records and faults call it. */
  readonly name: string;
  /** Names of its operations. */
  readonly operations: readonly string[];
}

/** A service on the network that is none of AWS's, such as a vendor's API, a registry or a page that says that a host is ready. */
export interface Host {
  /** What records and faults call it. */
  readonly name: string;
  /**
   * Environment variables by which functions find it.
   *
   * @param url its address, without a slash at the end
   */
  readonly environment: (url: string) => Readonly<Record<string, string>>;
  /**
   * Understands a request.
   *
   * @param request with the path as the host sees it
   */
  readonly answer: (request: WireRequest) => Pick<Exchange, "operation" | "perform" | "refuse">;
}

import type { AwsError } from "../aws-error.ts";

/** A request as it came over HTTP. */
export interface WireRequest {
  readonly method: string;
  /** Path with its query string. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer to send. */
export interface WireResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** One call of an API operation. */
export interface ApiCall {
  readonly operation: string;
  /** Parameters as the SDK has them. */
  readonly input: object;
}

/** How calls and answers of a service look on the wire. */
export interface Protocol {
  /** @throws AwsError for a request that is no call of the service */
  readonly read: (request: WireRequest) => ApiCall;
  readonly answer: (operation: string, output: object, requestId: string) => WireResponse;
  readonly refuse: (error: AwsError, requestId: string) => WireResponse;
}

import type { AwsError } from "../aws-error.ts";

/** A request as it came over HTTP. */
export interface WireRequest {
  readonly method: string;
  /** Path with its query string. */
  readonly url: string;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer to send. */
export interface WireResponse {
  readonly status: number;
  readonly contentType: string;
  /** What else its head says, such as an ETag. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** One call of an API operation. */
export interface ApiCall {
  readonly operation: string;
  /** Parameters as the SDK has them. */
  readonly input: object;
}

/** The code and HTTP status of a refusal. */
export type Refusal = readonly [code: string, status: number];

/** How calls and answers of a service look on the wire. */
export interface Protocol {
  /** @throws AwsError for a request that is no call of the service */
  readonly read: (request: WireRequest) => ApiCall;
  readonly answer: (operation: string, output: object, requestId: string) => WireResponse;
  readonly refuse: (error: AwsError, requestId: string) => WireResponse;
  /** What its services answer when they are throttled or unavailable. */
  readonly refusals: { readonly throttle: Refusal; readonly unavailable: Refusal };
  /** HTTP status for a caller who is not allowed to call. */
  readonly deniedStatus: number;
}

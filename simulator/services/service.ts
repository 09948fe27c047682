import type { Protocol } from "../wire/protocol.ts";

/** Who calls, and where. */
export interface CallContext {
  readonly region: string;
  /** ARN of the calling role session or user. */
  readonly callerArn: string;
}

/** An AWS service. */
export interface Service {
  readonly protocol: Protocol;
  /**
   * Answers one call.
   *
   * @throws AwsError with the code AWS answers with
   */
  readonly call: (operation: string, input: object, context: CallContext) => object;
}

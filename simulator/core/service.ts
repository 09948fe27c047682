import type { AccessRequest, ResourceStatement } from "./iam/policy.ts";
import type { Protocol } from "./wire/protocol.ts";

/** Who calls, and where. */
export interface CallContext {
  readonly partition: string;
  readonly region: string;
  /** ARN of the calling role session or user. */
  readonly callerArn: string;
  /** The execution that the caller works for, if any. */
  readonly executionArn?: string | undefined;
  /** Whether the caller's policies allow something. */
  readonly allows: (request: AccessRequest) => boolean;
  /** Whether they allow something together with the policy of the resource. */
  readonly allowsWith: (request: AccessRequest, policy: readonly ResourceStatement[]) => boolean;
}

/** An AWS service. */
export interface Service {
  readonly protocol: Protocol;
  /** Code of the error that a caller gets who is not allowed to call. */
  readonly denial: string;
  /** What a call needs to be allowed. */
  readonly access: (operation: string, input: object, context: CallContext) => readonly AccessRequest[];
  /** The policy of a resource, where the service's resources have policies. */
  readonly policyOf?: (resource: string) => readonly ResourceStatement[];
  /**
   * Answers one call that is allowed.
   *
   * @throws AwsError with the code AWS answers with
   */
  readonly call: (operation: string, input: object, context: CallContext) => object | Promise<object>;
}

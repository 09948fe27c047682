import { AwsError } from "../aws-error.ts";
import { isAllowedWith } from "../iam/policy.ts";
import type { CallContext, Service } from "../service.ts";
import { withoutChunks } from "../wire/aws-chunked.ts";
import type { ApiCall, Protocol, WireRequest, WireResponse } from "../wire/protocol.ts";
import { element } from "../wire/xml.ts";
import type { Caller, Callers } from "./callers.ts";
import type { Exchange, Performed } from "./exchange.ts";
import { hasSignedBody, isSignedWith, readSignature, type Signature } from "./signature.ts";

/** What AWS is made of here. */
export interface AwsOptions {
  /** By their names in the scope of a signature: `ec2`, `ssm` … */
  readonly services: ReadonlyMap<string, Service>;
  readonly callers: Callers;
  /** Is told of errors that are none of AWS's. */
  readonly broken: (error: unknown) => void;
}

let requests = 0;

/** Understands a request to AWS: who calls which service, where and what. A request that is none is refused at once. */
export async function answerAws(
  { services, callers, broken }: AwsOptions,
  request: WireRequest,
): Promise<Exchange | WireResponse> {
  requests += 1;
  const requestId = `00000000-0000-4000-8000-${requests.toString(16).padStart(12, "0")}`;
  const signature = readSignature(request);
  const service = services.get(signature?.service ?? "");
  if (signature === undefined || service === undefined) {
    return unsigned(services);
  }
  const { protocol } = service;
  try {
    const caller = await authenticate(callers, request, signature);
    const { region, service: name } = signature;
    const call = protocol.read(withoutChunks(request));
    return {
      service: name,
      operation: call.operation,
      caller,
      perform: () => perform(service, call, contextOf(caller, region), requestId, broken),
      refuse: (kind) => {
        const [code, status] = protocol.refusals[kind];
        return protocol.refuse(new AwsError(code, "Injected by the simulation.", status), requestId);
      },
    };
  } catch (error) {
    return refuse(protocol, error, requestId, broken);
  }
}

/** At AWS the host tells which service answers; here only the signature could. */
function unsigned(services: ReadonlyMap<string, Service>): WireResponse {
  const names = [...services.keys()].sort().join(", ");
  const message = `The request is not signed for a service that is known here: ${names}.`;
  const error = element("Code", "MissingAuthenticationToken") + element("Message", message);
  return { status: 403, contentType: "text/xml", body: element("Error", error) };
}

async function authenticate(callers: Callers, request: WireRequest, signature: Signature): Promise<Caller> {
  const caller = callers.get(signature.accessKeyId);
  if (caller === undefined) {
    throw new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401);
  }
  const token = request.headers["x-amz-security-token"];
  if (token !== caller.sessionToken || !(await isSignedWith(caller.secretAccessKey, request, signature))) {
    throw new AwsError("SignatureDoesNotMatch", "The request signature does not match.", 403);
  }
  if (!hasSignedBody(request)) {
    throw new AwsError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  return caller;
}

/** What a service knows of a caller. */
export function contextOf(
  { arn, policy, executionArn }: Pick<Caller, "arn" | "policy" | "executionArn">,
  region: string,
): CallContext {
  return {
    partition: arn.split(":")[1] ?? "",
    region,
    callerArn: arn,
    executionArn: executionArn?.(),
    allows: (request) => isAllowedWith(policy, [], arn, request),
    allowsWith: (request, resource) => isAllowedWith(policy, resource, arn, request),
  };
}

async function perform(
  service: Service,
  { operation, input }: ApiCall,
  context: CallContext,
  requestId: string,
  broken: AwsOptions["broken"],
): Promise<Performed> {
  const { protocol } = service;
  try {
    const output = await callService(service, operation, input, context);
    return { response: protocol.answer(operation, output, requestId), outcome: "ok" };
  } catch (error) {
    const outcome = error instanceof AwsError ? error.code : "InternalError";
    return { response: refuse(protocol, error, requestId, broken), outcome };
  }
}

/**
 * Lets a service do what a caller asks for, if the caller is allowed to.
 *
 * @throws AwsError
 */
export async function callService(
  service: Service,
  operation: string,
  input: object,
  context: CallContext,
): Promise<object> {
  authorize(service, operation, input, context);
  return service.call(operation, input, context);
}

function authorize(
  { access, policyOf, denial, protocol }: Service,
  operation: string,
  input: object,
  context: CallContext,
): void {
  const denied = access(operation, input, context).find(
    (request) => !context.allowsWith(request, policyOf?.(request.resource) ?? []),
  );
  if (denied !== undefined) {
    throw new AwsError(
      denial,
      `User: ${context.callerArn} is not authorized to perform: ${denied.action} on resource: ${denied.resource}`,
      protocol.deniedStatus,
    );
  }
}

function refuse(protocol: Protocol, error: unknown, requestId: string, broken: AwsOptions["broken"]): WireResponse {
  if (error instanceof AwsError) return protocol.refuse(error, requestId);
  broken(error);
  return protocol.refuse(new AwsError("InternalError", String(error), 500), requestId);
}

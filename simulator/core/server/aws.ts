import { AwsError } from "../aws-error.ts";
import { ec2Protocol } from "../../aws/ec2/protocol.ts";
import { isAllowed } from "../iam/policy.ts";
import type { CallContext, Service } from "../service.ts";
import type { ApiCall, Protocol, WireRequest, WireResponse } from "../wire/protocol.ts";
import type { Caller, Callers } from "./callers.ts";
import type { Exchange } from "./exchange.ts";
import { isSignedWith, readSignature } from "./signature.ts";

/** What AWS is made of here. */
export interface AwsOptions {
  readonly services: ReadonlyMap<string, Service>;
  readonly callers: Callers;
}

/** Codes that EC2 gives and the JSON services give for the same thing. */
const refusals = {
  throttle: { ec2: ["RequestLimitExceeded", 503], json: ["ThrottlingException", 400] },
  unavailable: { ec2: ["Unavailable", 503], json: ["InternalServerError", 500] },
} as const;

let requests = 0;

/** Understands a request to AWS: who calls which service, where and what. A request that is none is refused at once. */
export function answerAws({ services, callers }: AwsOptions, request: WireRequest): Exchange | WireResponse {
  requests += 1;
  const requestId = `00000000-0000-4000-8000-${requests.toString(16).padStart(12, "0")}`;
  const signature = readSignature(request);
  const service = services.get(signature?.service ?? "");
  const protocol = service?.protocol ?? ec2Protocol;
  try {
    if (signature === undefined || service === undefined) {
      throw new AwsError(
        "MissingAuthenticationToken",
        "The request is not signed for a service that is known here.",
        403,
      );
    }
    const caller = authenticate(callers, request, signature);
    const { region, service: name } = signature;
    const call = protocol.read(request);
    return {
      service: name,
      operation: call.operation,
      caller,
      perform: () => perform(service, call, contextOf(caller, region), requestId),
      refuse: (kind) => {
        const [code, status] = refusals[kind][name === "ec2" ? "ec2" : "json"];
        return protocol.refuse(new AwsError(code, "Injected by the simulation.", status), requestId);
      },
    };
  } catch (error) {
    return refuse(protocol, error, requestId);
  }
}

function authenticate(
  callers: Callers,
  request: WireRequest,
  signature: NonNullable<ReturnType<typeof readSignature>>,
): Caller {
  const caller = callers.get(signature.accessKeyId);
  if (caller === undefined) {
    throw new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401);
  }
  const token = request.headers["x-amz-security-token"];
  if (!isSignedWith(caller.secretAccessKey, request, signature) || token !== caller.sessionToken) {
    throw new AwsError("SignatureDoesNotMatch", "The request signature does not match.", 403);
  }
  return caller;
}

function contextOf({ arn, policy }: Caller, region: string): CallContext {
  return {
    partition: arn.split(":")[1] ?? "",
    region,
    callerArn: arn,
    allows: (request) => policy === undefined || isAllowed(policy, request),
  };
}

function perform(
  service: Service,
  { operation, input }: ApiCall,
  context: CallContext,
  requestId: string,
): { readonly response: WireResponse; readonly outcome: string } {
  const { protocol } = service;
  try {
    authorize(service, operation, input, context);
    const output = service.call(operation, input, context);
    return { response: protocol.answer(operation, output, requestId), outcome: "ok" };
  } catch (error) {
    const outcome = error instanceof AwsError ? error.code : "InternalError";
    return { response: refuse(protocol, error, requestId), outcome };
  }
}

function authorize({ access, denial }: Service, operation: string, input: object, context: CallContext): void {
  const denied = access(operation, input, context).find((request) => !context.allows(request));
  if (denied !== undefined) {
    throw new AwsError(
      denial,
      `User: ${context.callerArn} is not authorized to perform: ${denied.action} on resource: ${denied.resource}`,
      denial === "UnauthorizedOperation" ? 403 : 400,
    );
  }
}

function refuse(protocol: Protocol, error: unknown, requestId: string): WireResponse {
  const known = error instanceof AwsError ? error : new AwsError("InternalError", String(error), 500);
  return protocol.refuse(known, requestId);
}

import { EC2ServiceException } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../simulator/core/aws-error.ts";
import type { Caller } from "../../../simulator/core/server/callers.ts";
import { callService, contextOf } from "../../../simulator/core/server/aws.ts";
import type { Service } from "../../../simulator/core/service.ts";
import { currentExecution, die, isDead, ProcessDied } from "./processes.ts";

/** One call of a function. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly input: object;
  /** Name of the execution that its function works for. */
  readonly execution: string;
}

/**
 * What goes wrong with a call. The process dies before it or after it; the answer is lost, and the function fails by that; the answer is lost,
 * and the SDK sends the call again at once; AWS refuses it.
 */
export type Fault =
  "kill before" | "kill after" | "lose answer" | "send twice" | { readonly code: string; readonly status: number };

/** What a client is made of. */
export interface Line {
  readonly name: string;
  readonly service: Service;
  readonly region: string;
  readonly caller: Pick<Caller, "arn" | "policy">;
  /** Decides what goes wrong; is told of every call, in order. */
  readonly fault: (call: Call) => Fault | undefined;
  /** Lets others go first. */
  readonly pause: () => Promise<void>;
  /** Is told of each call once it has taken effect, or was refused. */
  readonly watch: (call: Call, outcome: string) => void;
}

interface SdkClient {
  readonly middlewareStack: { add: (middleware: never, options: never) => void };
}

/** Lets a service answer a client of the SDK, without network: before anything is put on a wire. */
export function answering<Client extends SdkClient>(client: Client, line: Line): Client {
  const middleware =
    (_next: unknown, context: Readonly<Record<string, unknown>>) => async (args: { input: object }) => {
      const operation = String(context["commandName"]).replace(/Command$/, "");
      const { name: service, region } = line;
      const call = { service, operation, region, input: structuredClone(args.input), execution: currentExecution() };
      return { output: { ...(await answer(line, call)), $metadata: {} }, response: {} };
    };
  client.middlewareStack.add(middleware as never, { step: "initialize", priority: "high", name: "embedded" } as never);
  return client;
}

async function answer(line: Line, call: Call): Promise<object> {
  await line.pause();
  if (isDead()) throw new ProcessDied();
  const fault = line.fault(call);
  if (fault === "kill before") die();
  if (typeof fault === "object") {
    line.watch(call, fault.code);
    throw sdkError(new AwsError(fault.code, "Injected by the test.", fault.status));
  }
  if (fault === "send twice") await perform(line, call).catch(() => undefined);
  if (fault === "kill after" || fault === "lose answer") {
    await perform(line, call).catch(() => undefined);
    if (fault === "kill after") die();
    throw Object.assign(new Error("socket hang up"), { name: "ECONNRESET" });
  }
  return perform(line, call);
}

async function perform(line: Line, call: Call): Promise<object> {
  const { service, region, caller, watch } = line;
  try {
    const output = await callService(service, call.operation, structuredClone(call.input), contextOf(caller, region));
    watch(call, "ok");
    return asSdkHasIt(output);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    watch(call, error.code);
    throw sdkError(error);
  }
}

/** The body of an object is a stream to the SDK. */
function asSdkHasIt(output: object): object {
  if (!("Body" in output)) return structuredClone(output);
  const text = Buffer.from(output.Body as Uint8Array).toString("utf8");
  const head = Object.entries(output).filter(([name]) => name !== "Body");
  return { ...structuredClone(Object.fromEntries(head)), Body: { transformToString: () => Promise.resolve(text) } };
}

/** An error as the SDK throws it; the exceptions of all services look alike. */
function sdkError({ code, message, status }: AwsError): Error {
  return new EC2ServiceException({
    name: code,
    message,
    $fault: status >= 500 ? "server" : "client",
    $metadata: { httpStatusCode: status },
  });
}

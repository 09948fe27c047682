import * as z from "zod/mini";
import { RedHatError } from "./errors.ts";

/** What a request is made with beside its address. */
export interface RequestOptions {
  /** Name of the step, for messages. */
  readonly what: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Ends all requests of a run. */
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
}

/**
 * Asks an HTTP service for JSON of a known shape.
 *
 * @param url address
 * @param init method, headers and body, as `fetch` takes them
 * @param schema what the answer must look like; more fields are fine
 * @param options timeout and name
 * @throws RedHatError whatever goes wrong: no connection, timeout, HTTP status, no JSON, another shape
 */
export async function requestJson<Schema extends z.ZodMiniType>(
  url: string,
  init: RequestInit,
  schema: Schema,
  { what, timeout, signal, fetch }: RequestOptions,
): Promise<z.output<Schema>> {
  const body = await read(
    url,
    { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) },
    what,
    fetch,
  );
  const result = z.safeParse(schema, body);
  if (!result.success) {
    const paths = result.error.issues.map((issue) => issue.path.join(".") || "the whole");
    throw new RedHatError(`${what}: the answer has another shape than expected (${paths.slice(0, 3).join(", ")})`);
  }
  return result.data;
}

async function read(url: string, init: RequestInit, what: string, send: typeof fetch): Promise<unknown> {
  let text: string;
  try {
    const response = await send(url, init);
    if (!response.ok) {
      throw new RedHatError(`${what}: HTTP status ${response.status}`);
    }
    text = await response.text();
  } catch (error) {
    throw error instanceof RedHatError ? error : new RedHatError(`${what}: ${describeFailure(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new RedHatError(`${what}: the answer is no JSON`);
  }
}

function describeFailure(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return name === "TimeoutError" || name === "AbortError"
    ? "timed out"
    : `no connection (${cause?.code ?? name ?? "unknown"})`;
}

import { AwsRequestError } from "../../errors.ts";

/** What a look found, or why nothing can be said: an error never stands for "there is none". */
export type Looked<Value> = { readonly value: Value } | { readonly error: Error };

/**
 * Looks something up. What AWS refuses concerns only whoever needs it; what another try may cure is thrown.
 *
 * @throws AwsTransientError
 */
export async function look<Value>(call: () => Promise<Value>): Promise<Looked<Value>> {
  try {
    return { value: await call() };
  } catch (error) {
    if (error instanceof AwsRequestError) return { error };
    throw error;
  }
}

/** The value of a look. @throws the error of one that failed */
export function valueOf<Value>(looked: Looked<Value>): Value {
  if ("error" in looked) throw looked.error;
  return looked.value;
}

import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsRequestError } from "../errors.ts";

/** Names in a call (Systems Manager API Reference, GetParameters). */
const batchSize = 10;

/** What Systems Manager says of a parameter: its value, null if there is none, or why it may not be read. */
export type ParameterAnswer = { readonly value: string | null } | { readonly error: AwsRequestError };

/**
 * Reads parameters. A call is refused as a whole when one of its parameters may not be read: then each is asked for by itself.
 *
 * @param ssm client in the Region of the parameters
 * @param names their names
 * @returns by name
 * @throws AwsTransientError
 */
export async function getParameters(
  ssm: SSMClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, ParameterAnswer>> {
  const unique = [...new Set(names)];
  const answers = new Map<string, ParameterAnswer>();
  for (let start = 0; start < unique.length; start += batchSize) {
    await readBatch(ssm, unique.slice(start, start + batchSize), answers);
  }
  return answers;
}

async function readBatch(
  ssm: SSMClient,
  names: readonly string[],
  answers: Map<string, ParameterAnswer>,
): Promise<void> {
  try {
    const { Parameters = [] } = await callAws("GetParameters", () =>
      ssm.send(new GetParametersCommand({ Names: [...names] })),
    );
    for (const name of names) {
      answers.set(name, { value: Parameters.find(({ Name }) => Name === name)?.Value ?? null });
    }
  } catch (error) {
    if (!(error instanceof AwsRequestError)) throw error;
    if (names.length === 1) answers.set(names[0] ?? "", { error });
    else for (const name of names) await readBatch(ssm, [name], answers);
  }
}

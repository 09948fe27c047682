import type { GetCommandInvocationCommandOutput } from "@aws-sdk/client-ssm";
import { secondsBetween } from "../domain/moments.ts";
import { type Bucket, getTail, getText } from "../s3/objects.ts";
import { outputKeys } from "../scripts/output-keys.ts";

/** Seconds after a command's end in which its output must be in the bucket. */
const uploadSeconds = 60;
/** Characters of stdout that Systems Manager's own answer has at most (Systems Manager API Reference, GetCommandInvocation). */
const answerCharacters = 24_000;

/** Bytes of a log in which its last lines are: a log may have gigabytes, and a function has little memory. */
const lastBytes = 65_536;

type Invocation = GetCommandInvocationCommandOutput;

/**
 * What a command wrote to stdout: all of it, from the bucket, or what Systems Manager answers where that is all.
 *
 * @param bucket where the logs are
 * @param prefix folder of the command's output
 * @param invocation Systems Manager's answer about a command that has ended
 * @param now the moment of the call
 * @returns undefined if it may still come, null if it does not
 * @throws AwsTransientError, AwsRequestError
 */
export async function readStdout(
  bucket: Bucket,
  prefix: string,
  invocation: Invocation,
  now: Date,
): Promise<string | undefined | null> {
  const stored = await getText(bucket, keysOf(prefix, invocation).stdout);
  if (stored !== undefined) return stored.value;
  if (secondsBetween(invocation.ExecutionEndDateTime || now, now) < uploadSeconds) return undefined;
  const answer = invocation.StandardOutputContent ?? "";
  return answer !== "" && answer.length < answerCharacters ? answer : null;
}

/**
 * The end of what a command wrote, as far as it can be had now: for a message.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function readLastWords(bucket: Bucket, prefix: string, invocation: Invocation) {
  const keys = keysOf(prefix, invocation);
  const read = (key: string) => getTail(bucket, key, lastBytes);
  const [stdout, stderr] = await Promise.all([read(keys.stdout), read(keys.stderr)]);
  return {
    stdout: stdout ?? invocation.StandardOutputContent ?? "",
    stderr: stderr ?? invocation.StandardErrorContent ?? "",
  };
}

function keysOf(prefix: string, { CommandId = "", InstanceId = "" }: Invocation) {
  return outputKeys(prefix, CommandId, InstanceId);
}

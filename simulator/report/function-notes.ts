import type { InvocationRecord, SimulationRecord } from "../core/record.ts";
import { outOfMemory } from "../lambda/messages.ts";

type Noted = Pick<SimulationRecord, "invocations">;

/** What a reader has to know of the functions' processes: where they were not what they are on AWS, and who had too little memory. */
export function functionNotes(record: Noted): readonly string[] {
  return [...substituteNotes(record), ...memoryNotes(record)];
}

/** Where functions ran under another Node.js than the one that the module names. */
export function substituteNotes({ invocations }: Noted): readonly string[] {
  return distinct(invocations, describeSubstitute);
}

/** Functions that were killed, as Lambda kills them, for want of memory. */
export function memoryNotes({ invocations }: Noted): readonly string[] {
  return distinct(invocations, describeWant);
}

function describeSubstitute({ substitute }: InvocationRecord): string | undefined {
  return substitute === undefined
    ? undefined
    : `Functions ran under Node.js ${substitute.version}; the module names ${substitute.runtime}, which npm ci --prefix simulator/runtimes fetches.`;
}

function describeWant({ functionName, memoryMegabytes, outcome }: InvocationRecord): string | undefined {
  return outcome === outOfMemory
    ? `${functionName} was killed: it took more than its ${memoryMegabytes} MB of memory.`
    : undefined;
}

/** Each note once. */
function distinct(
  invocations: readonly InvocationRecord[],
  describe: (invocation: InvocationRecord) => string | undefined,
): readonly string[] {
  return [...new Set(invocations.map(describe))].filter((note) => note !== undefined);
}

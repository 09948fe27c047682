import * as z from "zod/mini";
import type { Immutable } from "../../shared/immutable.ts";

const texts = z.array(z.string());

/** What a builder noted of itself before anything ran. */
const notesSchema = z.object({ kind: z.literal("notes"), machine_id: z.string(), host_keys: texts });
export type Notes = Immutable<z.infer<typeof notesSchema>>;

/** What an instance of the image has of its builder. Paths from the root. */
const proofSchema = z.object({
  kind: z.literal("proof"),
  machine_id: z.string(),
  /** SHA-256 of each file of a host key. */
  host_keys: texts,
  /** Files with at least one key. */
  authorized_keys: texts,
  /** Paths under the agent's folder that hold the builder's instance id. */
  ssm_agent: texts,
  /** Likewise under cloud-init's. */
  cloud_init: texts,
  /** Folders of the builder's scripts. */
  guards: texts,
});
export type Proof = Immutable<z.infer<typeof proofSchema>>;

const base64 = z.pipe(
  z.string(),
  z.transform((text) => Buffer.from(text, "base64").toString("utf8")),
);

/** How a test ended. */
const testRunSchema = z.object({
  kind: z.literal("test"),
  /** Its place among the tests of its command. */
  test: z.int().check(z.gte(0)),
  /** 124 when its time ran out. */
  exit_code: z.int(),
  milliseconds: z.int(),
  /** The first MiB. */
  stdout: base64,
  stdout_cut: z.boolean(),
  stderr: base64,
  stderr_cut: z.boolean(),
});
export type TestRun = Immutable<z.infer<typeof testRunSchema>>;

/** What a URL answered to the instance that asked it. */
const readinessSchema = z.object({
  kind: z.literal("readiness"),
  /** 0 when there was no answer. */
  status: z.int(),
  /** Whether the body has any of the texts that were asked for. */
  found: z.boolean(),
  /** The first 500 bytes. */
  body: base64,
  /** What curl had to say; empty without an error. */
  error: base64,
});
export type ReadinessAnswer = Immutable<z.infer<typeof readinessSchema>>;

/** Reads the output of `prepareScript`; undefined when it has no notes. */
export function readNotes(stdout: string): Notes | undefined {
  return readLines(notesSchema, stdout).at(-1);
}

/** Reads the output of `testsScript`: the tests that ended. */
export function readTestRuns(stdout: string): readonly TestRun[] {
  return readLines(testRunSchema, stdout);
}

/** Reads the output of `proofScript`; undefined when it has none. */
export function readProof(stdout: string): Proof | undefined {
  return readLines(proofSchema, stdout).at(-1);
}

/** Reads the output of `readinessCommand`; undefined when it has no answer. */
export function readReadiness(stdout: string): ReadinessAnswer | undefined {
  return readLines(readinessSchema, stdout).at(-1);
}

/** The lines that are of this shape; whatever else is there is not meant for us. */
function readLines<Schema extends z.ZodMiniType>(
  schema: Schema,
  output: string,
): readonly Immutable<z.output<Schema>>[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .flatMap((line) => {
      const result = z.safeParse(schema, parseJson(line));
      return result.success ? [result.data as Immutable<z.output<Schema>>] : [];
    });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

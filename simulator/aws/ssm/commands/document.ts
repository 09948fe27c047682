import { AwsError, ensure } from "../../../core/aws-error.ts";

/** The only document that is here; its plugin is aws:runShellScript. */
export const runShellScript = "AWS-RunShellScript";

/** The document's own default of executionTimeout, and the most it takes. Seconds (the document AWS-RunShellScript). */
const usualExecutionSeconds = 3_600;
const mostExecutionSeconds = 172_800;
/** What a command with its parameters may measure (API reference: MaxDocumentSizeExceeded, User Guide: Run Command). Bytes. */
const maxSize = 97_000;

/** Values of a document's parameters, as SendCommand takes them. */
export type DocumentParameters = Readonly<Record<string, readonly string[]>>;

/** What the document is told. */
export interface ShellScript {
  readonly commands: readonly string[];
  readonly executionSeconds: number;
}

/**
 * Finds a document.
 *
 * @throws AwsError InvalidDocument, InvalidDocumentVersion
 */
export function checkDocument(name: string | undefined, version: string): void {
  const isKnown = name === runShellScript || /^arn:[^:]*:ssm:[^:]*::document\/AWS-RunShellScript$/.test(name ?? "");
  ensure(isKnown, "InvalidDocument", `Document with name ${name ?? ""} does not exist.`);
  ensure(
    ["$DEFAULT", "$LATEST", "1"].includes(version),
    "InvalidDocumentVersion",
    `Document version ${version} does not exist.`,
  );
}

/**
 * Reads the parameters of AWS-RunShellScript.
 *
 * @throws AwsError InvalidParameters, MaxDocumentSizeExceeded
 */
export function readShellScript(parameters: DocumentParameters): ShellScript {
  const { commands, executionTimeout, workingDirectory, ...others } = parameters;
  const unknown = Object.keys(others);
  ensure(
    unknown.length === 0,
    "InvalidParameters",
    `Invalid document parameter names: ${unknown.join(", ")}; ${runShellScript} has commands, executionTimeout and workingDirectory.`,
  );
  ensure(commands !== undefined && commands.length > 0, "InvalidParameters", "The parameter commands is required.");
  ensure((workingDirectory?.length ?? 1) === 1, "InvalidParameters", "The parameter workingDirectory has one value.");
  const size = Buffer.byteLength(JSON.stringify(parameters));
  ensure(size <= maxSize, "MaxDocumentSizeExceeded", `The command measures ${size} bytes; the limit is ${maxSize}.`);
  return { commands, executionSeconds: readSeconds(executionTimeout) };
}

function readSeconds(values: readonly string[] | undefined): number {
  if (values === undefined) return usualExecutionSeconds;
  const [text = ""] = values;
  const seconds = Number(text);
  if (values.length !== 1 || !/^[1-9]\d*$/.test(text) || seconds > mostExecutionSeconds) {
    throw new AwsError(
      "InvalidParameters",
      `The parameter executionTimeout is ${values.join(", ")}; it must be from 1 to ${mostExecutionSeconds} seconds.`,
    );
  }
  return seconds;
}

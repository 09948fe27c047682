import { Command, CommanderError, InvalidArgumentError } from "commander";
import { InvalidVariablesError } from "../terraform/evaluate.ts";
import { readTfvars } from "../terraform/tfvars.ts";
import { readScenario } from "../scenario/read-scenario.ts";
import { earlierStates, parseScenario, type Scenario, ScenarioError } from "../scenario/schema.ts";
import { awsServiceNames } from "../aws/services.ts";
import { type Fault, type FaultKind, faultKinds } from "../core/faults.ts";

/** What the command line asks for. */
export interface Options {
  readonly scenario: Scenario;
  readonly json: boolean;
  readonly logs: boolean;
  /** File to write the report to. */
  readonly report: string | undefined;
}

/** Thrown for options that cannot be used, or when only the help was asked for. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly exitCode: number;

  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

interface Flags {
  readonly images?: number;
  readonly composes?: number | boolean;
  readonly earlier?: string;
  readonly fault?: readonly Fault[];
  readonly days?: number;
  readonly scenario?: string;
  readonly terraform?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly logs?: boolean;
}

/**
 * Reads the command line and the files it names. Options win over the scenario file.
 *
 * @param args what stands behind the command's name
 * @param write prints help
 * @throws UsageError with a message for the person who typed it
 */
export async function readOptions(args: readonly string[], write: (text: string) => void): Promise<Options> {
  const flags = parseFlags(args, write);
  try {
    const file = flags.scenario === undefined ? {} : await readScenario(flags.scenario);
    const tfvars = flags.terraform === undefined ? {} : await readTfvars(flags.terraform);
    return {
      scenario: parseScenario(combine(file, flags, tfvars)),
      json: flags.json ?? false,
      logs: flags.logs ?? false,
      report: flags.report,
    };
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof InvalidVariablesError) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}

function parseFlags(args: readonly string[], write: (text: string) => void): Flags {
  const list = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries)
      .map(([name, meaning]) => `  ${name.padEnd(13)} ${meaning}`)
      .join("\n");
  const command = new Command("npm run simulate --")
    .description(
      "Runs the whole workflow of the module against an embedded AWS, on a virtual clock. No account is needed.",
    )
    .option("--images <number>", "shared images (default: 2)", wholeNumber)
    .option("--composes <number>", "composes that Red Hat lists (default: one for each image)", wholeNumber)
    .option("--no-composes", "leave Red Hat's API out")
    .option("--earlier <state>", "what was there before (default: none)", oneOf(Object.keys(earlierStates)))
    .option("--fault <fault>", "something that goes wrong; may be given several times", addFault)
    .option("--days <number>", "follow the module's schedule for so many days", Number)
    .option("--scenario <file>", "a scenario in YAML or JSON; other options win over it")
    .option("--terraform <file>", "take the module's inputs from a .tfvars file")
    .option("--report <file>", "write a report in HTML")
    .option("--logs", "print what the functions log")
    .option("--json", "print the record of the simulation as JSON, and nothing else")
    .addHelpText(
      "after",
      `\nEarlier states:\n${list(earlierStates)}\n\nFaults are written KIND[:SERVICE[.OPERATION]][@N or /N][=SECONDS]: the n-th of those calls, or every n-th.\n${list(faultKinds)}\n  Example: --fault kill-after:ec2.RegisterImage@1 --fault slow:redhat=20\n\nThe exit code is 0 when all executions succeeded, 1 when one did not, and 2 when an option is wrong.`,
    )
    .allowExcessArguments(false)
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .exitOverride();
  try {
    return command.parse(args, { from: "user" }).opts<Flags>();
  } catch (error) {
    if (error instanceof CommanderError) {
      const isHelp = error.exitCode === 0;
      throw new UsageError(isHelp ? "" : `${error.message}\nSee: npm run simulate -- --help`, isHelp ? 0 : 2);
    }
    throw error;
  }
}

function combine(file: unknown, flags: Flags, tfvars: Readonly<Record<string, unknown>>): unknown {
  if (typeof file !== "object" || file === null || Array.isArray(file)) {
    throw new ScenarioError("A scenario must be a mapping, such as images: 3");
  }
  const { variables = {}, ...rest } = file as { readonly variables?: object };
  return {
    ...rest,
    variables: { ...variables, ...tfvars },
    ...(flags.images === undefined ? {} : { images: flags.images }),
    // Commander's own default for the pair --composes and --no-composes is true.
    ...(flags.composes === undefined || flags.composes === true ? {} : { composes: flags.composes }),
    ...(flags.earlier === undefined ? {} : { earlier: flags.earlier }),
    ...(flags.fault === undefined ? {} : { faults: flags.fault }),
    ...(flags.days === undefined ? {} : { days: flags.days }),
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number from 0 to 99999.");
  }
  return Number(text);
}

function oneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (!names.includes(text)) {
      throw new InvalidArgumentError(`It must be one of ${names.join(", ")}.`);
    }
    return text;
  };
}

/** What calls go to: AWS's services, and the hosts beside it. */
const serviceNames: readonly string[] = [...awsServiceNames, "redhat"];
const faultPattern = /^([a-z-]+)(?::([a-z0-9]+)(?:\.([A-Za-z]+))?)?(?:([@/])(\d+))?(?:=(\d+(?:\.\d+)?))?$/;

function addFault(text: string, earlier: readonly Fault[] = []): readonly Fault[] {
  const [, kind = "", service, operation, position, number, seconds] = faultPattern.exec(text) ?? [];
  if (!(kind in faultKinds) || (service !== undefined && !serviceNames.includes(service))) {
    throw new InvalidArgumentError(
      `It must be KIND[:SERVICE[.OPERATION]][@N or /N][=SECONDS], KIND one of ${Object.keys(faultKinds).join(", ")}, and SERVICE one of ${serviceNames.join(", ")}.`,
    );
  }
  return [
    ...earlier,
    {
      kind: kind as FaultKind,
      ...(service === undefined ? {} : { service }),
      ...(operation === undefined ? {} : { operation }),
      ...(position === "@" ? { call: Number(number) } : {}),
      ...(position === "/" ? { every: Number(number) } : {}),
      ...(seconds === undefined ? {} : { seconds: Number(seconds) }),
    },
  ];
}

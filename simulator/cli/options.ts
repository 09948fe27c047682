import { Command, CommanderError, InvalidArgumentError } from "commander";
import { faultKinds } from "../core/faults.ts";
import { defaultModule, findModule, moduleNames, UnknownModuleError } from "../modules/find-module.ts";
import type { SimulatedModule } from "../modules/simulated-module.ts";
import { readScenario } from "../scenario/read-scenario.ts";
import { parseScenario, type Scenario, ScenarioError } from "../scenario/schema.ts";
import { InvalidVariablesError } from "../terraform/evaluate.ts";
import { readTfvars } from "../terraform/tfvars.ts";
import { faultReader, faultSyntax } from "./fault-option.ts";
import { days } from "./option-values.ts";

/** What the command line asks for. */
export interface Options {
  readonly module: SimulatedModule;
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

/** What the options of every module say. */
interface Flags {
  readonly scenario?: string;
  readonly terraform?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly logs?: boolean;
}

/** Options of every module that set a field of the scenario. */
const commonFieldOptions = ["fault", "days"];

type Fields = Readonly<Record<string, unknown>>;

const seeHelp = "See: npm run simulate -- --help";

/**
 * Reads the command line and the files it names. An option replaces the field of its name in the scenario file, and an input
 * of the .tfvars file the one of its name among the scenario's variables.
 *
 * @param args what stands behind the command's name
 * @param write prints help
 * @throws UsageError with a message for the person who typed it
 */
export async function readOptions(args: readonly string[], write: (text: string) => void): Promise<Options> {
  try {
    const module = await findModule(moduleNameIn(args));
    const command = parseArguments(createCommand(module, write), args);
    const flags = command.opts<Flags>();
    const file = flags.scenario === undefined ? {} : await readScenario(flags.scenario);
    const tfvars = flags.terraform === undefined ? undefined : await readTfvars(flags.terraform);
    return {
      module,
      scenario: parseScenario(module, combine(file, fieldsOf(command, module), tfvars)),
      json: flags.json ?? false,
      logs: flags.logs ?? false,
      report: flags.report,
    };
  } catch (error) {
    const isOfTheUser =
      error instanceof ScenarioError || error instanceof InvalidVariablesError || error instanceof UnknownModuleError;
    throw isOfTheUser ? new UsageError(error.message) : error;
  }
}

/** The module decides which other options there are, so it is looked for before them. */
function moduleNameIn(args: readonly string[]): string {
  const command = new Command()
    .option("--module <name>", "", defaultModule)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  return parseArguments(command, args).opts<{ readonly module: string }>().module;
}

function createCommand(module: SimulatedModule, write: (text: string) => void): Command {
  const command = new Command("npm run simulate --").description(
    `Runs the whole workflow of a module against an embedded AWS, on a virtual clock. No account is needed.\nThese are the options of ${module.name}.`,
  );
  command.option("--module <name>", `the module: ${moduleNames().join(", ")} (default: ${defaultModule})`);
  for (const { flags, description, parse } of module.options) {
    if (parse === undefined) command.option(flags, description);
    else command.option(flags, description, reading(flags, parse));
  }
  const fault = "--fault <fault>";
  const followed = "--days <number>";
  command
    .option(fault, "something that goes wrong; may be given several times", reading(fault, faultReader(module.hosts)))
    .option(followed, "follow the module's schedules for so many days", reading(followed, days))
    .option("--scenario <file>", "a scenario in YAML or JSON")
    .option("--terraform <file>", "the module's inputs, from a .tfvars file")
    .option("--report <file>", "write a report in HTML")
    .option("--logs", "print what the functions log")
    .option(
      "--json",
      "print the record of the simulation as JSON, and nothing else; npm itself is quiet with `npm run --silent`",
    )
    .addHelpText("after", helpText(module))
    .allowExcessArguments(false)
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .exitOverride();
  refuseContradictions(command);
  return command;
}

/** Lets a value that is refused be told with the option's name before it. */
function reading<Value>(
  flags: string,
  parse: (text: string, earlier?: Value) => Value,
): (text: string, earlier?: Value) => Value {
  return (text, earlier) => {
    try {
      return parse(text, earlier);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new UsageError(`${flags.split(" ")[0] ?? ""} ${error.message}\n${seeHelp}`);
    }
  };
}

/** An option that takes one value is given once, for the first of two would be lost; and of `--x` and `--no-x` one is. */
function refuseContradictions(command: Command): void {
  const given = new Set<string>();
  for (const { long } of command.options) {
    const name = long?.slice("--".length) ?? "";
    const opposite = name.startsWith("no-") ? name.slice("no-".length) : `no-${name}`;
    command.on(`option:${name}`, () => {
      if (given.has(opposite)) {
        throw new UsageError(`--${name} and --${opposite} exclude each other: remove one of them.\n${seeHelp}`);
      }
      if (given.has(name) && name !== "fault") {
        throw new UsageError(`--${name} may be given once: remove one of them.\n${seeHelp}`);
      }
      given.add(name);
    });
  }
}

function helpText({ names }: SimulatedModule): string {
  const list = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries)
      .map(([name, meaning]) => `  ${name.padEnd(13)} ${meaning}`)
      .join("\n");
  return [
    ...Object.entries(names).map(([title, entries]) => `\n${title}:\n${list(entries)}`),
    `\nFaults are written ${faultSyntax}: the n-th of those calls, or every n-th.\n${list(faultKinds)}\n  Example: --fault kill-after:ec2@1 --fault slow:kms=20`,
    "\nAn option replaces the field of its name in the scenario file, lists as a whole: --fault all of its faults. Inputs of the .tfvars file\nreplace those of their names among the scenario's variables. Where there are inputs, no others are made up.",
    "\nThe exit code is 0 when all executions succeeded, 1 when one did not, an event did not reach its target or a fault hit nothing,\nand 2 when an option, an input or the module cannot be simulated.",
  ].join("\n");
}

function parseArguments(command: Command, args: readonly string[]): Command {
  try {
    return command.parse(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      const isHelp = error.exitCode === 0;
      throw new UsageError(isHelp ? "" : `${error.message}\n${seeHelp}`, isHelp ? 0 : 2);
    }
    throw error;
  }
}

/** Fields of the scenario that were set on the command line, under their names there; commander's own defaults are none. */
function fieldsOf(command: Command, { options }: SimulatedModule): Fields {
  const names = new Set([...commonFieldOptions, ...options.map(({ flags }) => optionName(flags))]);
  const given = [...names].filter((name) => command.getOptionValueSource(name) === "cli");
  return Object.fromEntries(given.map((name) => [fieldName(name), command.getOptionValue(name) as unknown]));
}

/** What commander calls an option: `copyMinutes` for `--copy-minutes <number>`, `composes` for `--no-composes`. */
function optionName(flags: string): string {
  return new Command().createOption(flags).attributeName();
}

function fieldName(option: string): string {
  return option === "fault" ? "faults" : option.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function combine(file: unknown, given: Fields, tfvars: Fields | undefined): unknown {
  if (!isMapping(file)) {
    throw new ScenarioError("A scenario must be a mapping, such as days: 2");
  }
  const { variables = {} } = file;
  // Variables that are no mapping are left as they are, for the schema to refuse.
  const inputs = tfvars !== undefined && isMapping(variables) ? { variables: { ...variables, ...tfvars } } : {};
  return { ...file, ...inputs, ...given };
}

function isMapping(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { resolve } from "node:path";
import { readConfiguration, type CheckRule, type Configuration, type ResourceBlock } from "./configuration.ts";
import { EvaluationError, InvalidVariablesError } from "./errors.ts";
import { evaluate, type Scope } from "./expressions.ts";
import { instanceScope, type Instance } from "./instances.ts";
import type { ResourceTypes, Location } from "./resources.ts";
import { addressOf, ModuleScope, type BlockKind } from "./scope.ts";
import type { ObjectValue, Value } from "./values.ts";
import { failedChecks, variableValues } from "./variables.ts";

export { InvalidVariablesError } from "./errors.ts";
export type { Location } from "./resources.ts";

/** A resource that a module creates. */
export interface InstalledResource {
  /** For example `aws_iam_role.function["check"]`. */
  readonly address: string;
  /** For example `aws_iam_role`. */
  readonly type: string;
  /** Its arguments, and the attributes that AWS adds; blocks are lists of objects. */
  readonly values: ObjectValue;
}

/** An input that the module was given. */
export interface GivenInput {
  readonly name: string;
  /** As plain data. */
  readonly value: unknown;
  /** Whether Terraform hides its value. */
  readonly isSensitive: boolean;
}

/** What the module makes of its variables. */
export interface EvaluatedModule {
  /** In the order they were given; all others have their defaults. */
  readonly inputs: readonly GivenInput[];
  /** The resources of a type: by their files and places there, instances by their keys. */
  readonly resources: (type: string) => readonly InstalledResource[];
  readonly outputs: Readonly<Record<string, Value>>;
}

/**
 * Evaluates a module for given variables, as Terraform would when it installs it.
 *
 * @param folder of the module's `.tf` files
 * @param variables its inputs as plain data; all others have their defaults
 * @param place where it is installed
 * @param types what is known of the types of resources and data sources
 * @throws InvalidVariablesError when Terraform would refuse the variables
 * @throws ModuleError for a module with something that is not supported
 */
export async function evaluateModule(
  folder: string,
  variables: Readonly<Record<string, unknown>>,
  place: Location,
  types: ResourceTypes,
): Promise<EvaluatedModule> {
  const configuration = await readConfiguration(resolve(folder));
  const values = variableValues(configuration.variables, variables);
  const scope = new ModuleScope(configuration, values, place, types);
  try {
    return { inputs: givenInputs(configuration, variables), ...install(configuration, scope) };
  } catch (error) {
    throw error instanceof EvaluationError ? new InvalidVariablesError([error.message]) : error;
  }
}

function givenInputs({ variables: blocks }: Configuration, given: Readonly<Record<string, unknown>>) {
  return Object.entries(given).map(([name, value]) => ({
    name,
    value,
    isSensitive: blocks.get(name)?.sensitive ?? true,
  }));
}

function install(configuration: Configuration, scope: ModuleScope): Omit<EvaluatedModule, "inputs"> {
  const blocks: (readonly [BlockKind, ResourceBlock])[] = [
    ...[...configuration.resources.values()].map((block) => ["resource", block] as const),
    ...[...configuration.dataSources.values()].map((block) => ["data", block] as const),
  ];
  refuse(
    blocks.flatMap(([kind, block]) =>
      scope
        .instancesOf(kind, block)
        .flatMap((instance) =>
          check(scope, addressOf(kind, block), block.preconditions, instance, instanceScope(instance, scope)),
        ),
    ),
  );
  const installed: InstalledResource[] = [];
  const problems = blocks.flatMap(([kind, block]) =>
    scope.valuesOf(kind, block).flatMap(([instance, values]) => {
      if (kind === "resource") installed.push({ address: instance.address, type: block.type, values });
      return check(
        scope,
        addressOf(kind, block),
        block.postconditions,
        instance,
        instanceScope(instance, scope, values),
      );
    }),
  );
  refuse(problems);
  const { outputs } = configuration;
  refuse(
    outputs.flatMap(({ name, preconditions }) =>
      inPlace(scope, `output.${name}`, () => failedChecks(preconditions, scope, `output.${name}`)),
    ),
  );
  return {
    resources: (type) => installed.filter((resource) => resource.type === type),
    outputs: Object.fromEntries(
      outputs.map(({ name, value }) => [name, inPlace(scope, `output.${name}`, () => evaluate(value, scope))]),
    ),
  };
}

/** Conditions of a block that do not hold for an instance. */
function check(
  scope: ModuleScope,
  address: string,
  rules: readonly CheckRule[],
  instance: Instance,
  names: Scope,
): readonly string[] {
  return inPlace(scope, address, () => failedChecks(rules, names, instance.address));
}

/** Lets an error of the module say where it is. */
function inPlace<Found>(scope: ModuleScope, address: string, find: () => Found): Found {
  try {
    return find();
  } catch (error) {
    throw scope.located(error, address);
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new InvalidVariablesError(problems);
}

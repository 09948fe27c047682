import { ModuleError } from "./errors.ts";
import { toText, type ObjectValue, type Value } from "./values.ts";

/** Where a module is installed. */
export interface Location {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** What is known of a type of resources or data sources. */
export interface ResourceType {
  /** What the provider takes for arguments that are left out or null. */
  readonly defaults?: ObjectValue;
  /** The attributes that AWS adds. */
  readonly computed?: (given: Arguments, at: Location) => ObjectValue;
}

/** All types that are known, by their names. */
export interface ResourceTypes {
  readonly resources: ReadonlyMap<string, ResourceType>;
  readonly data: ReadonlyMap<string, ResourceType>;
}

/** The arguments of one instance, its type's defaults among them. */
export class Arguments {
  /** For example `aws_iam_role.function["check"]`. */
  readonly address: string;
  readonly #values: ObjectValue;

  constructor(address: string, values: ObjectValue) {
    this.address = address;
    this.#values = values;
  }

  /**
   * An argument that has to be there.
   *
   * @throws ModuleError where the provider would have to make one up
   */
  text(name: string): string {
    const text = this.find(name);
    if (text === undefined)
      throw new ModuleError(`${this.address} has no ${name}: one that AWS makes up is not supported`);
    return text;
  }

  /** An argument that may be left out or null. */
  find(name: string): string | undefined {
    const value = this.value(name);
    return value === null ? undefined : toText(value);
  }

  /** An argument of any type; null when it is left out. */
  value(name: string): Value {
    return (Object.hasOwn(this.#values, name) ? this.#values[name] : undefined) ?? null;
  }
}

/**
 * What a resource or a data source is after Terraform has applied it: its arguments, and what AWS adds to them.
 *
 * @param type what is known of its type
 * @param given its arguments; null is as good as left out
 */
export function withComputed(type: ResourceType, address: string, given: ObjectValue, at: Location): ObjectValue {
  const isGiven = ([, value]: [string, Value]) => value !== null;
  const values = { ...type.defaults, ...Object.fromEntries(Object.entries(given).filter(isGiven)) };
  const computed = type.computed?.(new Arguments(address, values), at) ?? {};
  return { ...given, ...values, ...computed };
}

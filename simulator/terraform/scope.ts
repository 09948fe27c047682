import type { Step } from "./ast.ts";
import type { Configuration, ResourceBlock } from "./configuration.ts";
import { EvaluationError, ModuleError } from "./errors.ts";
import { asInstance, evaluate, follow, type Scope } from "./expressions.ts";
import { collect, instanceScope, instancesOf, type Instance } from "./instances.ts";
import { locate } from "./located.ts";
import { withComputed, type ResourceTypes, type Location } from "./resources.ts";
import { isObject, type ObjectValue, type Value } from "./values.ts";

/** Whether a block is a resource or a data source. */
export type BlockKind = "resource" | "data";

/** The names of a module for given variables; each thing is evaluated when it is asked for, and once. */
export class ModuleScope implements Scope {
  readonly #configuration: Configuration;
  readonly #variables: ObjectValue;
  readonly #place: Location;
  readonly #types: ResourceTypes;
  readonly #known = new Map<string, unknown>();
  /** Addresses of what is being evaluated, outermost first. */
  readonly #pending: string[] = [];

  /**
   * @param variables the value of every variable
   * @param types what is known of the types of its resources
   */
  constructor(configuration: Configuration, variables: ObjectValue, place: Location, types: ResourceTypes) {
    this.#configuration = configuration;
    this.#variables = variables;
    this.#place = place;
    this.#types = types;
  }

  /**
   * The value of a reference.
   *
   * @throws ModuleError for a name that the module does not have, or one that needs itself
   * @throws EvaluationError when it has no value for these variables
   */
  resolve(name: string, path: readonly Step[]): Value {
    const [first = "", second = "", ...others] = path;
    switch (name) {
      case "var":
        if (!Object.hasOwn(this.#variables, first)) throw new ModuleError(`var.${first} is not there`);
        return follow(this.#variables, path);
      case "local":
        return follow(this.#local(String(first)), path.slice(1));
      case "path":
        if (first === "module") return this.#configuration.folder;
        throw new ModuleError(`path.${first} is not supported`);
      case "data":
        return follow(this.#value("data", `${first}.${second}`), others);
      default:
        return follow(this.#value("resource", `${name}.${first}`), path.slice(1));
    }
  }

  /** Lets an error of the module say in which file and in what it is. */
  located(error: unknown, address: string): unknown {
    const file = this.#configuration.files.get(address);
    return locate(error, file === undefined ? address : `${file}: ${address}`);
  }

  /** The instances that a block has. */
  instancesOf(kind: BlockKind, block: ResourceBlock): readonly Instance[] {
    const address = addressOf(kind, block);
    return this.#once(`the number of ${address}`, () => instancesOf(block, this), address);
  }

  /** The instances of a block with their values: arguments and computed attributes. */
  valuesOf(kind: BlockKind, block: ResourceBlock): readonly (readonly [Instance, ObjectValue])[] {
    return this.#once(addressOf(kind, block), () => {
      const types = kind === "resource" ? this.#types.resources : this.#types.data;
      const type = types.get(block.type);
      if (type === undefined) throw new ModuleError(`The ${kind} type ${block.type} is not supported`);
      return this.instancesOf(kind, block).map((instance) => {
        const given = evaluate(block.body, instanceScope(instance, this));
        if (!isObject(given)) throw new ModuleError(`${block.address} is no block`);
        return [instance, asInstance(withComputed(type, instance.address, given, this.#place))] as const;
      });
    });
  }

  #local(name: string): Value {
    const expression = this.#configuration.locals.get(name);
    if (expression === undefined) throw new ModuleError(`local.${name} is not there`);
    return this.#once(`local.${name}`, () => evaluate(expression, this));
  }

  #value(kind: BlockKind, address: string): Value {
    const { resources, dataSources } = this.#configuration;
    const block = (kind === "resource" ? resources : dataSources).get(address);
    if (block === undefined) throw new ModuleError(`There is no ${kind} ${address}`);
    return collect(block, this.valuesOf(kind, block));
  }

  /** @param owner address of what is evaluated, where the other says more than that */
  #once<Found>(address: string, find: () => Found, owner = address): Found {
    if (this.#known.has(address)) return this.#known.get(address) as Found;
    if (this.#pending.includes(address)) {
      throw new ModuleError(`These need each other: ${[...this.#pending, address].join(" -> ")}`);
    }
    this.#pending.push(address);
    try {
      const found = find();
      this.#known.set(address, found);
      return found;
    } catch (error) {
      if (error instanceof EvaluationError) {
        throw new EvaluationError(`${address}: ${error.message}`, { cause: error });
      }
      throw this.located(error, owner);
    } finally {
      this.#pending.pop();
    }
  }
}

/** Address of a block; that of a data source begins with `data.` */
export function addressOf(kind: BlockKind, { address }: ResourceBlock): string {
  return kind === "resource" ? address : `data.${address}`;
}
